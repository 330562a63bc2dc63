import type { Signal } from '../../async/cancellation.ts';
import type { Clock } from '../../async/clock.ts';
import { AlephError } from '../errors.ts';

const MAX_RETRIES = 2;
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 2_000;
/** A `Retry-After` up to this long is waited out; a longer one goes to the caller. */
const PATIENCE_SECONDS = 5;
/**
 * Retries at once, as a share of all reads under way. Without a budget, retries would triple the load on a failing
 * Aleph.
 */
const BUDGET_SHARE = 0.2;
const BUDGET_FLOOR = 3;

export interface Retries {
  /**
   * Runs a read up to three times. Only errors marked `retryable` are tried again, after full jitter or Aleph's
   * `Retry-After`, while `mayRetry` allows and time is left. Never pass a write: it might be made twice.
   */
  run<T>(attempt: (number: number) => Promise<T>, limits: RetryLimits): Promise<T>;
}

export interface RetryLimits {
  readonly signal: Signal;
  /** `Clock.now` at which the whole call ends. */
  readonly deadline: number;
  readonly mayRetry: () => boolean;
}

export function createRetries(clock: Clock): Retries {
  let active = 0;
  let retrying = 0;

  function mayGoOn(delayMs: number | undefined, tried: number, limits: RetryLimits): delayMs is number {
    return (
      delayMs !== undefined &&
      tried <= MAX_RETRIES &&
      clock.now() + delayMs < limits.deadline &&
      retrying < Math.max(BUDGET_FLOOR, active * BUDGET_SHARE) &&
      limits.mayRetry()
    );
  }

  return {
    async run<T>(attempt: (number: number) => Promise<T>, limits: RetryLimits): Promise<T> {
      let isRetrying = false;
      active += 1;
      try {
        for (let number = 1; ; number += 1) {
          try {
            return await attempt(number);
          } catch (error) {
            const delayMs = delayAfter(number, error, clock);
            if (!mayGoOn(delayMs, number, limits)) throw error;
            if (!isRetrying) retrying += 1;
            isRetrying = true;
            await clock.sleep(delayMs, limits.signal);
          }
        }
      } finally {
        active -= 1;
        if (isRetrying) retrying -= 1;
      }
    },
  };
}

/** Milliseconds to wait after the failed try `number`; undefined when the error must not be tried again. */
function delayAfter(number: number, error: unknown, clock: Clock): number | undefined {
  if (!(error instanceof AlephError) || !error.retryable || isOfSignIn(error)) return undefined;
  if (error.retryAfterSeconds !== undefined) {
    return error.retryAfterSeconds <= PATIENCE_SECONDS ? error.retryAfterSeconds * 1_000 : undefined;
  }
  return clock.random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** (number - 1));
}

/** Each retry after a failed sign-in would be an exchange of its own. */
function isOfSignIn({ code }: AlephError): boolean {
  return code === 'AUTH_UNAVAILABLE' || code === 'AUTH_RATE_LIMITED';
}
