import { createServer } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { NORTH, SOUTH } from '../support/facade/facade.ts';
import { graphqlRequest, send, sendRaw } from '../support/facade/http.ts';
import { type RunningProcess, runEntry } from '../support/process.ts';
import { PORTS } from '../support/sandbox/world.ts';

const FREE_PORTS = { PORT: '0', SANDBOX_PORT: '0' };
const LIVE = { PORT: '0', ALEPH_API_URL: 'http://127.0.0.1:9', ALEPH_TOKEN_URL: 'http://127.0.0.1:9/oauth/token' };

describe('the process', () => {
  const running: RunningProcess[] = [];

  function run(...args: Parameters<typeof runEntry>): RunningProcess {
    const started = runEntry(...args);
    running.push(started);
    return started;
  }

  afterEach(async () => {
    for (const started of running.splice(0)) {
      started.signal('SIGKILL');
      await started.exit;
    }
  });

  test('starts the sandbox and the server, and says in JSON lines where they are', async () => {
    const started = run('main', [], FREE_PORTS);
    const { url } = await started.until('listening');
    const sandbox = await started.until('sandbox');

    expect(sandbox).toMatchObject({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      credentials: [
        { clientId: 'sandbox-north', clientSecret: 'sandbox-north-secret' },
        { clientId: 'sandbox-south', clientSecret: 'sandbox-south-secret' },
      ],
    });
    const { body } = await ask(url ?? '', '{ contracts { id } }');
    expect(body.data.contracts).toHaveLength(1);
    for (const line of started.stdout().trim().split('\n')) expect(JSON.parse(line)).toHaveProperty('msg');
    expect(started.stderr()).toBe('');
  });

  test('spoils the answers of its sandbox as each --fault says', async () => {
    const faults = ['--fault', 'GET /tasking/tasks status=503', '--fault', '/tasking/products retry-after=30'];
    const started = run('main', faults, FREE_PORTS);
    const { url = '' } = await started.until('listening');

    const { body } = await ask(url, '{ contracts { name tasks { totalCount } taskingProducts { name } } }');

    expect(body.data.contracts).toEqual([{ name: expect.any(String), tasks: null, taskingProducts: null }]);
    const extensions = body.errors.map((error: { extensions: unknown }) => error.extensions);
    expect(extensions).toHaveLength(2);
    expect(extensions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: 'UPSTREAM_UNAVAILABLE', reason: 'HTTP_5XX' }),
        expect.objectContaining({ code: 'UPSTREAM_RATE_LIMITED', retryAfterSeconds: 30 }),
      ]),
    );
  });

  test('examines the sandbox as a doctor, and exits with 1 without credentials for Aleph', async () => {
    const examined = run('main', ['doctor', '--json'], FREE_PORTS);
    expect(await examined.exit).toBe(0);
    expect(JSON.parse(examined.stdout())).toMatchObject({ isHealthy: true, endDate: 'included' });
    const refused = run('main', ['doctor', '--live'], { ...LIVE, ALEPH_CLIENT_ID: '', ALEPH_ACCESS_TOKEN: '' });
    expect(await refused.exit).toBe(1);
    expect(refused.stderr()).toContain('ALEPH_CLIENT_ID and ALEPH_CLIENT_SECRET');
    const failed = run('main', ['doctor', '--live'], { ...LIVE, ALEPH_CLIENT_ID: 'a', ALEPH_CLIENT_SECRET: 'CANARY' });
    expect(await failed.exit).toBe(1);
    expect(failed.stdout()).toContain('REFUSED');
    expect(failed.stdout() + failed.stderr()).not.toContain('CANARY');
  });

  test.each([
    ['main', [], LIVE, 'sandbox'],
    ['main', ['--live'], LIVE, 'live'],
    ['bin', [], LIVE, 'live'],
    ['bin', [], { ...LIVE, ALEPH_UPSTREAM: 'sandbox' }, 'sandbox'],
  ] as const)(
    '%s.js with the flags %j runs against the upstream that was asked for',
    async (entry, args, env, upstream) => {
      const started = run(entry, args, { SANDBOX_PORT: '0', ...env });

      const line = await started.until('listening');

      expect(line['upstream'] === LIVE.ALEPH_API_URL ? 'live' : 'sandbox').toBe(upstream);
      expect('graphiql' in line).toBe(upstream === 'sandbox');
      expect(started.stdout().includes('"msg":"sandbox"')).toBe(upstream === 'sandbox');
    },
  );

  test('ends with 1 and names every mistake of its configuration', async () => {
    const env = { PORT: 'CANARY', LOG_LEVEL: 'loud', ALEPH_API_URL: 'https://user:CANARY@aleph.example' };
    const started = run('main', [], env);

    expect(await started.exit).toBe(1);
    const lines = started.stderr().trim().split('\n');
    expect(lines.map((line) => line.split(': ', 2))).toEqual([
      ['aleph-graphql', 'PORT'],
      ['aleph-graphql', 'ALEPH_API_URL'],
      ['aleph-graphql', 'LOG_LEVEL'],
    ]);
    expect(started.stderr()).not.toContain('CANARY');
    expect(started.stdout()).toBe('');
  });

  test('ends with 1 and one line for a command line it does not understand', async () => {
    const commands = [
      ['--prot=4000'],
      ['somewhere'],
      ['--sandbox', '--live'],
      ['--live', '--fault', '* hang'],
      ['--check-config', '--fault', '* explode'],
    ];
    const started = commands.map((args) => run('main', args, FREE_PORTS));

    expect(await Promise.all(started.map(({ exit }) => exit))).toEqual([1, 1, 1, 1, 1]);
    expect(started.map(({ stderr }) => stderr())).toEqual([
      expect.stringMatching(/^aleph-graphql: Unknown option '--prot'.*\n$/),
      expect.stringMatching(/^aleph-graphql: Unexpected argument 'somewhere'.*\n$/),
      'aleph-graphql: --sandbox and --live exclude each other\n',
      expect.stringMatching(/^aleph-graphql: --fault is for the sandbox alone.*\n$/),
      'aleph-graphql: --fault "* explode": cannot read "explode"\n',
    ]);
  });

  test('ends with 1 and a line for each --fault it cannot read, and opens no sandbox before', async () => {
    const started = run('main', ['--fault', '* explode', '--fault', '* hang', '--fault', 'GET'], FREE_PORTS);

    expect(await started.exit).toBe(1);
    expect(started.stderr()).toBe(
      'aleph-graphql: --fault "* explode": cannot read "explode"\naleph-graphql: --fault "GET": no path\n',
    );
    expect(started.stdout()).toBe('');
  });

  test('ends with 1 and one line when its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    const port = await vi.waitFor(() => {
      const address = other.address();
      if (address === null || typeof address === 'string') throw new Error('not listening');
      return String(address.port);
    });
    const started = run('main', [], { PORT: port, SANDBOX_PORT: '0' });

    expect(await started.exit).toBe(1);
    expect(started.stderr()).toMatch(new RegExp(`^aleph-graphql: .*EADDRINUSE.*${port}\n$`));
    other.close();
  });

  test('told to end, answers the fifty requests under way, refuses new ones, and ends with 0', async () => {
    const started = run('main', [], FREE_PORTS);
    const { url = '' } = await started.until('listening');
    const { url: sandbox = '' } = await started.until('sandbox');
    // The first tasks take longer: the sandbox thinks them up, and of fifty who wait for that some would be turned away.
    await ask(url, '{ contracts { tasks(first: 1) { nodes { taskId } } } }');
    await spoil(sandbox, { path: '/tasking/tasks', latencyMs: 2_000 });
    // As many of each caller as one may have at work at once.
    const pages = Array.from({ length: 25 }, (_, index) => `tasks(first: ${index + 1}) { nodes { taskId } }`);
    const answers = [
      ...pages.map((page) => ask(url, `{ contracts { ${page} } }`)),
      ...pages.map((page) => ask(url, `{ contract(id: "${PORTS}") { ${page} } }`, NORTH)),
    ];
    await untilAsked(sandbox, '/tasking/tasks', 1 + 50);

    started.signal('SIGTERM');
    await started.until('draining');
    const refused = await sendRaw(url, graphqlRequest('{ __typename }', []));

    expect(refused.status).toBe(503);
    expect(refused.head).toMatch(/^Retry-After: 1\r?$/m);
    expect(refused.body.errors[0].extensions).toMatchObject({ code: 'SHUTTING_DOWN', retryable: true });
    const bodies = (await Promise.all(answers)).map(({ body }) => body);
    expect(bodies.map(({ data }) => (data.contract ?? data.contracts[0]).tasks.nodes.length)).toEqual(
      Array.from({ length: 50 }, (_, index) => (index % 25) + 1),
    );
    expect(await started.exit).toBe(0);
    expect(started.stdout()).toMatch(/"msg":"stopped"}\n$/);
  });

  test('told twice to end, ends at once with 1', async () => {
    const started = run('main', [], FREE_PORTS);
    const { url = '' } = await started.until('listening');
    const { url: sandbox = '' } = await started.until('sandbox');
    await spoil(sandbox, { path: '/tasking/tasks', answer: { kind: 'hang' } });
    const answer = ask(url, '{ contracts { tasks { totalCount } } }');
    const broken = expect(answer).rejects.toThrow();
    await untilAsked(sandbox, '/tasking/tasks', 1);

    started.signal('SIGTERM');
    await started.until('draining');
    started.signal('SIGINT');

    expect(await started.exit).toBe(1);
    await broken;
    expect(started.stdout()).not.toContain('stopped');
  });
});

function ask(url: string, query: string, caller = SOUTH) {
  const headers = { 'content-type': 'application/json', ...caller };
  return send(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
}

async function spoil(sandbox: string, fault: unknown): Promise<void> {
  const { status } = await send(`${sandbox}/_sandbox/faults`, { method: 'POST', body: JSON.stringify(fault) });
  expect(status).toBe(201);
}

function untilAsked(sandbox: string, path: string, times: number): Promise<void> {
  return vi.waitFor(async () => {
    const { body } = await send(`${sandbox}/_sandbox/calls`);
    expect(body.filter((call: { path: string }) => call.path === path)).toHaveLength(times);
  }, 5_000);
}
