import type { Clock } from '../../src/async/clock.ts';

export interface FakeClock extends Clock {
  advance(ms: number): void;
  /** The sleeps in order. A sleep takes no real time but moves the clock. */
  readonly slept: readonly number[];
}

/** A clock that stands still until a test moves it. */
export function createFakeClock(random = 0.5): FakeClock {
  let monotonic = 1_000;
  const slept: number[] = [];
  const startedAt = Date.UTC(2026, 9, 1);
  return {
    slept,
    now: () => monotonic,
    wallNow: () => startedAt + monotonic,
    random: () => random,
    advance(ms) {
      monotonic += ms;
    },
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      slept.push(ms);
      monotonic += ms;
    },
  };
}
