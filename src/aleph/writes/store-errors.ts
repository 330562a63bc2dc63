import type { Guard, StoreUnavailable, UnavailableReason } from '../../store/records.ts';
import { AlephError } from '../errors.ts';
import { KeyedError, type KeyState } from './keyed-error.ts';

const LONGEST_WAIT_SECONDS = 3_600;

/** Whole seconds, from 1 to 3600. */
function secondsIn(ms: number): number {
  return Math.min(LONGEST_WAIT_SECONDS, Math.max(1, Math.ceil(ms / 1_000)));
}

const MEANINGS: Readonly<Record<UnavailableReason, string>> = {
  DOWN: 'is not reachable',
  SLOW: 'did not answer in time',
  FULL: 'is full',
  SETTLING: 'has just started, and earlier writes may still be under way',
  REPLICA: 'is changing over to another server',
  EVICTION_POLICY: 'may forget records: its maxmemory-policy must be noeviction',
  INFO_FORBIDDEN: 'does not let this server read INFO',
};

/** Nothing was sent, since the store of keys could not be asked, or could not keep the record. */
export function storeUnavailable({ reason, waitMs }: StoreUnavailable, key: KeyState): KeyedError {
  const message = `Nothing was sent: the store of keys ${MEANINGS[reason]}. Try again with the same key.`;
  return new KeyedError(
    new AlephError('STORE_UNAVAILABLE', message, { reason, retryAfterSeconds: secondsIn(waitMs) }),
    key,
  );
}

export function stillRunning(guard: Guard, waitMs: number): KeyedError {
  const subject = guard === 'KEY' ? 'A request with this key' : 'Another request with this name';
  const message = `${subject} is still under way. Ask again with the same key.`;
  const init = { reason: `${guard}_RUNNING`, retryAfterSeconds: secondsIn(waitMs) };
  return new KeyedError(new AlephError('CONFLICT', message, init), 'HELD');
}

export function keyReused(): KeyedError {
  const message = 'This key was used for another input. Make a new key for each thing to be placed.';
  return new KeyedError(new AlephError('IDEMPOTENCY_KEY_REUSED', message), 'HELD');
}

export function hourlyLimit(allowed: number, waitMs: number): KeyedError {
  const retryAfterSeconds = secondsIn(waitMs);
  const message = `This contract has had ${allowed} placements within an hour. Wait ${retryAfterSeconds} s.`;
  const limit = { name: 'placementsPerHour', allowed };
  return new KeyedError(new AlephError('RATE_LIMITED', message, { retryAfterSeconds, limit }), 'FREE');
}

export function tooLate(): KeyedError {
  const message = 'Nothing was sent: too little time was left to wait for the answer. Try again with the same key.';
  return new KeyedError(new AlephError('DEADLINE_EXCEEDED', message), 'FREE');
}
