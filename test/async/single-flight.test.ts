import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { Signal } from '../../src/async/cancellation.ts';
import { createSingleFlight } from '../../src/async/single-flight.ts';
import { unhandledIn } from '../support/aleph/upstream-aleph.ts';

/** Work that ends when told to, and notes how often it was begun and whether it was called off. */
function createWork() {
  const signals: Signal[] = [];
  let land: (value: string) => void = () => {};
  let crash: (reason: Error) => void = () => {};
  const work = (signal: Signal) => {
    signals.push(signal);
    return new Promise<string>((resolve, reject) => {
      land = resolve;
      crash = reject;
    });
  };
  return { work, signals, land: (value: string) => land(value), crash: (reason: Error) => crash(reason) };
}

const waiter = () => new AbortController();

describe('a single flight', () => {
  test('runs once for all who ask for the same key while it is under way', async () => {
    const singleFlight = createSingleFlight();
    const { work, signals, land } = createWork();
    const joined = Array.from({ length: 200 }, () => singleFlight.join('key', waiter().signal, work));
    land('answer');
    expect(await Promise.all(joined.map(({ result }) => result))).toEqual(Array(200).fill('answer'));
    expect(signals).toHaveLength(1);
    expect(joined.map(({ shared }) => shared)).toEqual([false, ...Array(199).fill(true)]);
  });

  test('of another key runs by itself', () => {
    const singleFlight = createSingleFlight();
    const { work, signals } = createWork();
    singleFlight.join('one', waiter().signal, work);
    expect(singleFlight.join('two', waiter().signal, work).shared).toBe(false);
    expect(signals).toHaveLength(2);
  });

  test('begins anew once the one before has landed, well or badly', async () => {
    const singleFlight = createSingleFlight();
    const { work, signals, land, crash } = createWork();
    const first = singleFlight.join('key', waiter().signal, work).result;
    land('one');
    await first;
    const second = singleFlight.join('key', waiter().signal, work).result;
    crash(new Error('two'));
    await expect(second).rejects.toThrow('two');
    const third = singleFlight.join('key', waiter().signal, work).result;
    land('three');
    expect(await third).toBe('three');
    expect(signals).toHaveLength(3);
  });

  test('goes on for the others when the one who began it leaves with a reason of its own', async () => {
    const singleFlight = createSingleFlight();
    const { work, signals, land } = createWork();
    const leader = waiter();
    const left = singleFlight.join('key', leader.signal, work).result;
    const stayed = singleFlight.join('key', waiter().signal, work).result;
    leader.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    land('answer');
    expect(await stayed).toBe('answer');
    expect(signals[0]?.aborted).toBe(false);
  });

  test('is called off with the last waiter, and the next to ask begins a new one', async () => {
    const singleFlight = createSingleFlight();
    const { work, signals, land } = createWork();
    const waiters = [waiter(), waiter()];
    const results = waiters.map(({ signal }) => singleFlight.join('key', signal, work).result);
    waiters[0]?.abort(new Error('first'));
    expect(signals[0]?.aborted).toBe(false);
    waiters[1]?.abort(new Error('last'));
    expect(signals[0]?.reason).toEqual(new Error('last'));
    expect((await Promise.allSettled(results)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = singleFlight.join('key', waiter().signal, work);
    land('answer');
    expect([next.shared, await next.result]).toEqual([false, 'answer']);
  });

  test('that was called off and lands late leaves the one that followed under way', async () => {
    const singleFlight = createSingleFlight();
    const [first, second] = [createWork(), createWork()];
    const leader = waiter();
    const left = singleFlight.join('key', leader.signal, first.work).result;
    leader.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    const next = singleFlight.join('key', waiter().signal, second.work);
    first.land('late');
    await new Promise((done) => setImmediate(done));
    const late = singleFlight.join('key', waiter().signal, second.work);
    expect(late.shared).toBe(true);
    second.land('answer');
    expect(await Promise.all([next.result, late.result])).toEqual(['answer', 'answer']);
  });

  test('that lasts goes on without waiters, and can still be joined', async () => {
    const singleFlight = createSingleFlight({ lasting: true });
    const { work, signals, land } = createWork();
    const leader = waiter();
    const left = singleFlight.join('key', leader.signal, work).result;
    leader.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    const late = singleFlight.join('key', waiter().signal, work);
    land('answer');
    expect([late.shared, await late.result, signals[0]?.aborted]).toEqual([true, 'answer', false]);
  });

  test('fails for all who wait, each of whom hears the error', async () => {
    const singleFlight = createSingleFlight();
    const { work, crash } = createWork();
    const joined = [1, 2, 3].map(() => singleFlight.join('key', waiter().signal, work).result);
    crash(new Error('down'));
    const outcomes = await Promise.allSettled(joined);
    expect(outcomes).toEqual(Array(3).fill({ status: 'rejected', reason: new Error('down') }));
  });

  test.each([true, false])('that fails after all have left ends nothing else (lasting: %s)', async (lasting) => {
    const unhandled = await unhandledIn(async () => {
      const singleFlight = createSingleFlight({ lasting });
      const { work, crash } = createWork();
      const leader = waiter();
      const left = singleFlight.join('key', leader.signal, work).result.catch((reason: Error) => reason.message);
      leader.abort(new Error('left'));
      expect(await left).toBe('left');
      crash(new Error('too late'));
    });
    expect(unhandled).toEqual([]);
  });

  test('does not begin for a waiter who has left before asking', async () => {
    const { work, signals } = createWork();
    const { result } = createSingleFlight().join('key', AbortSignal.abort(new Error('gone')), work);
    await expect(result).rejects.toThrow('gone');
    expect(signals).toEqual([]);
  });

  test('leaves no listener on the signal of a waiter', async () => {
    const singleFlight = createSingleFlight();
    const { work, land } = createWork();
    const { signal } = waiter();
    const { result } = singleFlight.join('key', signal, work);
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    land('answer');
    await result;
    await Promise.resolve();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
