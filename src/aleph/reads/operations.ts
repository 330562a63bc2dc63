import type { Signal } from '../../async/cancellation.ts';
import type { Clock } from '../../async/clock.ts';
import type { Follow } from '../../async/single-flight.ts';
import type { AccessToken } from '../sign-in/access-tokens.ts';
import type { ClientPair, Credentials } from '../sign-in/authorization.ts';
import type { Secret } from '../sign-in/secret.ts';
import type { Claimant, Tokens } from '../sign-in/tokens.ts';
import type { Budget } from '../transport/budget.ts';
import type { ObserveCall } from '../transport/calls.ts';
import type { CircuitBreakers } from '../transport/circuit-breakers.ts';
import type { Ledger } from '../transport/receipt.ts';
import type { Retries } from '../transport/retry.ts';
import type { Transport, UpstreamPlace } from '../transport/transport.ts';
import type { SharedReads } from './shared-reads.ts';

/** The client runtime: the objects that all callers of one process share. */
export interface ClientRuntime {
  readonly apiUrl: string;
  /** The same in parts; no slash at its end either. */
  readonly apiPlace: UpstreamPlace;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly transport: Transport;
  readonly tokens: Tokens;
  readonly sharedReads: SharedReads;
  readonly retries: Retries;
  readonly circuitBreakers: CircuitBreakers;
}

/** The caller of one operation. */
export interface Caller {
  readonly credentials: Credentials;
  readonly identity: string;
  /** The origin of the caller, e.g. a network address; used by the sign-in limits only. */
  readonly origin: string | undefined;
  readonly signal: Signal;
  readonly budget: Budget;
  readonly ledger: Ledger;
  readonly observe: ObserveCall;
  readonly follow: Follow;
}

/** A running operation. Its access token is requested once, and replaced when Aleph rejects it. */
export interface Operation {
  readonly runtime: ClientRuntime;
  readonly caller: Caller;
  accessToken?: Promise<AccessToken>;
}

/** The token of a read under way; absent for a bearer token. */
interface Signed {
  accessToken: AccessToken | undefined;
}

export async function accessTokenOf(operation: Operation): Promise<AccessToken | undefined> {
  const { caller, runtime } = operation;
  if (caller.credentials.kind === 'TOKEN') return undefined;
  operation.accessToken ??= runtime.tokens.accessTokenFor(claimantOf(caller, caller.credentials, caller.signal));
  return operation.accessToken;
}

function claimantOf({ identity, origin, ledger, observe, follow }: Caller, pair: ClientPair, signal: Signal): Claimant {
  return { pair, identity, origin, signal, ledger, observe, follow };
}

/** Replaces the access token of a call after a 401. The signal is the read's own, since others may have joined it. */
export async function renew(operation: Operation, call: Signed, signal: Signal): Promise<boolean> {
  const { caller, runtime } = operation;
  if (caller.credentials.kind === 'TOKEN' || call.accessToken === undefined) return false;
  const renewed = await runtime.tokens.renew(claimantOf(caller, caller.credentials, signal), call.accessToken);
  if (renewed === undefined) return false;
  caller.budget.take();
  call.accessToken = renewed;
  operation.accessToken = Promise.resolve(renewed);
  return true;
}

export function tokenOf({ caller }: Operation, { accessToken }: Signed): Secret {
  if (accessToken !== undefined) return accessToken.token;
  if (caller.credentials.kind === 'TOKEN') return caller.credentials.token;
  throw new Error('a client pair is exchanged before its first call');
}

/** Whether the caller brought a bearer token that Aleph has not accepted yet. */
export function isNewToken({ runtime, caller }: Operation): boolean {
  return caller.credentials.kind === 'TOKEN' && !runtime.tokens.limits.isProven(caller.identity);
}
