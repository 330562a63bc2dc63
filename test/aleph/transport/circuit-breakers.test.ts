import { beforeEach, describe, expect, test } from 'vitest';
import { AlephError } from '../../../src/aleph/errors.ts';
import {
  type CircuitBreakers,
  createCircuitBreakers,
  type Scope,
} from '../../../src/aleph/transport/circuit-breakers.ts';
import { TransportFault } from '../../../src/aleph/transport/transport.ts';
import { createFakeClock, type FakeClock } from '../../support/clock.ts';

const OPEN_MS = 5_000;
const NEVER = new AbortController().signal;

let clock: FakeClock;
let circuitBreakers: CircuitBreakers;
let calls: number;

beforeEach(() => {
  clock = createFakeClock();
  circuitBreakers = createCircuitBreakers(clock, OPEN_MS);
  calls = 0;
});

const answering = (status: number) => async () => {
  calls += 1;
  return { status };
};
const failing = (error: Error) => async () => {
  calls += 1;
  throw error;
};
const RESET = new TransportFault('RESET');

const TASKING = { service: 'tasking', identity: 'one caller', contractId: 'one contract' } as const;

/** What a call came to: its status, or the reason or code it failed with. */
function outcomeOf(call: () => Promise<{ status: number }>, signal = NEVER, scope: Scope = TASKING): Promise<unknown> {
  return circuitBreakers.run(scope, signal, call).then(
    ({ status }) => status,
    (error) => error.reason ?? error.code ?? error,
  );
}

async function repeat(times: number, call: () => Promise<{ status: number }>): Promise<void> {
  for (let time = 0; time < times; time += 1) await outcomeOf(call);
}

/** A call that ends when it is told to. */
function createPending() {
  let resolve: (answer: { status: number }) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const promise = new Promise<{ status: number }>((...ends) => {
    [resolve, reject] = ends;
  });
  const call = () => {
    calls += 1;
    return promise;
  };
  return { call, answer: (status: number) => resolve({ status }), fail: (error: Error) => reject(error) };
}

describe('a circuit breaker', () => {
  test.each([
    ['answers of 503', answering(503)],
    ['resets', failing(RESET)],
    ['timeouts', failing(new AlephError('UPSTREAM_TIMEOUT', 'late', { reason: 'TOTAL_DEADLINE' }))],
  ])('opens when 20 calls within ten seconds were %s, and then makes no call', async (_what, failure) => {
    await repeat(19, failure);
    expect(await outcomeOf(answering(200))).toBe(200);
    expect(await outcomeOf(answering(200))).toBe('BREAKER_OPEN');
    expect(calls).toBe(20);
  });

  test('of sign-in opens after eight, as one that hangs comes to no more', async () => {
    const signIn = (call: () => Promise<{ status: number }>) =>
      outcomeOf(call, NEVER, { service: 'auth', identity: 'one caller' });
    for (let time = 0; time < 7; time += 1) await signIn(failing(RESET));
    expect(await signIn(failing(RESET))).toBe('RESET');
    expect(await signIn(answering(200))).toBe('BREAKER_OPEN');
    expect(await outcomeOf(answering(200))).toBe(200);
  });

  test('opens at one half of failures, not below', async () => {
    await repeat(11, answering(200));
    await repeat(10, failing(RESET));
    expect(await outcomeOf(answering(200))).toBe(200);
    await repeat(2, failing(RESET));
    expect(await outcomeOf(answering(200))).toBe('BREAKER_OPEN');
  });

  test.each([[400], [401], [403], [404], [429]])('stays closed under any number of answers of %i', async (status) => {
    await repeat(100, answering(status));
    expect(await outcomeOf(answering(200))).toBe(200);
  });

  test.each([
    ['callers that left', failing(new AlephError('CANCELLED', 'gone'))],
    ['operations that ran out of time', failing(new AlephError('DEADLINE_EXCEEDED', 'late'))],
    ['answers that are too large', failing(new TransportFault('TOO_LARGE'))],
  ])('stays closed under any number of %s', async (_what, call) => {
    await repeat(100, call);
    expect(await outcomeOf(answering(200))).toBe(200);
  });

  test('forgets failures after ten seconds', async () => {
    await repeat(19, failing(RESET));
    clock.advance(10_000);
    await repeat(10, failing(RESET));
    expect(await outcomeOf(answering(200))).toBe(200);
  });

  test('says after how many seconds to try again', async () => {
    await repeat(20, failing(RESET));
    clock.advance(1_500);
    await expect(circuitBreakers.run(TASKING, NEVER, answering(200))).rejects.toMatchObject({ retryAfterSeconds: 4 });
  });

  test('of one service leaves the others alone', async () => {
    await repeat(20, failing(RESET));
    expect(await outcomeOf(answering(200), NEVER, { ...TASKING, service: 'archive' })).toBe(200);
  });
});

describe('after its time, a circuit breaker', () => {
  beforeEach(async () => {
    await repeat(20, failing(RESET));
    clock.advance(OPEN_MS);
    calls = 0;
  });

  test('lets one call through, and the others wait for what it finds', async () => {
    const probe = createPending();
    const first = outcomeOf(probe.call);
    const others = [outcomeOf(answering(200)), outcomeOf(answering(200))];
    await Promise.resolve();
    expect(calls).toBe(1);
    probe.answer(200);
    expect(await Promise.all([first, ...others])).toEqual([200, 200, 200]);
  });

  test('stays open when that call fails, for those who waited too', async () => {
    const probe = createPending();
    const all = [outcomeOf(probe.call), outcomeOf(answering(200)), outcomeOf(answering(200))];
    probe.fail(RESET);
    expect(await Promise.all(all)).toEqual(['RESET', 'BREAKER_OPEN', 'BREAKER_OPEN']);
    expect(calls).toBe(1);
  });

  test('closes when that call is answered, even with 404', async () => {
    await outcomeOf(answering(404));
    await repeat(19, failing(RESET));
    expect(await outcomeOf(answering(200))).toBe(200);
  });

  test('and stays closed, whatever becomes of calls from before it opened', async () => {
    circuitBreakers = createCircuitBreakers(clock, OPEN_MS);
    const late = Array.from({ length: 30 }, createPending);
    const ends = late.map(({ call }) => outcomeOf(call));
    await repeat(20, failing(RESET));
    clock.advance(OPEN_MS - 1);
    for (const { fail } of late) fail(RESET);
    await Promise.all(ends);
    clock.advance(1);
    expect(await outcomeOf(answering(200))).toBe(200);
  });

  test('tries with the next when the caller of that call left', async () => {
    const probe = createPending();
    const all = [outcomeOf(probe.call), outcomeOf(answering(200)), outcomeOf(answering(200))];
    probe.fail(new AlephError('CANCELLED', 'gone'));
    expect(await Promise.all(all)).toEqual(['CANCELLED', 200, 200]);
  });

  test('stays open for all but one call when the caller of that call left', async () => {
    await outcomeOf(failing(new AlephError('CANCELLED', 'gone')));
    expect(await outcomeOf(failing(RESET))).toBe('RESET');
    expect(await outcomeOf(answering(200))).toBe('BREAKER_OPEN');
  });

  test('lets a waiter go with its own reason when its time is up', async () => {
    outcomeOf(createPending().call);
    const controller = new AbortController();
    const waiter = outcomeOf(answering(200), controller.signal);
    controller.abort(new AlephError('DEADLINE_EXCEEDED', 'late'));
    expect(await waiter).toBe('DEADLINE_EXCEEDED');
    expect(calls).toBe(1);
  });
});
