import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createAleph } from '../../src/aleph/client.ts';
import { reportOf, textOf } from '../../src/cli/doctor/report.ts';
import { alephOptionsOf, loadConfig } from '../../src/config/config.ts';
import { CONFIG, closeAll, closing, findingOf, PAIR, reportAt, sandboxOf, verdictsOf } from './doctor-support.ts';

afterEach(closeAll);

describe('the doctor of the sandbox', () => {
  test('finds every route, reads one of everything, and writes nothing', async () => {
    const sandbox = await sandboxOf();
    const report = await reportAt(sandbox.url);

    expect(report.isHealthy).toBe(true);
    expect([...verdictsOf(report)].filter(([, verdict]) => verdict !== 'ok')).toEqual([]);
    expect(report).toMatchObject({ endDate: 'included', filters: 'taken', settings: {} });
    expect(findingOf(report, 'listTasks')).toMatchObject({
      route: 'GET /tasking/tasks/',
      outcome: '200',
      ms: expect.any(Number),
      answer: { rows: 20, pagesBy: ['offset'], isBroken: false, countedBy: 'count', skipped: { rows: 0, members: [] } },
    });
    expect(findingOf(report, 'searchItems')?.answer).toMatchObject({ pagesBy: ['token'], countedBy: 'numberMatched' });
    expect(findingOf(report, 'listContracts')?.answer).toMatchObject({ rows: 3, pagesBy: [], countedBy: undefined });
    const written = sandbox.calls().filter(({ method, path }) => method !== 'GET' && !/token|search$/.test(path));
    expect(written).toEqual([]);
    expect(sandbox.calls().filter(({ path }) => path === '/contracts')).toHaveLength(1);
  });

  test('leaves out no read of the client but that of several items', async () => {
    const aleph = createAleph({ ...alephOptionsOf(CONFIG), apiUrl: 'http://127.0.0.1:9' });
    const reads = Object.keys(aleph.connect({ credentials: PAIR })).filter((name) => /^(list|get|search)/.test(name));
    await aleph.close();
    expect(reads.length).toBeGreaterThan(12);
    const tried = verdictsOf(await reportAt((await sandboxOf()).url));
    expect(reads.filter((name) => !tried.has(name))).toEqual(['getItems']);
  });

  test('names members that rows lack, and members that the records do not know', async () => {
    const body = {
      count: 2,
      results: [
        { task_id: 1, project_name: 'CANARY' },
        { novel: 'CANARY', 'od\ndity': 1 },
      ],
    };
    const { url } = await sandboxOf({}, [{ path: '/tasking/tasks', answer: { kind: 'json', body } }]);
    const report = await reportAt(url);

    const { answer, verdict } = findingOf(report, 'listTasks') ?? {};
    expect(verdict).toBe('failed');
    // Each of the three contracts is tried.
    expect(answer?.skipped.rows).toBe(6);
    expect(answer?.skipped.members).toContain('task_id');
    expect(answer?.unknownMembers).toEqual(expect.arrayContaining(['novel', 'od\uFFFDdity']));
    expect(textOf(report)).toMatch(/rows that did not fit: 6\n +members lost: .*task_id.*\n +unknown members: .*novel/);
    expect(textOf(report)).not.toContain('CANARY');
    expect(report.isHealthy).toBe(false);
  });

  test('prints no value of a row and no secret', async () => {
    const { url } = await sandboxOf();
    const texts: string[] = [];
    const keep = (value: unknown): void => {
      if (typeof value === 'string') texts.push(value);
      else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) keep(inner);
    };
    const aleph = createAleph({ ...alephOptionsOf(CONFIG), apiUrl: url, tokenUrl: `${url}/oauth/token` });
    const client = aleph.connect({ credentials: PAIR, inspect: (_, json) => keep(json) });
    const [{ id = '' } = {}] = await client.listContracts();
    await Promise.all([
      client.listTasks(id, { limit: 20, offset: 0, filter: {} }),
      client.listOrders(id, { limit: 20, offset: 0 }),
      client.searchItems(id, { limit: 20 }),
      client.listProducts(id),
    ]);
    await aleph.close();
    const values = texts.filter((text) => text.length > 7 && /[\d ]/.test(text) && !text.startsWith('http'));
    expect(values.length).toBeGreaterThan(200);

    const report = await reportAt(url);
    for (const printed of [textOf(report), JSON.stringify(report)]) {
      expect(values.filter((value) => printed.includes(value))).toEqual([]);
      expect(printed).not.toContain('sandbox-north');
    }
  });
});

