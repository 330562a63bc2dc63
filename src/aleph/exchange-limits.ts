import { LRUCache } from 'lru-cache';
import type { Clock } from './clock.ts';
import { AlephError } from './errors.ts';
import { createLanes } from './lanes.ts';

const WINDOW_MS = 10 * 60_000;
const MAX_REJECTIONS = 10;
const MAX_ORIGINS = 10_000;
const REJECTION_KEPT_MS = 30_000;
const MAX_REJECTIONS_KEPT = 5_000;
const MAX_PROVEN = 5_000;
/** Exchanges of one origin under way at once for pairs that were never granted a token. */
const UNPROVEN_AT_ONCE = 4;

/** Whose exchange it is; `origin` is absent for callers that nobody needs protection from, e.g. a script. */
export interface Applicant {
  readonly identity: string;
  readonly origin: string | undefined;
}

/** Holds back those who try secrets: Aleph's sign-in does not, and it counts every try against all our callers. */
export interface ExchangeLimits {
  /**
   * Runs an exchange, unless this identity was rejected just now or its origin too often: then it throws. A pair that
   * was granted a token before is not held against its origin, so that an attacker cannot lock out a neighbour.
   */
  run<T>(applicant: Applicant, exchange: () => Promise<T>): Promise<T>;
}

export function createExchangeLimits(clock: Clock): ExchangeLimits {
  const rejections = new LRUCache<string, AlephError>({
    max: MAX_REJECTIONS_KEPT,
    ttl: REJECTION_KEPT_MS,
    perf: clock,
    ttlResolution: 0,
  });
  const proven = new LRUCache<string, true>({ max: MAX_PROVEN });
  const inLane = createLanes(UNPROVEN_AT_ONCE);
  const origins = createOrigins(clock);

  function checkIdentity(identity: string): void {
    const rejection = rejections.get(identity);
    if (rejection !== undefined) throw rejection;
  }

  async function runNoted<T>({ identity, origin }: Applicant, exchange: () => Promise<T>): Promise<T> {
    try {
      const grant = await exchange();
      proven.set(identity, true);
      return grant;
    } catch (error) {
      if (error instanceof AlephError && error.code === 'CREDENTIALS_REJECTED') {
        proven.delete(identity);
        rejections.set(identity, error);
        if (origin !== undefined) origins.noteRejection(origin);
      }
      throw error;
    }
  }

  return {
    async run<T>(applicant: Applicant, exchange: () => Promise<T>): Promise<T> {
      const { identity, origin } = applicant;
      checkIdentity(identity);
      if (origin === undefined || proven.has(identity)) return runNoted(applicant, exchange);
      // Checked once it is its turn: many tries at once must not all start before the first was rejected.
      return inLane(origin, () => {
        origins.check(origin);
        return runNoted(applicant, exchange);
      });
    },
  };
}

function createOrigins(clock: Clock) {
  const timesByOrigin = new LRUCache<string, readonly number[]>({ max: MAX_ORIGINS });

  function recentTimes(origin: string): readonly number[] {
    const horizon = clock.now() - WINDOW_MS;
    return (timesByOrigin.get(origin) ?? []).filter((time) => time > horizon);
  }

  return {
    check(origin: string): void {
      const times = recentTimes(origin);
      const [first] = times;
      if (first === undefined || times.length < MAX_REJECTIONS) return;
      const retryAfterSeconds = Math.max(1, Math.ceil((first + WINDOW_MS - clock.now()) / 1_000));
      throw new AlephError('AUTH_RATE_LIMITED', `Too many rejected sign-ins. Wait ${retryAfterSeconds} s.`, {
        reason: 'LOCAL_LIMIT',
        retryable: true,
        retryAfterSeconds,
      });
    },
    noteRejection(origin: string): void {
      timesByOrigin.set(origin, [...recentTimes(origin), clock.now()].slice(-MAX_REJECTIONS));
    },
  };
}
