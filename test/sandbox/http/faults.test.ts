import { get } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createFaults, type Fault, parseFault } from '../../../src/sandbox/http/faults.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { type Caller, HARBOUR, NORTH, read, SEARCH, signIn, type Wire } from '../caller.ts';

const TASKS = '/tasking/tasks';

describe('a fault rule', () => {
  const hits = (fault: Omit<Fault, 'latencyMs'>, method: string, path: string, contractId?: string) => {
    const faults = createFaults();
    faults.add({ ...fault, latencyMs: 1 });
    return faults.take({ method, path, ...(contractId && { contractId }) }) !== undefined;
  };

  test.each([
    ['/tasking/tasks', '/tasking/tasks', true],
    ['/tasking/tasks/', '/tasking/tasks', true],
    ['/tasking/tasks', '/tasking/tasks/7', false],
    ['/tasking/*', '/tasking/tasks/7', true],
    ['/archive/*/search', '/archive/stac/search', true],
    ['*', '/contracts', true],
    ['/a.c*', '/abc', false],
  ])('for %s meets %s: %s', (pattern, path, expected) => {
    expect(hits({ path: pattern }, 'GET', path)).toBe(expected);
  });

  test('can be narrowed to a method and a contract', () => {
    expect(hits({ path: '*', method: 'POST' }, 'GET', '/x')).toBe(false);
    expect(hits({ path: '*', contractId: NORTH }, 'GET', '/x', HARBOUR)).toBe(false);
    expect(hits({ path: '*', contractId: NORTH }, 'GET', '/x', NORTH)).toBe(true);
  });

  test('lets the first requests pass, then spoils so many as it says', () => {
    const faults = createFaults();
    faults.add({ path: '*', latencyMs: 1, after: 2, times: 3 });
    const taken = Array.from({ length: 7 }, () => faults.take({ method: 'GET', path: '/x' }));
    expect(taken.map(Boolean)).toEqual([false, false, true, true, true, false, false]);
  });

  test('gives way to a later one when it is used up', () => {
    const faults = createFaults();
    faults.add({ path: '/x', latencyMs: 1, times: 1 });
    faults.add({ path: '*', latencyMs: 2 });
    const taken = Array.from({ length: 3 }, () => faults.take({ method: 'GET', path: '/x' }));
    expect(taken.map((fault) => fault?.latencyMs)).toEqual([1, 2, 2]);
  });

  test.each([
    [{}, 'path'],
    [{ path: 'tasks', latencyMs: 1 }, 'path'],
    [{ path: '/x' }, 'neither'],
    [{ path: '/x', latencyMs: -1 }, 'latencyMs'],
    [{ path: '/x', latencyMs: 1, method: 'get' }, 'method'],
    [{ path: '/x', answer: { kind: 'flood' } }, 'answer.kind'],
    [{ path: '/x', answer: { kind: 'status', status: 42 } }, 'answer.status'],
    [{ path: '/x', answer: { kind: 'huge' } }, 'answer.bytes'],
    [{ path: '/x', latencyMs: 1, color: 'red' }, 'color'],
    [undefined, 'undefined'],
  ])('of %j is refused with the reason', (value, reason) => {
    expect(() => parseFault(value)).toThrow(reason);
  });
});

