/** How far something that was placed has come. */
export type Stage = 'received' | 'scheduled' | 'processing' | 'done' | 'canceled';

/** Names one task, by its number, or one order, by its id. */
export type LifeKey = number | string;

/** What became of tasks and orders since the sandbox started. */
export interface Lives {
  /** Epoch milliseconds. */
  now(): number;
  cancel(key: LifeKey): void;
  isCanceled(key: LifeKey): boolean;
  /** Where something stands that was placed at this time. */
  stageOf(key: LifeKey, placedMs: number): Stage;
  /** When it took the steps that it has taken, in order. */
  stepsOf(key: LifeKey, placedMs: number): readonly number[];
}

const MINUTE_MS = 60_000;
const ACCEPTED_MS = 5 * MINUTE_MS;
const TAKEN_MS = 30 * MINUTE_MS;
const DONE_MS = 60 * MINUTE_MS;

/**
 * A placed task is done after an hour, whatever its window. With a rate of 60 that is a minute: the rate says how many
 * times faster than `now` lives go by. Tokens and signed addresses keep to `now`.
 */
export function createLives(now: () => number, rate: number): Lives {
  const canceled = new Map<LifeKey, number>();
  const at = (placedMs: number, age: number) => Math.floor(placedMs + age / rate);
  const stageAt = (age: number): Stage => {
    if (age < ACCEPTED_MS) return 'received';
    if (age < TAKEN_MS) return 'scheduled';
    return age < DONE_MS ? 'processing' : 'done';
  };
  return {
    now,
    cancel: (key) => {
      if (!canceled.has(key)) canceled.set(key, now());
    },
    isCanceled: (key) => canceled.has(key),
    stageOf: (key, placedMs) => (canceled.has(key) ? 'canceled' : stageAt((now() - placedMs) * rate)),
    stepsOf: (key, placedMs) => {
      const canceledMs = canceled.get(key);
      if (canceledMs !== undefined) return [Math.min(at(placedMs, ACCEPTED_MS), canceledMs), canceledMs, canceledMs];
      return [at(placedMs, ACCEPTED_MS), at(placedMs, DONE_MS)].filter((time) => time <= now());
    },
  };
}
