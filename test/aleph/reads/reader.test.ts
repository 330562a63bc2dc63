import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  bearerOf,
  failureOf,
  NORTH,
  openAleph,
  pairOf,
  startUpstreamAleph,
  type UpstreamAleph,
} from '../../support/aleph/upstream-aleph.ts';
import { GRANT, type Received, sendJson, startUpstream, type Upstream } from '../../support/upstream/upstream.ts';

describe('every call to the API', () => {
  let upstream: UpstreamAleph;

  beforeEach(async () => {
    upstream = await startUpstreamAleph();
    const all = upstream.connect();
    const [item] = (await all.searchItems(NORTH, { limit: 1 })).items;
    await Promise.all([
      all.listContracts(),
      all.listProducts(NORTH),
      all.listTasks(NORTH, { limit: 1, offset: 0 }),
      all.getTask(NORTH, 1),
      all.listArchive(NORTH, { bbox: [0, 0, 1, 1], start: '2026-01-01', end: '2026-01-02' }),
      all.getItems(NORTH, item?.collectionId ?? '', [item?.itemId ?? '']),
      all.listCollections(NORTH),
      all.getCollection(NORTH, 'l1d-sr'),
    ]);
  });
  afterEach(() => upstream.close());

  const apiCalls = () => upstream.sandbox.calls().filter(({ path }) => path !== '/oauth/token');

  test('goes to the path that is documented', () => {
    expect(new Set(upstream.calls())).toEqual(
      new Set([
        'GET /contracts',
        'GET /tasking/products',
        'GET /tasking/tasks',
        'GET /tasking/tasks/1',
        'POST /archive/search',
        'POST /archive/stac/search',
        'GET /archive/stac/collections',
        'GET /archive/stac/collections/l1d-sr',
      ]),
    );
  });

  test('carries authorizationToken and never Authorization', () => {
    expect(apiCalls().map(({ headers }) => headers.includes('authorizationtoken'))).toEqual(Array(9).fill(true));
    expect(upstream.sandbox.calls().some(({ headers }) => headers.includes('authorization'))).toBe(false);
  });

  test('names its contract, but for the one that lists contracts', () => {
    const contracts = apiCalls().map(({ path, contractId }) => [path === '/contracts', contractId]);
    expect(contracts.filter(([isList]) => isList)).toEqual([[true, undefined]]);
    expect(contracts.filter(([isList]) => !isList)).toEqual(Array(8).fill([false, NORTH]));
  });
});

describe('a read', () => {
  let upstream: Upstream;

  beforeEach(async () => {
    upstream = await startUpstream((request, response) =>
      sendJson(response, request.url === '/oauth/token' ? GRANT : { features: [] }),
    );
  });
  afterEach(() => upstream.close());

  const apiCall = (): Received | undefined => upstream.received.find(({ url }) => url !== '/oauth/token');

  test.each([
    ['the token it was exchanged for', pairOf('id'), 'Bearer token-1'],
    ['the bearer token as it is', bearerOf('brought.along'), 'Bearer brought.along'],
  ])('carries %s', async (_what, credentials, header) => {
    const aleph = openAleph(upstream.url);
    await aleph.connect({ credentials }).listTasks('cont.1', { limit: 1, offset: 0 });
    await aleph.close();
    expect(apiCall()?.headers).toMatchObject({ authorizationtoken: header, 'x-satellogic-contract-id': 'cont.1' });
  });

  test('with a body says that it is JSON, and one without says nothing of the kind', async () => {
    const aleph = openAleph(upstream.url);
    const operation = aleph.connect({ credentials: bearerOf('t') });
    await operation.searchItems('cont.1', { limit: 3, at: { token: 'next:a' } });
    await operation.listCollections('cont.1');
    await aleph.close();
    expect(upstream.received.map(({ method, headers, body }) => [method, headers['content-type'], body])).toEqual([
      ['POST', 'application/json', '{"limit":3,"token":"next:a"}'],
      ['GET', undefined, ''],
    ]);
  });

  test('goes below the path of the API, whether that ends in a slash or not', async () => {
    for (const apiUrl of [`${upstream.url}/base`, `${upstream.url}/base//`]) {
      const aleph = openAleph(upstream.url, { apiUrl });
      await aleph.connect({ credentials: bearerOf('t') }).listContracts();
      await aleph.close();
    }
    expect(upstream.received.map(({ url }) => url)).toEqual(['/base/contracts', '/base/contracts']);
  });

  test('by an operation that has ended already makes no call', async () => {
    const aleph = openAleph(upstream.url);
    const signal = AbortSignal.abort(new Error('ended'));
    await expect(aleph.connect({ credentials: pairOf('a'), signal }).listContracts()).rejects.toThrow('ended');
    await aleph.close();
    expect(upstream.received).toEqual([]);
  });
});

