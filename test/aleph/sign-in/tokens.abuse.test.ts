import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AlephClient } from '../../../src/aleph/client.ts';
import type { Fault } from '../../../src/sandbox/server.ts';
import {
  failureOf,
  openAleph,
  pairOf,
  startUpstreamAleph,
  type UpstreamAleph,
} from '../../support/aleph/upstream-aleph.ts';
import { startRawUpstream } from '../../support/upstream/raw.ts';
import { sendJson, startUpstream } from '../../support/upstream/upstream.ts';

const PATH = '/oauth/token';

let upstream: UpstreamAleph;

beforeEach(async () => {
  upstream = await startUpstreamAleph({ itemCount: 50 });
});
afterEach(() => upstream.close());

const guess = (number: number, origin: string): AlephClient =>
  upstream.connect({ credentials: pairOf('sandbox-north', `guess-${number}`), origin });
const codesOf = (clients: readonly AlephClient[]) =>
  Promise.all(clients.map(async (client) => (await failureOf(client.authenticate())).code));

describe('a sign-in that is out of order', () => {
  const unavailable = { code: 'AUTH_UNAVAILABLE', retryable: true };

  test.each<[string, Fault['answer'], object]>([
    ['fails', { kind: 'status', status: 500 }, { ...unavailable, reason: 'HTTP_5XX' }],
    ['answers HTML', { kind: 'raw', body: '<html>' }, { ...unavailable, reason: 'NOT_JSON' }],
    ['answers nothing', { kind: 'raw', body: '' }, { ...unavailable, reason: 'NOT_JSON' }],
    ['answers with no token', { kind: 'json', body: { token_type: 'Bearer' } }, { ...unavailable, reason: 'SHAPE' }],
    ['breaks off', { kind: 'truncated' }, { ...unavailable, reason: 'TRUNCATED' }],
    ['answers without end', { kind: 'huge', bytes: 20 * 1024 * 1024 }, { ...unavailable, reason: 'TOO_LARGE' }],
    [
      'asks to wait',
      { kind: 'status', status: 429, headers: { 'retry-after': '30' } },
      { code: 'AUTH_RATE_LIMITED', retryable: true, retryAfterSeconds: 30 },
    ],
  ])('because it %s is asked once, and no read is made', async (_how, answer, expected) => {
    upstream.sandbox.inject({ path: PATH, times: 1, ...(answer && { answer }) });
    const operation = upstream.connect();
    expect(await failureOf(operation.listContracts())).toMatchObject({ ...expected, upstream: { service: 'auth' } });
    expect(await failureOf(operation.listProducts('cont.1'))).toMatchObject(expected);
    expect([upstream.tokenCalls(), upstream.calls(), upstream.clock.slept]).toEqual([1, [], []]);
    expect(await upstream.connect().listContracts()).toHaveLength(3);
  });

  test.each(['reset', 'close'] as const)('because the connection ends by %s is asked once more, once', async (kind) => {
    upstream.sandbox.inject({ path: PATH, times: 3, answer: { kind } });
    expect(await failureOf(upstream.connect().listContracts())).toMatchObject({ ...unavailable, reason: 'RESET' });
    expect(upstream.tokenCalls()).toBe(2);
    // One of the three is left.
    expect(await upstream.connect().listContracts()).toHaveLength(3);
    expect([upstream.tokenCalls(), upstream.calls()]).toEqual([4, ['GET /contracts']]);
  });

  test.each<[string, Partial<Fault>]>([
    ['hangs', { answer: { kind: 'hang' } }],
    ['drips', { answer: { kind: 'drip', bytesPerSecond: 20 } }],
  ])('because it %s ends at its deadline and at Aleph', async (_how, fault) => {
    const aleph = openAleph(upstream.sandbox.url, { tokenTimeoutMs: 100 });
    upstream.sandbox.inject({ path: PATH, ...fault });
    const operation = aleph.connect({ credentials: pairOf('sandbox-north') });
    expect(await failureOf(operation.authenticate())).toMatchObject({ ...unavailable, reason: 'TOTAL_DEADLINE' });
    const lastCall = () => upstream.sandbox.calls().at(-1);
    await vi.waitFor(() => expect(lastCall()).toMatchObject({ path: PATH, aborted: true }), { interval: 5 });
    await aleph.close();
  });

  test('because nobody listens is unavailable', async () => {
    const raw = await startRawUpstream();
    await raw.close();
    const aleph = openAleph(upstream.sandbox.url, { tokenUrl: `${raw.url}/oauth/token` });
    const operation = aleph.connect({ credentials: pairOf('sandbox-north') });
    expect(await failureOf(operation.listContracts())).toMatchObject({ ...unavailable, reason: 'REFUSED' });
    await aleph.close();
  });

  test.each([302, 307, 308])('because it redirects by %d sends the secret nowhere else', async (status) => {
    const target = await startUpstream((_request, response) => sendJson(response, { access_token: 'stolen' }));
    const headers = { location: `${target.url}/oauth/token` };
    upstream.sandbox.inject({ path: PATH, answer: { kind: 'status', status, headers } });
    expect(await failureOf(upstream.connect().listContracts())).toMatchObject({ ...unavailable, reason: 'REDIRECT' });
    expect(target.received).toEqual([]);
    await target.close();
  });

  test('for an audience it does not know says that these credentials do not open it', async () => {
    const aleph = openAleph(upstream.sandbox.url, { audience: 'https://api.satellogic.com' });
    const operation = aleph.connect({ credentials: pairOf('sandbox-north') });
    expect(await failureOf(operation.authenticate())).toMatchObject({
      code: 'CREDENTIALS_REJECTED',
      upstream: { status: 403 },
    });
    await aleph.close();
  });
});

