import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Aleph } from '../../../src/aleph/client.ts';
import {
  failureOf,
  openAleph,
  pairOf,
  startUpstreamAleph,
  type UpstreamAleph,
  unhandledIn,
} from '../../support/aleph/upstream-aleph.ts';
import { createFakeClock } from '../../support/clock.ts';
import { GRANT, type Script, sendJson, startUpstream, type Upstream } from '../../support/upstream/upstream.ts';

describe('a token', () => {
  let upstream: UpstreamAleph;

  beforeEach(async () => {
    upstream = await startUpstreamAleph();
  });
  afterEach(() => upstream.close());

  test('is exchanged once for 200 operations that ask at the same time', async () => {
    const access = await Promise.all(Array.from({ length: 200 }, () => upstream.connect().authenticate()));
    expect(access.map((one) => one?.scopes)).toEqual(Array(200).fill(['api:tasking', 'api:delivery']));
    expect(upstream.tokenCalls()).toBe(1);
  });

  test('serves operation after operation until it ends, and is then exchanged once more', async () => {
    await upstream.connect().authenticate();
    upstream.clock.advance(3_600_000);
    await upstream.connect().authenticate();
    expect(upstream.tokenCalls()).toBe(1);
    upstream.clock.advance(1);
    expect(await upstream.connect().listContracts()).toHaveLength(3);
    expect(upstream.tokenCalls()).toBe(2);
  });

  test('of one pair does not serve another', async () => {
    const north = await upstream.connect().listContracts();
    const south = await upstream.connect({ credentials: pairOf('sandbox-south') }).listContracts();
    expect([north.length, south.length]).toEqual([3, 1]);
    expect(upstream.tokenCalls()).toBe(2);
  });

  test('of the right secret does not serve a wrong one, which is asked about by an exchange of its own', async () => {
    await upstream.connect().authenticate();
    const wrong = upstream.connect({ credentials: pairOf('sandbox-north', 'wrong') });
    expect(await failureOf(wrong.listContracts())).toMatchObject({ code: 'CREDENTIALS_REJECTED', retryable: false });
    expect(upstream.tokenCalls()).toBe(2);
    expect(upstream.calls()).toEqual([]);
  });

  test('outlives a rotated secret by an hour at most', async () => {
    await upstream.connect().listContracts();
    upstream.sandbox.rotateSecret('sandbox-north', 'new-secret');
    upstream.clock.advance(3_599_999);
    expect(await upstream.connect().listContracts()).toHaveLength(3);
    upstream.clock.advance(2);
    expect(await failureOf(upstream.connect().listProducts('cont.any'))).toMatchObject({
      code: 'CREDENTIALS_REJECTED',
    });
  });

  test('costs an entry of its own in the receipt of the operation that exchanged it', async () => {
    const operation = upstream.connect();
    await operation.listContracts();
    expect(operation.receipt().calls[0]).toMatchObject({ service: 'auth', status: 200, attempts: 1, contractId: null });
    expect(operation.receipt().totals).toMatchObject({ tokenCalls: 1, upstreamCalls: 1 });
    const next = upstream.connect();
    await next.listContracts();
    expect(next.receipt().totals).toMatchObject({ tokenCalls: 0 });
  });
});

