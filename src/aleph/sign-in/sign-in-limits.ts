import { LRUCache } from 'lru-cache';
import { createBulkhead } from '../../async/bulkhead.ts';
import { Cancellation } from '../../async/cancellation.ts';
import type { Clock } from '../../async/clock.ts';
import { AlephError } from '../errors.ts';

const WINDOW_MS = 10 * 60_000;
const MOST_PER_ORIGIN = 10;
const MOST_PER_CLIENT_ID = 20;
const MAX_NAMES = 10_000;
const REJECTION_KEPT_MS = 30_000;
const MAX_REJECTIONS_KEPT = 5_000;
const MAX_PROVEN = 5_000;
/** Exchanges at once in each compartment: all proven pairs, all new pairs, and the new pairs of one origin. */
const AT_ONCE = 4;
/** The rate of exchanges for new pairs, for all origins together. */
const NEW_PAIRS = { perSecond: 5, burst: 20, longestWaitMs: 5_000 };

/** Most new pairs in one compartment, running and waiting. */
const NEW_SIGN_INS = { longest: 50, full: () => heldBack('Too many new sign-ins at once.', NEW_PAIRS.longestWaitMs) };

/** The pair of an exchange; `origin` is absent for callers that are trusted, e.g. a script. */
export interface Applicant {
  readonly identity: string;
  /** A name for the client id, since callers may send anything there. */
  readonly clientId: string;
  readonly origin: string | undefined;
}

/**
 * Limits for callers that guess secrets. Aleph's sign-in has no such limits, and counts every attempt against this
 * server.
 *
 * A pair is new until it has received a token, and proven after. New pairs pass a rate limit and two bulkheads, one per
 * origin and one for all. Rejections are counted by origin and by client id, and too many of them reject further new
 * pairs. Proven pairs skip all of this and have a bulkhead of their own. So an attacker can lock out neither a
 * neighbour nor the owner of a client id.
 */
export interface SignInLimits {
  /** Runs an exchange. Throws if this identity was rejected just now, or its origin or client id too often. */
  run<T>(applicant: Applicant, exchange: () => Promise<T>): Promise<T>;
}

export function createSignInLimits(clock: Clock): SignInLimits {
  const rejections = new LRUCache<string, AlephError>({
    max: MAX_REJECTIONS_KEPT,
    ttl: REJECTION_KEPT_MS,
    perf: clock,
    ttlResolution: 0,
  });
  const proven = new LRUCache<string, true>({ max: MAX_PROVEN });
  const inBulkhead = createBulkhead(AT_ONCE);
  const inNewBulkhead = createBulkhead(AT_ONCE, NEW_SIGN_INS);
  const origins = createRejectionCounts(clock, MOST_PER_ORIGIN);
  const clientIds = createRejectionCounts(clock, MOST_PER_CLIENT_ID);
  const waitForRate = createRate(clock);

  async function runNoted<T>({ identity, clientId, origin }: Applicant, exchange: () => Promise<T>): Promise<T> {
    try {
      const accessToken = await exchange();
      proven.set(identity, true);
      return accessToken;
    } catch (error) {
      if (error instanceof AlephError && error.code === 'CREDENTIALS_REJECTED') {
        proven.delete(identity);
        rejections.set(identity, error);
        clientIds.note(clientId);
        if (origin !== undefined) origins.note(origin);
      }
      throw error;
    }
  }

  /**
   * Checks again just before the exchange. Otherwise many attempts at once would all start before the first rejection.
   */
  async function runUnproven<T>(applicant: Applicant, origin: string, exchange: () => Promise<T>): Promise<T> {
    const check = () => {
      origins.check(origin);
      clientIds.check(applicant.clientId);
    };
    check();
    await waitForRate();
    return inNewBulkhead('unproven', () => {
      check();
      return runNoted(applicant, exchange);
    });
  }

  return {
    async run<T>(applicant: Applicant, exchange: () => Promise<T>): Promise<T> {
      const { identity, origin } = applicant;
      const rejection = rejections.get(identity);
      if (rejection !== undefined) throw rejection;
      if (origin === undefined) return runNoted(applicant, exchange);
      if (proven.has(identity)) return inBulkhead('proven', () => runNoted(applicant, exchange));
      return inNewBulkhead(`of ${origin}`, () => runUnproven(applicant, origin, exchange));
    },
  };
}

/** Counts the rejections of the last ten minutes by name; `check` throws when there are too many. */
function createRejectionCounts(clock: Clock, most: number) {
  const timesByName = new LRUCache<string, readonly number[]>({ max: MAX_NAMES });

  function recentTimes(name: string): readonly number[] {
    const horizon = clock.now() - WINDOW_MS;
    return (timesByName.get(name) ?? []).filter((time) => time > horizon);
  }

  return {
    check(name: string): void {
      const times = recentTimes(name);
      const [first] = times;
      if (first === undefined || times.length < most) return;
      throw heldBack('Too many rejected sign-ins.', first + WINDOW_MS - clock.now());
    },
    note(name: string): void {
      timesByName.set(name, [...recentTimes(name), clock.now()].slice(-most));
    },
  };
}

/** Spreads attempts out in time, and throws for one that would wait too long. */
function createRate(clock: Clock): () => Promise<void> {
  const stepMs = 1_000 / NEW_PAIRS.perSecond;
  /** The time of the next attempt if all came evenly; a burst may run ahead of it. */
  let dueAt = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = clock.now();
    const waitMs = dueAt - (NEW_PAIRS.burst - 1) * stepMs - now;
    if (waitMs > NEW_PAIRS.longestWaitMs) throw heldBack('Too many new sign-ins at once.', waitMs);
    dueAt = Math.max(dueAt, now) + stepMs;
    if (waitMs > 0) await clock.sleep(waitMs, NEVER);
  };
}

const NEVER = new Cancellation();

function heldBack(why: string, waitMs: number): AlephError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return new AlephError('AUTH_RATE_LIMITED', `${why} Wait ${retryAfterSeconds} s.`, {
    reason: 'LOCAL_LIMIT',
    retryAfterSeconds,
  });
}
