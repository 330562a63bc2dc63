import { once } from 'node:events';
import { createServer, type Server } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AlephClient } from '../../../src/aleph/client.ts';
import type { Fault } from '../../../src/sandbox/server.ts';
import {
  bearerOf,
  failureOf,
  NORTH,
  openAleph,
  startUpstreamAleph,
  type UpstreamAleph,
} from '../../support/aleph/upstream-aleph.ts';
import { createFakeClock } from '../../support/clock.ts';
import { createIdentity } from '../../support/upstream/certificates.ts';
import { httpAnswer, startRawUpstream } from '../../support/upstream/raw.ts';
import { sendJson, startUpstream } from '../../support/upstream/upstream.ts';

interface Reading {
  readonly service: string;
  readonly path: string;
  readonly read: (client: AlephClient) => Promise<unknown>;
}

const READINGS: readonly Reading[] = [
  { service: 'contracts', path: '/contracts', read: (client) => client.listContracts() },
  { service: 'products', path: '/tasking/products', read: (client) => client.listProducts(NORTH) },
  { service: 'tasking', path: '/tasking/tasks', read: (client) => client.listTasks(NORTH, { limit: 5, offset: 0 }) },
  {
    service: 'archive',
    path: '/archive/search',
    read: (client) => client.listArchive(NORTH, { bbox: [-180, -90, 180, 90], start: '2023-10-01', end: '2026-09-30' }),
  },
  { service: 'stac', path: '/archive/stac/search', read: (client) => client.searchItems(NORTH, { limit: 5 }) },
  { service: 'stac', path: '/archive/stac/collections', read: (client) => client.listCollections(NORTH) },
];

let upstream: UpstreamAleph;

beforeEach(async () => {
  upstream = await startUpstreamAleph({ itemCount: 50 }, { timeoutMs: 5_000 });
});
afterEach(() => upstream.close());

describe.each(READINGS)('a read of $path', ({ service, path, read }) => {
  const spoil = (answer: Fault['answer'], more: Partial<Fault> = {}) =>
    upstream.sandbox.inject({ path, ...(answer && { answer }), ...more });
  const failure = () => failureOf(read(upstream.connect()));
  const calls = () => upstream.calls().length;

  test('that fails twice with 500 is answered at its third call', async () => {
    spoil({ kind: 'status', status: 500 }, { times: 2 });
    const operation = upstream.connect();
    expect(await read(operation)).toBeDefined();
    expect(operation.receipt().totals.upstreamCalls).toBe(3);
    expect(calls()).toBe(3);
  });

  test.each([500, 502, 503, 504])('that fails always with %d is given up after three calls', async (status) => {
    spoil({ kind: 'status', status });
    expect(await failure()).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      reason: 'HTTP_5XX',
      retryable: true,
      upstream: { service, status, attempts: 3 },
    });
    expect(calls()).toBe(3);
  });

  test('that is asked to wait 2 s does so once', async () => {
    spoil({ kind: 'status', status: 429, headers: { 'retry-after': '2' } }, { times: 1 });
    await read(upstream.connect());
    expect([upstream.clock.slept, calls()]).toEqual([[2_000], 2]);
  });

  test('that is asked to wait an hour says so at once', async () => {
    spoil({ kind: 'status', status: 429, headers: { 'retry-after': '3600' } });
    expect(await failure()).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', retryable: true, retryAfterSeconds: 3_600 });
    expect([upstream.clock.slept, calls()]).toEqual([[], 1]);
  });

  test.each(['Thu, 01 Jan 2026 00:00:00 GMT', '-5', 'abc', '0'])(
    'that is asked to wait until "%s" waits as long as after any failure',
    async (header) => {
      spoil({ kind: 'status', status: 429, headers: { 'retry-after': header } });
      expect(await failure()).toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', retryAfterSeconds: undefined });
      expect([upstream.clock.slept, calls()]).toEqual([[50, 100], 3]);
    },
  );

  test.each<[Fault['answer'], object]>([
    [{ kind: 'reset' }, { code: 'UPSTREAM_UNAVAILABLE', reason: 'RESET', retryable: true }],
    [{ kind: 'truncated' }, { code: 'UPSTREAM_INVALID_RESPONSE', reason: 'TRUNCATED', retryable: true }],
  ])('over a connection that breaks (%j) is tried again, and then a fault', async (answer, expected) => {
    spoil(answer, { times: 1 });
    await read(upstream.connect());
    expect(calls()).toBe(2);
    upstream.sandbox.clearFaults();
    upstream.clock.advance(600_000);
    spoil(answer);
    expect(await failure()).toMatchObject({ ...expected, upstream: { service, attempts: 3 } });
    expect(calls()).toBe(5);
  });

  test.each<[string, Fault['answer'], string]>([
    ['HTML', { kind: 'raw', body: '<html>Sign in</html>' }, 'NOT_JSON'],
    ['nothing', { kind: 'raw', body: '' }, 'NOT_JSON'],
    ['half of JSON', { kind: 'raw', body: '{"results":[{"a' }, 'NOT_JSON'],
    ['JSON of another shape', { kind: 'json', body: { unexpected: true } }, 'SHAPE'],
    ['JSON null', { kind: 'json', body: null }, 'SHAPE'],
    ['17 MB', { kind: 'huge', bytes: 17 * 1024 * 1024 }, 'TOO_LARGE'],
    ['a gzip bomb', { kind: 'gzip-bomb', bytes: 40 * 1024 * 1024 }, 'TOO_LARGE'],
    ['another 4xx', { kind: 'status', status: 418 }, 'STATUS'],
    ['an unknown route', { kind: 'status', status: 403, body: { message: 'Missing Authentication Token' } }, 'ROUTE'],
  ])('answered with %s is not tried again', async (_what, answer, reason) => {
    spoil(answer);
    expect(await failure()).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', reason, retryable: false });
    expect(calls()).toBe(1);
  });

  test('redirected elsewhere goes nowhere', async () => {
    const target = await startUpstream((_request, response) => sendJson(response, []));
    spoil({ kind: 'status', status: 302, headers: { location: `${target.url}${path}` } });
    expect(await failure()).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', reason: 'REDIRECT' });
    expect([target.received, calls()]).toEqual([[], 1]);
    await target.close();
  });

  test('whose caller leaves ends at Aleph as well', async () => {
    spoil({ kind: 'hang' });
    const caller = new AbortController();
    const left = read(upstream.connect({ signal: caller.signal }));
    await vi.waitFor(() => expect(calls()).toBe(1), { interval: 5 });
    caller.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    await vi.waitFor(() => expect(upstream.sandbox.calls().at(-1)).toMatchObject({ path, aborted: true }), {
      interval: 5,
    });
  });
});

