import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Facade, NORTH, SOUTH, startFacade } from '../support/facade/facade.ts';
import { post, send } from '../support/facade/http.ts';
import { createMemoryLog } from '../support/memory-log.ts';

const MEMBERS = new Set([
  'level',
  'time',
  'msg',
  'requestId',
  'method',
  'path',
  'operationName',
  'status',
  'codes',
  'ms',
  'upstreamCalls',
  'tokenCalls',
  'upstreamBytes',
  'upstream',
  'sharedReads',
  'tenant',
]);

describe('the log of a request', () => {
  const memory = createMemoryLog();
  let facade: Facade;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 }, log: memory.log });
  });
  beforeEach(() => memory.clear());
  afterAll(() => facade.close());

  test('is one line with its outcome and what it cost', async () => {
    const { headers } = await facade.ask('query Compare { contracts { id } }', {}, SOUTH);

    expect(memory.lines).toHaveLength(1);
    expect(memory.entries('request')).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        msg: 'request',
        requestId: headers.get('x-request-id'),
        method: 'POST',
        path: '/graphql',
        operationName: 'Compare',
        status: 200,
        ms: expect.any(Number),
        tenant: expect.stringMatching(/^[0-9a-f]{8}$/),
        upstreamCalls: 1,
        tokenCalls: 1,
        sharedReads: 0,
        upstreamBytes: expect.any(Number),
        upstream: { 'auth 200': 1, 'contracts 200': 1 },
      },
    ]);
  });

  test('names the codes of its errors', async () => {
    await facade.ask('{ contracts { id } }', {}, {});
    await send(`${facade.url}/nowhere`);
    expect(memory.entries('request').map(({ status, codes }) => [status, codes])).toEqual([
      [401, ['CREDENTIALS_MISSING']],
      [404, ['ROUTE_NOT_FOUND']],
    ]);
  });

  test('has no member but the named ones, and nothing of headers, variables, document, query string or reply', async () => {
    const token = 'CANARY.bearer-token';
    const canary = {
      'x-aleph-client-id': 'CANARY-id',
      'x-aleph-client-secret': 'CANARY-secret',
      'user-agent': 'CANARY',
    };
    const query = 'query ($id: ID!) { contract(id: $id) { CANARY: name } }';
    await facade.ask(query, { id: 'CANARY' }, NORTH);
    await facade.ask(query, { id: 'CANARY' }, canary);
    await facade.ask(query, { id: 'CANARY' }, { authorization: `Bearer ${token}`, cookie: 'CANARY=1' });
    await facade.ask('{ contracts { CANARY } }', {}, { ...NORTH, origin: 'https://CANARY.example' });
    await facade.ask('{ CANARY', {}, NORTH);
    await facade.ask(query, { id: { CANARY: 1 } }, NORTH);
    await post(facade, '{"CANARY":1}', { 'x-request-id': 'CANARY of a request' });
    await send(`${facade.url}/graphql?query={CANARY}&client_secret=CANARY`);

    expect(memory.entries('request')).toHaveLength(8);
    expect(memory.lines.join('')).not.toMatch(/CANARY|sandbox-north/);
    for (const entry of memory.entries('request')) {
      expect(Object.keys(entry).filter((name) => !MEMBERS.has(name))).toEqual([]);
    }
  });

  test('cuts an operation name to 64 characters', async () => {
    await facade.ask(`query ${'N'.repeat(200)} { __typename }`);
    expect(memory.entries('request')).toMatchObject([{ operationName: 'N'.repeat(64) }]);
  });

  test('shows no path that others made up', async () => {
    for (const path of ['/CANARY', '/graphql/CANARY', '/health/CANARY', '/assets/CANARY'])
      await send(facade.url + path);
    await send(`${facade.url}/health`);
    expect(memory.entries('request').map(({ path }) => path)).toEqual(['…', '…', '…', '/assets/…', '/health']);
  });
});
