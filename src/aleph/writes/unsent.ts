import { StoreUnavailable } from '../../store/records.ts';
import { AlephError } from '../errors.ts';
import { KeyedError, type KeyState } from './keyed-error.ts';
import { storeUnavailable } from './store-errors.ts';

/** An error with the state of the key, unless it has one. Errors of the store become those that callers see. */
export function keyed(error: unknown, key: KeyState): KeyedError {
  if (error instanceof KeyedError) return error;
  return error instanceof StoreUnavailable ? storeUnavailable(error, key) : new KeyedError(error, key);
}

/** The error of a write that never left. Another try is safe, also where a certificate was bad. */
export function unsentError(error: unknown): unknown {
  if (!(error instanceof AlephError) || error.reason !== 'TLS') return error;
  const { code, message, reason, upstream } = error;
  return new AlephError(code, message, { reason, upstream, retryable: true });
}
