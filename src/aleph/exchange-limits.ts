import { LRUCache } from 'lru-cache';
import type { Clock } from './clock.ts';
import { AlephError } from './errors.ts';

const WINDOW_MS = 10 * 60_000;
const MAX_REJECTIONS = 10;
const MAX_ORIGINS = 10_000;
const REJECTION_KEPT_MS = 30_000;
const MAX_REJECTIONS_KEPT = 5_000;

/** Holds back those who try secrets: Aleph's sign-in does not, and it counts every try against all our callers. */
export interface ExchangeLimits {
  /** Throws when this identity was rejected just now, or this origin was rejected too often. */
  check(identity: string, origin: string | undefined): void;
  noteRejection(identity: string, origin: string | undefined, rejection: AlephError): void;
}

export function createExchangeLimits(clock: Clock): ExchangeLimits {
  const rejections = new LRUCache<string, AlephError>({
    max: MAX_REJECTIONS_KEPT,
    ttl: REJECTION_KEPT_MS,
    perf: clock,
    ttlResolution: 0,
  });
  const timesByOrigin = new LRUCache<string, readonly number[]>({ max: MAX_ORIGINS });

  function recentTimes(origin: string): readonly number[] {
    const horizon = clock.now() - WINDOW_MS;
    return (timesByOrigin.get(origin) ?? []).filter((time) => time > horizon);
  }

  return {
    check(identity, origin) {
      const rejection = rejections.get(identity);
      if (rejection !== undefined) throw rejection;
      const times = origin === undefined ? [] : recentTimes(origin);
      const [first] = times;
      if (first === undefined || times.length < MAX_REJECTIONS) return;
      const retryAfterSeconds = Math.max(1, Math.ceil((first + WINDOW_MS - clock.now()) / 1_000));
      throw new AlephError('AUTH_RATE_LIMITED', `Too many rejected sign-ins. Wait ${retryAfterSeconds} s.`, {
        reason: 'LOCAL_LIMIT',
        retryable: true,
        retryAfterSeconds,
      });
    },
    noteRejection(identity, origin, rejection) {
      rejections.set(identity, rejection);
      if (origin !== undefined) timesByOrigin.set(origin, [...recentTimes(origin), clock.now()].slice(-MAX_REJECTIONS));
    },
  };
}