describe('reads at the same moment', () => {
  test('of one identity share one call, and the receipt says so', async () => {
    const upstream = await startUpstreamAleph();
    const operations = [upstream.connect(), upstream.connect(), upstream.connect()];
    const query = { limit: 3, offset: 0 };
    const slices = await Promise.all(operations.map((one) => one.listTasks(NORTH, query)));
    expect(slices.map(({ rows }) => rows.length)).toEqual([3, 3, 3]);
    expect(upstream.calls()).toEqual(['GET /tasking/tasks']);
    const totals = operations.map((one) => one.receipt().totals);
    expect(totals.map(({ upstreamCalls, shared }) => [upstreamCalls, shared])).toEqual([
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
    await upstream.connect().listTasks(NORTH, query);
    expect(upstream.calls()).toHaveLength(2);
    await upstream.close();
  });

  test('of a pair and of its own token do not share', async () => {
    const upstream = await startUpstream((request, response) =>
      sendJson(response, request.url === '/oauth/token' ? GRANT : []),
    );
    const aleph = openAleph(upstream.url);
    const pair = aleph.connect({ credentials: pairOf('a') });
    await pair.authenticate();
    await Promise.all([pair, aleph.connect({ credentials: bearerOf('token-1') })].map((one) => one.listContracts()));
    expect(upstream.received.filter(({ url }) => url === '/contracts')).toHaveLength(2);
    await aleph.close();
    await upstream.close();
  });

  test.each(['while the token is exchanged', 'while Aleph answers'])(
    'go on for the others when the one who began leaves %s',
    async (when) => {
      const held = when.includes('token') ? '/oauth/token' : '/contracts';
      let release = () => {};
      const upstream = await startUpstream((request, response) => {
        const answer = () => sendJson(response, request.url === '/oauth/token' ? GRANT : [{ contract_id: 'cont.1' }]);
        if (request.url === held) release = answer;
        else answer();
      });
      const aleph = openAleph(upstream.url);
      const leader = new AbortController();
      const left = aleph.connect({ credentials: pairOf('a'), signal: leader.signal }).listContracts();
      const stayed = aleph.connect({ credentials: pairOf('a') }).listContracts();
      await vi.waitFor(() => expect(upstream.received.at(-1)?.url).toBe(held));
      leader.abort(new Error('left'));
      await expect(left).rejects.toThrow('left');
      release();
      expect(await stayed).toEqual([{ id: 'cont.1', name: 'cont.1' }]);
      expect(upstream.received.map(({ url }) => url)).toEqual(['/oauth/token', '/contracts']);
      await aleph.close();
      await upstream.close();
    },
  );

  test('of one operation may be many without a warning of the process', async () => {
    const upstream = await startUpstreamAleph();
    const warnings: unknown[] = [];
    const note = (warning: Error) => warnings.push(warning.message);
    process.on('warning', note);
    const { signal } = new AbortController();
    const operation = upstream.connect({ signal });
    await Promise.all(Array.from({ length: 40 }, (_, offset) => operation.listTasks(NORTH, { limit: 1, offset })));
    await new Promise((done) => setImmediate(done));
    process.off('warning', note);
    expect(warnings).toEqual([]);
    await upstream.close();
  });
});

describe('what is kept', () => {
  test('is measured unpacked, so that packed answers cannot fill the memory', async () => {
    const numbers = Array.from({ length: 600_000 }, (_, index) => index);
    const zipped = gzipSync(JSON.stringify({ collections: [], numbers }));
    const upstream = await startUpstream((_request, response) =>
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(zipped),
    );
    const aleph = openAleph(upstream.url);
    const operation = aleph.connect({ credentials: bearerOf('t') });
    const contracts = Array.from({ length: 9 }, (_, number) => `cont.${number}`);
    for (const contract of contracts) await operation.listCollections(contract);
    await operation.listCollections('cont.8');
    expect(upstream.received).toHaveLength(9);
    await operation.listCollections('cont.0');
    expect(upstream.received).toHaveLength(10);
    await aleph.close();
    await upstream.close();
  });
});

describe('the budget of an operation', () => {
  test('refuses the reads beyond it and answers the rest', async () => {
    const upstream = await startUpstreamAleph({}, { maxCalls: 3 });
    const operation = upstream.connect();
    const reads = Array.from({ length: 5 }, (_, offset) => operation.listTasks(NORTH, { limit: 1, offset }));
    const outcomes = await Promise.allSettled(reads);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(await failureOf(reads[4] ?? Promise.resolve())).toMatchObject({ code: 'BUDGET_EXCEEDED', retryable: false });
    expect(upstream.calls()).toHaveLength(3);
    await upstream.close();
  });

  test('is 60 calls by default, is not touched by what is kept, and is new for each operation', async () => {
    const upstream = await startUpstreamAleph();
    const operation = upstream.connect();
    for (let time = 0; time < 100; time += 1) await operation.listContracts();
    const reads = Array.from({ length: 60 }, (_, offset) => operation.listTasks(NORTH, { limit: 1, offset }));
    const outcomes = await Promise.allSettled(reads);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(59);
    expect(upstream.calls()).toHaveLength(60);
    expect((await upstream.connect().listTasks(NORTH, { limit: 1, offset: 0 })).rows).toHaveLength(1);
    await upstream.close();
  });

  test('pays for retries', async () => {
    const upstream = await startUpstreamAleph({}, { maxCalls: 2 });
    upstream.sandbox.inject({ path: '/contracts', answer: { kind: 'status', status: 503 } });
    expect(await failureOf(upstream.connect().listContracts())).toMatchObject({ upstream: { attempts: 2 } });
    expect(upstream.calls()).toHaveLength(2);
    await upstream.close();
  });
});