describe('guessed secrets', () => {
  test('of one origin reach Aleph ten times, and then no more for that origin', async () => {
    await upstream.connect({ origin: 'one' }).authenticate();
    const codes: string[] = [];
    for (let number = 0; number < 50; number += 1) codes.push(...(await codesOf([guess(number, 'one')])));
    expect(codes).toEqual([...Array(10).fill('CREDENTIALS_REJECTED'), ...Array(40).fill('AUTH_RATE_LIMITED')]);
    expect(upstream.tokenCalls()).toBe(11);
    expect(await upstream.connect({ origin: 'one' }).listContracts()).toHaveLength(3);
    const south = { credentials: pairOf('sandbox-south') };
    expect(await failureOf(upstream.connect({ ...south, origin: 'one' }).authenticate())).toMatchObject({
      code: 'AUTH_RATE_LIMITED',
      reason: 'LOCAL_LIMIT',
      retryAfterSeconds: 600,
    });
    expect(await upstream.connect({ ...south, origin: 'two' }).listContracts()).toHaveLength(1);
    expect(upstream.tokenCalls()).toBe(12);
  });

  test('sent all at once reach Aleph 13 times at most, and a known pair is renewed in between', async () => {
    await upstream.connect({ origin: 'one' }).authenticate();
    upstream.clock.advance(3_600_001);
    const guesses = Array.from({ length: 200 }, (_, number) => guess(number, 'one'));
    const [codes, access] = await Promise.all([codesOf(guesses), upstream.connect({ origin: 'one' }).authenticate()]);
    expect(codes.filter((code) => code === 'AUTH_RATE_LIMITED').length).toBeGreaterThanOrEqual(187);
    expect(access?.scopes).toContain('api:tasking');
    expect(upstream.tokenCalls()).toBeLessThanOrEqual(2 + 13);
  });

  test('of an origin that waited count no more', async () => {
    await codesOf(Array.from({ length: 20 }, (_, number) => guess(number, 'one')));
    upstream.clock.advance(600_000);
    upstream.sandbox.resetCalls();
    expect(await codesOf([guess(100, 'one')])).toEqual(['CREDENTIALS_REJECTED']);
    expect(upstream.tokenCalls()).toBe(1);
  });
});

describe('a rejected pair', () => {
  test('is answered from memory for 30 seconds, and then asked about again', async () => {
    const wrong = () => upstream.connect({ credentials: pairOf('sandbox-north', 'wrong') });
    for (let time = 0; time < 10; time += 1) await codesOf([wrong()]);
    expect(upstream.tokenCalls()).toBe(1);
    upstream.clock.advance(30_001);
    upstream.sandbox.rotateSecret('sandbox-north', 'wrong');
    expect(await wrong().listContracts()).toHaveLength(3);
    expect(upstream.tokenCalls()).toBe(2);
  });

  test.each([
    ['unknown id', 'nobody', 'wrong'],
    ['wrong secret', 'sandbox-north', 'wrong'],
  ])('reads the same for an %s, and names neither id nor secret', async (_what, id, secret) => {
    const failed = await failureOf(upstream.connect({ credentials: pairOf(id, secret) }).authenticate());
    expect(failed.message).toBe('Satellogic did not accept these credentials. Check the client id and secret.');
    expect(JSON.stringify(failed)).not.toMatch(/nobody|wrong|sandbox-north/);
  });
});
