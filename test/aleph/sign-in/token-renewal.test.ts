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
import { GRANT, sendJson, startUpstream } from '../../support/upstream/upstream.ts';

const MINUTE_MS = 60_000;

let upstream: UpstreamAleph;

beforeEach(async () => {
  upstream = await startUpstreamAleph();
});
afterEach(() => upstream.close());

/** A token that is kept here and was revoked at Aleph, so much later. */
async function revokeAfter(ms: number): Promise<void> {
  await upstream.connect().authenticate();
  upstream.sandbox.revoke();
  upstream.clock.advance(ms);
  upstream.sandbox.resetCalls();
}

const refuse = (times: number, message = 'Unauthorized') =>
  upstream.sandbox.inject({ path: '/tasking/*', times, answer: { kind: 'status', status: 401, body: { message } } });

const listTasks = (offset = 0) => upstream.connect().listTasks(NORTH, { limit: 1, offset });

describe('a revoked token', () => {
  test('that is over a minute old is renewed once, and the read is answered', async () => {
    await revokeAfter(MINUTE_MS + 1);
    const operation = upstream.connect();
    expect(await operation.listContracts()).toHaveLength(3);
    expect(upstream.calls()).toEqual(['GET /contracts', 'GET /contracts']);
    expect(upstream.tokenCalls()).toBe(1);
    expect(operation.receipt().totals).toMatchObject({ upstreamCalls: 2, tokenCalls: 1 });
  });

  test('that is younger is not renewed: a fresh token is not what Aleph refuses', async () => {
    await revokeAfter(MINUTE_MS);
    expect(await failureOf(upstream.connect().listContracts())).toMatchObject({ code: 'CREDENTIALS_REJECTED' });
    expect([upstream.tokenCalls(), upstream.calls()]).toEqual([0, ['GET /contracts']]);
  });

  test('is renewed once for all reads and operations that meet it', async () => {
    await revokeAfter(MINUTE_MS + 1);
    const operations = Array.from({ length: 10 }, () => upstream.connect());
    const reads = operations.flatMap((one) => [
      one.listContracts(),
      one.listProducts(NORTH),
      one.listCollections(NORTH),
    ]);
    expect((await Promise.all(reads)).every((rows) => rows.length > 0)).toBe(true);
    expect(upstream.tokenCalls()).toBe(1);
  });

  test('whose secret is good no more is reported as rejected credentials', async () => {
    await revokeAfter(MINUTE_MS + 1);
    upstream.sandbox.rotateSecret('sandbox-north', 'new-secret');
    expect(await failureOf(upstream.connect().listContracts())).toMatchObject({ code: 'CREDENTIALS_REJECTED' });
    expect([upstream.tokenCalls(), upstream.calls()]).toEqual([1, ['GET /contracts']]);
  });

  test('takes the call after its renewal out of the same budget', async () => {
    const operation = openAleph(upstream.sandbox.url, { clock: upstream.clock, maxCalls: 1 }).connect({
      credentials: pairOf('sandbox-north'),
    });
    await operation.authenticate();
    upstream.sandbox.revoke();
    upstream.clock.advance(MINUTE_MS + 1);
    expect(await failureOf(operation.listContracts())).toMatchObject({ code: 'BUDGET_EXCEEDED' });
    expect(upstream.calls()).toEqual(['GET /contracts']);
  });

  test('of a bearer is reported as expired and never exchanged', async () => {
    const bearer = upstream.connect({ credentials: bearerOf('revoked') });
    expect(await failureOf(bearer.listContracts())).toMatchObject({
      code: 'TOKEN_EXPIRED',
      upstream: { service: 'contracts', status: 401, attempts: 1 },
    });
    upstream.clock.advance(MINUTE_MS + 1);
    expect(await failureOf(bearer.listProducts(NORTH))).toMatchObject({ code: 'TOKEN_EXPIRED' });
    expect([upstream.tokenCalls(), upstream.calls().length]).toEqual([0, 2]);
  });
});

