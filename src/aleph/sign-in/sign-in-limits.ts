import { LRUCache } from 'lru-cache';
import { createBulkhead } from '../../async/bulkhead.ts';
import { Cancellation, type Signal } from '../../async/cancellation.ts';
import type { Clock } from '../../async/clock.ts';
import { AlephError } from '../errors.ts';
import { heldBack, RejectionCounts } from './rejection-counts.ts';

const MOST_PER_ORIGIN = 10;
const MOST_PER_CLIENT_ID = 20;
const MOST_TOKENS_PER_ORIGIN = 60;
const REJECTION_KEPT_MS = 30_000;
const MAX_REJECTIONS_KEPT = 5_000;
const MAX_PROVEN = 5_000;
/** Exchanges at once in each compartment: all proven pairs, all new pairs, the new pairs or tokens of one origin. */
const AT_ONCE = 4;
/** New tokens at once, of all origins. */
const TOKENS_AT_ONCE = 16;
/** The rate of exchanges for new pairs, for all origins together. */
const NEW_PAIRS = { perSecond: 5, burst: 20, longestWaitMs: 5_000 };
/** For an origin without rejections of its own, while others guess the secret of its client id. */
const TRY_EVERY_MS = 30_000;
const MAX_TRIES_KEPT = 10_000;

const full = () => heldBack('Too many new sign-ins at once.', NEW_PAIRS.longestWaitMs);
/** Most new pairs in one compartment, running and waiting. */
const MOST_PAIRS = { longest: 50, full };
/** More than pairs: Aleph judges a token faster, and a restart makes all tokens of an office new. */
const MOST_TOKENS = { longest: 200, full };

/** The pair of an exchange; `origin` is absent for callers that are trusted, e.g. a script. */
export interface Applicant {
  readonly identity: string;
  /** A name for the client id, since callers may send anything there. */
  readonly clientId: string;
  readonly origin: string | undefined;
}

export type Bearer = Omit<Applicant, 'clientId'>;

/**
 * Limits for callers that guess secrets, or make tokens up. Aleph has no such limits, and counts every attempt against
 * this server.
 *
 * Credentials are new until Aleph has accepted them, and proven after. A rejection is remembered for 30 seconds. New
 * pairs pass a rate limit and two bulkheads, one per origin and one for all; new tokens pass bulkheads alone.
 * Rejections are counted by origin, for pairs and for tokens apart, and too many of them reject further new ones.
 * Rejected pairs count by client id too. Then an origin is held back by its own rejections alone, and other origins
 * share one try in 30 seconds. Proven credentials skip all of this. So an attacker can lock out neither a neighbour nor
 * the owner of a client id.
 */
export interface SignInLimits {
  isProven(identity: string): boolean;
  /** Runs an exchange. Throws if this identity was rejected just now, or its origin or client id too often. */
  run<T>(applicant: Applicant, exchange: () => Promise<T>): Promise<T>;
  /** The same for a read that shows whether Aleph accepts a bearer token. */
  judge<T>(bearer: Bearer, signal: Signal, read: () => Promise<T>): Promise<T>;
}

export function createSignInLimits(clock: Clock): SignInLimits {
  const verdicts = createVerdicts(clock);
  const inProvenBulkhead = createBulkhead(AT_ONCE);
  const pairs = createPairLimits(clock);
  const judgeNewToken = createTokenLimits(clock);

  return {
    isProven: verdicts.isProven,
    async run<T>(pair: Applicant, exchange: () => Promise<T>): Promise<T> {
      const { identity, origin } = pair;
      verdicts.check(identity);
      const noted = () => verdicts.noting(identity, exchange, () => pairs.noteRejection(pair));
      if (origin === undefined) return noted();
      if (verdicts.isProven(identity)) return inProvenBulkhead('proven', noted);
      return pairs.admit(pair, origin, noted);
    },
    async judge<T>({ identity, origin }: Bearer, signal: Signal, read: () => Promise<T>): Promise<T> {
      verdicts.check(identity);
      const noted = () => verdicts.noting(identity, read);
      if (origin === undefined || verdicts.isProven(identity)) return noted();
      return judgeNewToken(identity, origin, { signal, read: noted });
    },
  };
}