describe('the doctor of an Aleph that answers', () => {
  const ANSWERS: readonly [string, RequestListener, string, string | undefined][] = [
    [
      '401',
      (_, response) => response.writeHead(401, { 'content-type': 'application/json' }).end('{}'),
      'failed',
      '401',
    ],
    [
      '403',
      (_, response) => response.writeHead(403, { 'content-type': 'application/json' }).end('{}'),
      'failed',
      '403',
    ],
    [
      'HTML',
      (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>CANARY</html>'),
      'failed',
      '200',
    ],
    ['404', (_, response) => response.writeHead(404).end(), 'absent', '404'],
    ['nothing', () => undefined, 'failed', undefined],
    ['no connection', (request) => request.socket.destroy(), 'failed', 'RESET'],
  ];

  test.each(ANSWERS)(
    '%s to everything says so, makes no further call, and is not healthy',
    async (_, listener, verdict, outcome) => {
      const server = createServer(listener);
      await once(server.listen(0, '127.0.0.1'), 'listening');
      closing.push(
        async () => server.close(),
        async () => server.closeAllConnections(),
      );
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const report = await reportAt(url, { timeoutMs: 300, tokenTimeoutMs: 300 });

      expect(report.isHealthy).toBe(false);
      const [signIn, contracts, ...others] = report.findings;
      expect(signIn).toMatchObject({ read: 'authenticate', verdict, route: 'POST /oauth/token' });
      if (outcome !== undefined) expect(signIn?.outcome).toBe(outcome);
      expect(contracts?.verdict).toMatch(/failed|absent/);
      expect(new Set(others.map((one) => one.verdict))).toEqual(new Set(['skipped']));
      expect(textOf(report)).toContain('The server lacks something that it needs.');
      expect(textOf(report)).not.toContain('CANARY');
    },
  );

  test.each([
    [401, 'TOKEN_EXPIRED'],
    [403, 'FORBIDDEN'],
  ])('%i under each contract leaves sign-in and contracts well', async (status, code) => {
    const answer = { kind: 'status', status } as const;
    const faults = ['/tasking/*', '/archive/*', '/v2/*'].map((path) => ({ path, answer }));
    const report = await reportAt((await sandboxOf({}, faults)).url);
    expect(report.isHealthy).toBe(false);
    expect(findingOf(report, 'listContracts')?.verdict).toBe('ok');
    expect(findingOf(report, 'listTasks')).toMatchObject({ verdict: 'failed', outcome: String(status) });
    expect(findingOf(report, 'listTasks')?.error).toBe(code === 'FORBIDDEN' ? code : 'CONTRACT_NOT_ACCESSIBLE');
  });
});

describe('the settings that the doctor recommends', () => {
  const finding = { needed: true, verdict: 'ok' } as const;
  const base = { endDate: 'included', filters: 'taken', needsAssetRoute: false } as const;

  test('leave four times the slowest read, and six calls for each contract', () => {
    const findings = [
      { ...finding, read: 'authenticate', ms: 2_100 },
      { ...finding, read: 'listTasks', ms: 4_300 },
      { ...finding, read: 'listOrders', ms: 60_000, verdict: 'failed' as const },
    ];
    expect(reportOf({ ...base, findings, contracts: 40 }, CONFIG).settings).toEqual({
      TOKEN_TIMEOUT_MS: 9_000,
      UPSTREAM_TIMEOUT_MS: 18_000,
      OPERATION_TIMEOUT_MS: 45_000,
      MAX_UPSTREAM_CALLS: 240,
      ARCHIVE_END: 'included',
    });
  });

  test('stay within the range of each setting', () => {
    const findings = [{ ...finding, read: 'listTasks', ms: 110_000 }];
    const { settings } = reportOf({ ...base, findings, contracts: 5_000 }, CONFIG);
    expect(() =>
      loadConfig({}, Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, String(value)]))),
    ).not.toThrow();
  });
});