describe('a 401 that is not about the token', () => {
  beforeEach(async () => {
    await upstream.connect().authenticate();
    upstream.clock.advance(MINUTE_MS + 1);
    upstream.sandbox.resetCalls();
  });

  test('and names the contract costs no exchange, however old the token is', async () => {
    refuse(1, 'Unauthorized: missing or invalid Contract');
    expect(await failureOf(listTasks())).toMatchObject({ code: 'CONTRACT_NOT_ACCESSIBLE', retryable: false });
    expect([upstream.tokenCalls(), upstream.calls()]).toEqual([0, ['GET /tasking/tasks']]);
  });

  test('and names nothing is asked once more with a new token, then taken for the contract', async () => {
    refuse(2);
    expect(await failureOf(listTasks())).toMatchObject({
      code: 'CONTRACT_NOT_ACCESSIBLE',
      upstream: { service: 'tasking', status: 401, attempts: 2 },
    });
    expect([upstream.tokenCalls(), upstream.calls().length]).toEqual([1, 2]);
  });

  test('leaves the token to others while sign-in is down', async () => {
    refuse(1);
    upstream.sandbox.inject({ path: '/oauth/token', answer: { kind: 'status', status: 503 } });
    expect(await failureOf(listTasks())).toMatchObject({ code: 'AUTH_UNAVAILABLE' });
    expect(await upstream.connect().listContracts()).toHaveLength(3);
  });

  test('costs one exchange a minute at most, over 1,000 calls in five minutes', async () => {
    refuse(Number.MAX_SAFE_INTEGER);
    for (let batch = 0; batch < 100; batch += 1) {
      const codes = await Promise.all(
        Array.from({ length: 10 }, async (_, offset) => (await failureOf(listTasks(offset))).code),
      );
      expect(new Set(codes)).toEqual(new Set(['CONTRACT_NOT_ACCESSIBLE']));
      upstream.clock.advance(3_000);
    }
    expect(upstream.calls().length).toBeGreaterThanOrEqual(1_000);
    expect(upstream.tokenCalls()).toBeGreaterThan(1);
    expect(upstream.tokenCalls()).toBeLessThanOrEqual(5);
  });

  test('and meets a bearer names the contract only where Aleph does', async () => {
    const bearer = upstream.connect({ credentials: bearerOf('token') });
    refuse(1, 'no such contract');
    expect(await failureOf(bearer.listTasks(NORTH, { limit: 1, offset: 0 }))).toMatchObject({
      code: 'CONTRACT_NOT_ACCESSIBLE',
    });
    refuse(1);
    expect(await failureOf(bearer.listTasks(NORTH, { limit: 1, offset: 0 }))).toMatchObject({ code: 'TOKEN_EXPIRED' });
  });
});

describe('a renewal', () => {
  test('goes on for the others when the one who began it leaves', async () => {
    const answers: (() => void)[] = [];
    let token = 'token-0';
    const fake = await startUpstream((request, response) => {
      if (request.url === '/oauth/token') answers.push(() => sendJson(response, { ...GRANT, access_token: token }));
      else if (request.headers['authorizationtoken'] === 'Bearer token-0') sendJson(response, {}, 401);
      else sendJson(response, [{ contract_id: 'cont.1', name: 'One' }]);
    });
    const clock = upstream.clock;
    const aleph = openAleph(fake.url, { clock });
    const operation = (signal = new AbortController().signal) => aleph.connect({ credentials: pairOf('a'), signal });
    const asked = (times: number) => vi.waitFor(() => expect(answers).toHaveLength(times));
    try {
      const first = operation().authenticate();
      await asked(1);
      answers[0]?.();
      await first;
      clock.advance(MINUTE_MS + 1);
      token = 'token-1';
      const leader = new AbortController();
      const left = operation(leader.signal).listContracts();
      const stayed = operation().listContracts();
      await asked(2);
      leader.abort(new Error('left'));
      await expect(left).rejects.toThrow('left');
      answers[1]?.();
      expect(await stayed).toEqual([{ id: 'cont.1', name: 'One' }]);
      const urls = fake.received.map(({ url }) => url);
      expect(urls).toEqual(['/oauth/token', '/contracts', '/oauth/token', '/contracts']);
    } finally {
      await aleph.close();
      await fake.close();
    }
  });
});