/** Remembers the credentials that Aleph accepted, and those that it rejected just now. */
function createVerdicts(clock: Clock) {
  const rejections = new LRUCache<string, AlephError>({
    max: MAX_REJECTIONS_KEPT,
    ttl: REJECTION_KEPT_MS,
    perf: clock,
    ttlResolution: 0,
  });
  const proven = new LRUCache<string, true>({ max: MAX_PROVEN });
  return {
    isProven: (identity: string) => proven.has(identity),
    check(identity: string): void {
      const rejection = rejections.get(identity);
      if (rejection !== undefined) throw rejection;
    },
    async noting<T>(identity: string, call: () => Promise<T>, noteRejection = () => {}): Promise<T> {
      try {
        const result = await call();
        proven.set(identity, true);
        return result;
      } catch (error) {
        if (isRejection(error)) {
          proven.delete(identity);
          rejections.set(identity, error);
          noteRejection();
        }
        throw error;
      }
    },
  };
}

function isRejection(error: unknown): error is AlephError {
  return error instanceof AlephError && (error.code === 'CREDENTIALS_REJECTED' || error.code === 'TOKEN_EXPIRED');
}
/**
 * Checks a pair again just before its exchange. Otherwise many attempts at once would all start before the first
 * rejection.
 */
function createPairLimits(clock: Clock) {
  const inBulkhead = createBulkhead(AT_ONCE, MOST_PAIRS);
  const origins = new RejectionCounts(clock, MOST_PER_ORIGIN);
  const clientIds = new RejectionCounts(clock, MOST_PER_CLIENT_ID);
  const guessers = new RejectionCounts(clock, 1);
  const tries = new LRUCache<string, true>({ max: MAX_TRIES_KEPT, ttl: TRY_EVERY_MS, perf: clock, ttlResolution: 0 });
  const waitForRate = createRate(clock);
  const isGuessed = (clientId: string) => clientIds.waitMs(clientId) > 0;

  function check(clientId: string, origin: string): void {
    origins.check(origin);
    if (!isGuessed(clientId)) return;
    guessers.check(`${clientId} ${origin}`);
    if (tries.has(clientId)) throw heldBack('Too many rejected sign-ins.', tries.getRemainingTTL(clientId));
  }

  return {
    noteRejection({ clientId, origin }: Applicant): void {
      clientIds.note(clientId);
      if (origin === undefined) return;
      origins.note(origin);
      guessers.note(`${clientId} ${origin}`);
    },
    admit: <T>({ clientId }: Applicant, origin: string, exchange: () => Promise<T>): Promise<T> =>
      inBulkhead(`of ${origin}`, async () => {
        check(clientId, origin);
        await waitForRate();
        return inBulkhead('unproven', () => {
          check(clientId, origin);
          if (isGuessed(clientId)) tries.set(clientId, true);
          return exchange();
        });
      }),
  };
}

interface Judgement<T> {
  readonly signal: Signal;
  readonly read: () => Promise<T>;
}

/** A token counts as rejected while it is judged, so that many at once cannot pass the limit together. */
function createTokenLimits(clock: Clock) {
  const inBulkhead = createBulkhead(AT_ONCE, MOST_TOKENS);
  const inCommonBulkhead = createBulkhead(TOKENS_AT_ONCE);
  const origins = new RejectionCounts(clock, MOST_TOKENS_PER_ORIGIN);

  async function judge<T>(identity: string, origin: string, read: () => Promise<T>): Promise<T> {
    origins.check(origin);
    const isNew = origins.note(origin, identity);
    let isRejected = false;
    try {
      return await read();
    } catch (error) {
      isRejected = isRejection(error);
      throw error;
    } finally {
      if (isNew && !isRejected) origins.forget(origin, identity);
    }
  }

  return <T>(identity: string, origin: string, { signal, read }: Judgement<T>): Promise<T> => {
    const judged = () => judge(identity, origin, read);
    return inBulkhead(`of ${origin}`, () => inCommonBulkhead('all', judged, signal), signal);
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