describe('an exchange', () => {
  let upstream: Upstream;
  let aleph: Aleph;
  let answer: () => void;
  let failing: boolean;

  const script: Script = (request, response) => {
    if (request.url !== '/oauth/token') return sendJson(response, []);
    answer = () => (failing ? sendJson(response, {}, 500) : sendJson(response, GRANT));
  };

  beforeEach(async () => {
    failing = false;
    upstream = await startUpstream(script);
    aleph = openAleph(upstream.url);
  });
  afterEach(async () => {
    await aleph.close();
    await upstream.close();
  });

  const begun = () => vi.waitFor(() => expect(upstream.received).toHaveLength(1));
  const paths = () => upstream.received.map(({ url }) => url);
  const operation = (signal?: AbortSignal) => aleph.connect({ credentials: pairOf('a'), ...(signal && { signal }) });

  test('goes on for the others when the one who began it leaves', async () => {
    const leader = new AbortController();
    const left = operation(leader.signal).authenticate();
    const others = Array.from({ length: 199 }, () => operation().authenticate());
    await begun();
    leader.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    answer();
    expect((await Promise.all(others)).every((access) => access?.scopes[0] === 'api:tasking')).toBe(true);
    expect(paths()).toEqual(['/oauth/token']);
  });

  test('that all have left still serves the next to ask', async () => {
    const leader = new AbortController();
    const left = operation(leader.signal).authenticate();
    await begun();
    leader.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    const late = operation().authenticate();
    answer();
    expect((await late)?.scopes).toEqual(['api:tasking']);
    expect(paths()).toEqual(['/oauth/token']);
  });

  test('that fails after all have left ends nothing else', async () => {
    failing = true;
    const unhandled = await unhandledIn(async () => {
      const leader = new AbortController();
      const left = operation(leader.signal).authenticate();
      await begun();
      leader.abort(new Error('left'));
      await expect(left).rejects.toThrow('left');
      answer();
      expect(await failureOf(operation().authenticate())).toMatchObject({ code: 'AUTH_UNAVAILABLE' });
    });
    expect(unhandled).toEqual([]);
    expect(paths()).toEqual(['/oauth/token']);
  });

  test('is not repeated for a read that fails for want of it', async () => {
    failing = true;
    const one = operation();
    const failed = failureOf(one.listContracts());
    await begun();
    answer();
    expect(await failed).toMatchObject({ code: 'AUTH_UNAVAILABLE', reason: 'HTTP_5XX', retryable: true });
    expect(paths()).toEqual(['/oauth/token']);
    expect(one.receipt().totals).toMatchObject({ upstreamCalls: 0, tokenCalls: 1 });
  });
});

describe('how long a token is kept', () => {
  const DAY_MS = 86_400_000;

  /** Exchanges after two operations, so many milliseconds and a jump of the wall clock apart. */
  async function exchangesFor(expires_in: unknown, { apart, jump }: { apart: number; jump: number }): Promise<number> {
    const upstream = await startUpstream((_request, response) => sendJson(response, { ...GRANT, expires_in }));
    const clock = createFakeClock(0);
    let wall = clock.wallNow();
    const aleph = openAleph(upstream.url, { clock: { ...clock, now: clock.now, wallNow: () => wall } });
    await aleph.connect({ credentials: pairOf('a') }).authenticate();
    clock.advance(apart);
    wall += jump;
    await aleph.connect({ credentials: pairOf('a') }).authenticate();
    await aleph.close();
    await upstream.close();
    return upstream.received.length;
  }

  const LIFETIMES: readonly (readonly [unknown, number])[] = [
    [86_400, 3_600_000],
    [3_600, 3_540_000],
    [600, 540_000],
    [121, 61_000],
    [undefined, 3_540_000],
    ['86400', 3_540_000],
    [1e300, 3_600_000],
  ];
  const JUMPS = [0, DAY_MS, -DAY_MS];

  test.each(LIFETIMES.flatMap(([expiresIn, kept]) => JUMPS.map((jump) => [expiresIn, kept, jump] as const)))(
    'with expires_in %j is %d ms, however the wall clock jumps (%d)',
    async (expiresIn, kept, jump) => {
      expect(await exchangesFor(expiresIn, { apart: kept, jump })).toBe(1);
      expect(await exchangesFor(expiresIn, { apart: kept + 1, jump })).toBe(2);
    },
  );

  test.each([120, 1, 0, -5])('with expires_in %d is one operation', async (expiresIn) => {
    expect(await exchangesFor(expiresIn, { apart: 0, jump: 0 })).toBe(2);
  });
});