describe('a read that gets no answer in time', () => {
  const FAULTS: readonly (readonly [string, Partial<Fault>])[] = [
    ['hangs', { answer: { kind: 'hang' } }],
    ['drips', { answer: { kind: 'drip', bytesPerSecond: 20 } }],
    ['is slow', { latencyMs: 60_000 }],
  ];
  let hasty: UpstreamAleph;

  beforeEach(async () => {
    // Retries wait for no time at all, so that the deadline is all that ends them.
    hasty = await startUpstreamAleph({ itemCount: 50 }, { timeoutMs: 100, clock: createFakeClock(0) });
    await hasty.connect().authenticate();
  });
  afterEach(() => hasty.close());

  test.each(READINGS.flatMap((reading) => FAULTS.map(([how, fault]) => ({ ...reading, how, fault }))))(
    'from $path, which $how, ends at its deadline and at Aleph',
    async ({ service, path, read, fault }) => {
      hasty.sandbox.inject({ path, ...fault });
      expect(await failureOf(read(hasty.connect()))).toMatchObject({
        code: 'UPSTREAM_TIMEOUT',
        reason: 'TOTAL_DEADLINE',
        retryable: true,
        upstream: { service, attempts: 1 },
      });
      const lastCall = () => hasty.sandbox.calls().at(-1);
      await vi.waitFor(() => expect(lastCall()).toMatchObject({ path, aborted: true }), { interval: 5 });
    },
  );

  test('has one deadline for all its tries together', async () => {
    hasty.sandbox.inject({ path: '/contracts', times: 2, answer: { kind: 'status', status: 503 } });
    hasty.sandbox.inject({ path: '/contracts', answer: { kind: 'hang' } });
    expect(await failureOf(hasty.connect().listContracts())).toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
      upstream: { attempts: 3 },
    });
  });
});

describe('an Aleph that is not there', () => {
  let impostor: Server;

  beforeEach(async () => {
    const identity = createIdentity({ notAfter: '210101000000Z' });
    impostor = createServer(identity, (socket) => socket.end(httpAnswer('[]'))).listen(0, '127.0.0.1');
    await once(impostor, 'listening');
  });
  afterEach(() => {
    impostor.close();
  });

  const failureAt = async (url: string) => {
    const aleph = openAleph(url);
    const failed = await failureOf(aleph.connect({ credentials: bearerOf('t') }).listContracts());
    await aleph.close();
    return failed;
  };

  test.each<[string, () => Promise<string>, object]>([
    ['refuses connections', closedPort, { code: 'UPSTREAM_UNAVAILABLE', reason: 'REFUSED', retryable: true }],
    [
      'has a name that cannot be',
      async () => `http://${'a'.repeat(64)}.test`,
      { code: 'UPSTREAM_UNAVAILABLE', reason: 'DNS', retryable: true },
    ],
    [
      'speaks no TLS',
      async () => upstream.sandbox.url.replace('http:', 'https:'),
      { code: 'UPSTREAM_UNAVAILABLE', reason: 'TLS', retryable: false, upstream: { attempts: 1 } },
    ],
    [
      'shows a certificate that has expired',
      async () => `https://127.0.0.1:${portOf(impostor)}`,
      { code: 'UPSTREAM_UNAVAILABLE', reason: 'TLS', retryable: false, upstream: { attempts: 1 } },
    ],
  ])('because it %s is unavailable, with the reason', async (_why, urlOf, expected) => {
    expect(await failureAt(await urlOf())).toMatchObject(expected);
  });

  test('says so without naming host or address', async () => {
    const url = await closedPort();
    const failed = await failureAt(url);
    expect(`${failed.message} ${JSON.stringify(failed)}`).not.toMatch(/127\.0\.0\.1|http|:\d{4}/);
  });
});

async function closedPort(): Promise<string> {
  const raw = await startRawUpstream();
  await raw.close();
  return raw.url;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : expect.fail('not listening');
}
