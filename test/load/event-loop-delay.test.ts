import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type LoopDelay, watchLoopDelay } from '../../src/load/event-loop-delay.ts';

const TICK_MS = 50;

let now: number;
let delay: LoopDelay;
let told: number[];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  now = 1_000;
  told = [];
  delay = watchLoopDelay(
    (delayMs) => told.push(delayMs),
    () => now,
  );
});
afterEach(() => {
  delay.stop();
  vi.useRealTimers();
});

/** So many looks at the clock, each late by so much, as in a process that is held meanwhile. */
function tick(times: number, lateMs = 0): void {
  for (let time = 0; time < times; time += 1) {
    now += TICK_MS + lateMs;
    vi.advanceTimersByTime(TICK_MS);
  }
}

describe('the delay of a process', () => {
  test('is none while it gets to its work in time', () => {
    tick(20);
    expect(delay).toMatchObject({ worstMs: 0, isStalled: false });
    expect(told).toEqual(told.map(() => 0));
    expect(told).toHaveLength(20);
  });

  test('follows how late it is, and forgets that again', () => {
    tick(20, 100);
    expect(told.at(-1)).toBeCloseTo(100, 0);
    tick(20);
    expect(told.at(-1)).toBeLessThan(1);
  });

  test('is shown at its worst for a second or so', () => {
    tick(1, 300);
    tick(5);
    expect(delay.worstMs).toBeGreaterThan(200);
    tick(60);
    expect(delay.worstMs).toBeLessThan(20);
  });

  test('of more than 200 ms is a stall once it has lasted for a second, and no more when it has ended', () => {
    tick(4, 400);
    expect(delay.isStalled).toBe(false);
    tick(4, 400);
    expect(delay.isStalled).toBe(true);
    tick(4);
    expect(delay.isStalled).toBe(false);
  });

  test('of less than 200 ms is no stall however long it lasts', () => {
    tick(100, 190);
    expect(delay.isStalled).toBe(false);
  });
});
