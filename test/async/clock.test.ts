import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/async/clock.ts';

describe('sleep by the system clock', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('ends when its time is up, and lets go of the signal', async () => {
    const { signal } = new AbortController();
    const sleep = systemClock.sleep(2_000, signal);
    vi.advanceTimersByTime(2_000);
    await sleep;
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test.each(['before', 'while'])('rejects with the reason of a signal that aborts %s it lasts', async (when) => {
    const controller = new AbortController();
    if (when === 'before') controller.abort(new Error('left'));
    const sleep = systemClock.sleep(2_000, controller.signal);
    controller.abort(new Error('left'));
    await expect(sleep).rejects.toThrow('left');
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the system clock', () => {
  test('gives a monotonic time for ages and a wall time for people', () => {
    expect(systemClock.now()).toBeLessThan(systemClock.wallNow());
    expect(new Date(systemClock.wallNow()).getUTCFullYear()).toBeGreaterThan(2_000);
  });
});