describe('a spoiled answer', () => {
  let sandbox: Sandbox;
  let north: Caller;
  beforeAll(async () => {
    sandbox = await startSandbox({ itemCount: 1000 });
    north = await signIn(sandbox);
  });
  afterEach(() => sandbox.clearFaults());
  afterAll(() => sandbox.close());

  const spoil = (answer: NonNullable<Fault['answer']>, path = TASKS) => sandbox.inject({ path, answer });

  test('can have any status, body and headers', async () => {
    const headers = { 'retry-after': '2' };
    spoil({ kind: 'status', status: 429, body: { message: 'Slow down' }, headers });
    const reply = await north.get(TASKS);
    expect([reply.status, reply.headers.get('retry-after')]).toEqual([429, '2']);
    expect(await reply.json()).toEqual({ message: 'Slow down' });
  });

  test('can be a redirect, a bare text or nothing at all', async () => {
    const location = 'http://127.0.0.1:9/elsewhere';
    spoil({ kind: 'status', status: 302, headers: { location } });
    const moved = await fetch(`${sandbox.url}${TASKS}`, { redirect: 'manual' });
    expect([moved.status, moved.headers.get('location')]).toEqual([302, location]);
    sandbox.clearFaults();
    spoil({ kind: 'status', status: 502, body: '<h1>Bad gateway</h1>' });
    expect(await (await north.get(TASKS)).text()).toBe('<h1>Bad gateway</h1>');
    sandbox.clearFaults();
    spoil({ kind: 'status', status: 204 });
    expect(await (await north.get(TASKS)).text()).toBe('');
  });

  test.each([
    ['<html>login</html>', 'text/html'],
    ['{"results":[', 'application/json'],
    ['', 'application/json'],
  ])('can be the text %j with status 200', async (body, type) => {
    spoil({ kind: 'raw', body });
    const reply = await north.get(TASKS);
    expect([reply.status, reply.headers.get('content-type')]).toEqual([200, type]);
    expect(await reply.text()).toBe(body);
  });

  test('can be JSON of another shape', async () => {
    spoil({ kind: 'json', body: null });
    expect(await read(north.get(TASKS))).toBeNull();
  });

  test('can have some of its text replaced', async () => {
    spoil({ kind: 'edited', pattern: '"proj:epsg":(\\d+)', replacement: '"proj:epsg":"$1"' }, SEARCH);
    const { features } = await read(north.post(SEARCH, { collections: ['l1d'] }));
    expect(features.length).toBe(10);
    expect(features.every((item: Wire) => /^32[67]\d\d$/.test(item.properties['proj:epsg']))).toBe(true);
    expect(features.every((item: Wire) => typeof item.properties['proj:epsg'] === 'string')).toBe(true);
  });

  test('can break off half way', async () => {
    spoil({ kind: 'truncated' });
    const reply = await north.get(TASKS);
    expect(Number(reply.headers.get('content-length'))).toBeGreaterThan(1000);
    await expect(reply.text()).rejects.toThrow();
    expect(sandbox.calls().at(-1)).toMatchObject({ status: 200, aborted: false });
  });

  test('can be of any size and still be JSON', async () => {
    spoil({ kind: 'huge', bytes: 3_000_000 });
    const text = await (await north.get(TASKS)).text();
    expect(text.length).toBeGreaterThanOrEqual(3_000_000);
    expect(JSON.parse(text)).toHaveProperty('padding');
  });

  test('can be a little gzip that unpacks to a lot', async () => {
    spoil({ kind: 'gzip-bomb', bytes: 5_000_000 });
    const text = await (await north.get(TASKS)).text();
    expect(JSON.parse(text).padding).toHaveLength(5_000_000);
    expect(await wireSize(`${sandbox.url}${TASKS}`)).toBeLessThan(50_000);
  });

  test('can drip and still be whole', async () => {
    const usual = await read(north.get('/tasking/products'));
    spoil({ kind: 'drip', bytesPerSecond: 100_000 }, '/tasking/products');
    expect(await read(north.get('/tasking/products'))).toEqual(usual);
  });

  test('can be a reset connection, and the next one is served', async () => {
    sandbox.inject({ path: TASKS, times: 1, answer: { kind: 'reset' } });
    await expect(north.get(TASKS)).rejects.toThrow();
    expect(sandbox.calls().at(-1)).toMatchObject({ status: 0, aborted: false });
    expect((await north.get(TASKS)).status).toBe(200);
  });

  test('can be an error beside the usual list', async () => {
    const usual = await read(north.get(TASKS));
    spoil({ kind: 'error-body', body: { detail: 'Service unavailable' } }, '*');
    expect(await read(north.get(TASKS))).toEqual({ detail: 'Service unavailable', ...usual });
    const contracts = await read(north.get('/contracts'));
    expect([contracts.detail, contracts.results.length]).toEqual(['Service unavailable', 3]);
    const found = await read(north.post(SEARCH, { limit: 2 }));
    expect([found.detail, found.features.length]).toEqual(['Service unavailable', 2]);
  });

  test.each<[string, Partial<Fault>]>([
    ['never come', { answer: { kind: 'hang' } }],
    ['come too late', { latencyMs: 3_600_000 }],
    ['never end', { answer: { kind: 'drip', bytesPerSecond: 1 } }],
  ])('can %s, and the journal tells that the client left', async (_, fault) => {
    sandbox.resetCalls();
    sandbox.inject({ path: TASKS, ...fault });
    const leave = new AbortController();
    const headers = { authorizationToken: `Bearer ${north.token}` };
    const reply = fetch(`${sandbox.url}${TASKS}`, { headers, signal: leave.signal })
      .then((answer) => answer.text())
      .catch((error: Error) => error.name);
    await vi.waitUntil(() => sandbox.calls().length === 1);
    leave.abort();
    expect(await reply).toBe('AbortError');
    await vi.waitUntil(() => sandbox.calls()[0]?.aborted);
  });

  test('comes as usual after a wait when there is nothing but latency', async () => {
    sandbox.inject({ path: TASKS, latencyMs: 1 });
    expect((await read(north.get(TASKS))).results).toHaveLength(25);
  });

  test('can point its next page elsewhere', async () => {
    const url = 'http://127.0.0.1:9/elsewhere';
    spoil({ kind: 'foreign-next', url }, '*');
    const page = await read(north.get(TASKS));
    expect(page).toMatchObject({ next: url, results: expect.any(Array) });
    const found = await read(north.post(SEARCH, { limit: 2 }));
    expect(nextOf(found)).toMatchObject({ method: 'POST', href: url, body: { limit: 2 } });
    expect(found.features).toHaveLength(2);
    expect(await read(north.get('/contracts'))).toHaveLength(3);
  });

  test('can point its next page at itself', async () => {
    spoil({ kind: 'loop-next' }, '*');
    const page = await read(north.get(`${TASKS}/?limit=2&offset=2`));
    expect(page.next).toBe(`${sandbox.url}${TASKS}/?limit=2&offset=2`);
    const found = await read(north.post(SEARCH, { limit: 2 }));
    expect(nextOf(found)).toMatchObject({ href: `${sandbox.url}${SEARCH}`, body: { limit: 2 } });
    const got = await read(north.get(`${SEARCH}?limit=2`));
    expect(nextOf(got).href).toBe(`${sandbox.url}${SEARCH}?limit=2`);
  });

  test('can be meant for one contract alone', async () => {
    sandbox.inject({ path: '*', contractId: HARBOUR, answer: { kind: 'status', status: 500 } });
    const harbour = await signIn(sandbox, HARBOUR);
    expect((await north.get(TASKS)).status).toBe(200);
    expect((await harbour.get(TASKS)).status).toBe(500);
  });

  test('can hit the token exchange like any other route', async () => {
    sandbox.inject({ method: 'POST', path: '/oauth/token', answer: { kind: 'status', status: 503 } });
    await expect(signIn(sandbox)).resolves.toMatchObject({ token: undefined });
  });

  test('with headers that cannot be sent becomes a 500', async () => {
    spoil({ kind: 'status', status: 200, headers: { 'bad header': '\n' } });
    const reply = await north.get(TASKS);
    expect(reply.status).toBe(500);
    expect(await reply.json()).toEqual({ message: 'Internal server error' });
  });
});

function nextOf(page: Wire): Wire {
  return page.links.find((link: Wire) => link.rel === 'next');
}

/** Bytes of a body as they come over the wire, not unpacked. */
function wireSize(url: string): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, (reply) => {
      let size = 0;
      reply.on('data', (chunk: Buffer) => {
        size += chunk.length;
      });
      reply.on('end', () => resolve(size)).on('error', reject);
    }).on('error', reject);
  });
}
