import type { Signal } from '../../async/cancellation.ts';
import type { Clock } from '../../async/clock.ts';
import { unlessLate } from '../../async/deadline.ts';
import { schedule } from '../../async/fair-scheduler.ts';
import type { Follow, Work } from '../../async/single-flight.ts';
import { type TapedList, tapedListOf } from '../../json/list.ts';
import { Losses, type Skipped } from '../../json/losses.ts';
import type { AccessToken } from '../sign-in/access-tokens.ts';
import { authorizationHeaders, type ClientPair, type Credentials } from '../sign-in/authorization.ts';
import type { Secret } from '../sign-in/secret.ts';
import type { Claimant, Tokens } from '../sign-in/tokens.ts';
import {
  type CallSite,
  checkIsJson,
  invalidAnswer,
  jsonOf,
  namesContract,
  statusError,
  timeoutError,
} from '../transport/answers.ts';
import { bodyOf, textOfBody } from '../transport/bodies.ts';
import type { Budget } from '../transport/budget.ts';
import { type ObserveCall, observed, withAlephErrors } from '../transport/calls.ts';
import type { CircuitBreakers } from '../transport/circuit-breakers.ts';
import { type Ledger, roundMs } from '../transport/receipt.ts';
import type { Retries } from '../transport/retry.ts';
import type { Transport, UpstreamAnswer, UpstreamPlace } from '../transport/transport.ts';
import { type JsonObject, LIST_NAMES, ShapeMismatch } from '../values/wire.ts';
import { accessError } from './access-errors.ts';
import { shareKeyOf } from './read-keys.ts';
import type { Fetched, SharedReads, ShareKey } from './shared-reads.ts';

/** A read of Aleph. POST searches are reads too. Writes must not be made this way, since reads are repeated. */
export interface Read<T> extends CallSite {
  /** Name in the receipt, e.g. listTasks. */
  readonly operation: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: JsonObject;
  /** How long the answer may be shared with later requests of the same identity; 0 by default. */
  readonly keepMs?: number;
  /** Wire JSON to domain values; throws ShapeMismatch for a wrong envelope. `losses` counts rows that do not fit. */
  readonly shape: (json: unknown, losses: Losses) => T;
  /** The same for a list on tapes. `shape` is the fallback for a text that the tokenizer does not take. */
  readonly shapeList?: (list: TapedList, losses: Losses) => T;
}

export interface Reader {
  /** Base of every path, no slash at its end. */
  readonly apiUrl: string;
  readonly identity: string;
  /** Throws AlephError, or the caller's own abort reason. */
  read<T>(read: Read<T>): Promise<T>;
  /** The access token of a client pair; undefined for a bearer token, which is used as it is. */
  accessToken(): Promise<AccessToken | undefined>;
}

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
interface Operation {
  readonly runtime: ClientRuntime;
  readonly caller: Caller;
  accessToken?: Promise<AccessToken>;
}

/** One read under way. */
interface Call<T> {
  readonly read: Read<T>;
  readonly key: ShareKey;
  /** Absent for a bearer token. */
  accessToken: AccessToken | undefined;
  attempts: number;
  status: number | null;
  bytes: number;
  skipped: Skipped | undefined;
}

export function createReader(runtime: ClientRuntime, caller: Caller): Reader {
  const operation: Operation = { runtime, caller };
  return {
    apiUrl: runtime.apiUrl,
    identity: caller.identity,
    read: (read) => readShared(operation, read),
    accessToken: () => accessTokenOf(operation),
  };
}

async function readShared<T>(operation: Operation, read: Read<T>): Promise<T> {
  const { sharedReads, clock } = operation.runtime;
  const { budget, identity, signal: waiter, follow } = operation.caller;
  waiter.throwIfAborted();
  const startedAt = clock.now();
  const key = shareKeyOf(read, identity);
  const call: Call<T> = { read, key, accessToken: undefined, attempts: 0, status: null, bytes: 0, skipped: undefined };
  const { keepMs = 0 } = read;
  const kept = keepMs > 0 ? sharedReads.kept<T>(key) : undefined;
  if (kept !== undefined) {
    call.skipped = kept.skipped;
    note(operation, call, startedAt, true);
    return kept.value;
  }
  budget.take();
  // The token comes before the read is shared: joined waiters must not fail because the first one left during sign-in.
  call.accessToken = await accessTokenOf(operation);
  const joined = sharedReads.read<T>(key, keepMs, waiter, fetchWithin(operation, call));
  try {
    const { value, skipped } = await follow(joined);
    call.skipped = skipped;
    return value;
  } finally {
    note(operation, call, startedAt, joined.shared);
  }
}

/** All attempts of one read with their bodies, within one deadline. The circuit breaker counts them as one. */
function fetchWithin<T>(operation: Operation, call: Call<T>): Work<Fetched<T>> {
  const { clock, timeoutMs, retries, circuitBreakers } = operation.runtime;
  const { read } = call;
  const { identity, budget } = operation.caller;
  const scope = { service: read.service, identity, contractId: read.contractId };
  return (signal) => {
    const expire = () => signal.abort(timeoutError(read, 'TOTAL_DEADLINE', call.attempts));
    const deadline = clock.now() + timeoutMs;
    const work = (isProbe: boolean) =>
      retries.run(() => attempt(operation, call, signal), {
        signal,
        deadline,
        mayRetry: () => !isProbe && budget.tryTake(),
      });
    return unlessLate(timeoutMs, expire, () => withAlephErrors(call, circuitBreakers.run(scope, signal, work)));
  };
}

/** A smaller answer is read in a fraction of a millisecond, so it need not wait for the fair scheduler. */
const LIGHT_BYTES = 8_192;

async function attempt<T>(operation: Operation, call: Call<T>, signal: Signal): Promise<Fetched<T>> {
  let answer = await send(operation, call, signal);
  if (answer.status === 401 && !namesContract(answer) && (await renew(operation, call, signal))) {
    answer = await send(operation, call, signal);
  }
  if (answer.status === 401) throw accessError(call.read, operation.caller.credentials.kind, answer, call.attempts);
  if (answer.body.length > LIGHT_BYTES) await schedule(operation.caller.identity);
  const error = statusError(call.read, withoutEcho(answer, tokenOf(operation, call)), call.attempts);
  if (error !== undefined) throw error;
  return { ...shapeAnswer(call, answer), bytes: answer.body.length };
}

async function send(operation: Operation, call: Call<unknown>, signal: Signal): Promise<UpstreamAnswer> {
  const { transport, apiPlace } = operation.runtime;
  const { read, key } = call;
  const headers = authorizationHeaders(tokenOf(operation, call), key.contractId);
  const place = { origin: apiPlace.origin, path: apiPlace.path + key.path };
  const request = { method: read.method, place, headers, body: key.body };
  call.attempts += 1;
  const sent = observed(operation.caller.observe, read, () => transport.send(request, signal));
  const answer = await withAlephErrors(call, sent);
  call.status = answer.status;
  call.bytes += answer.wireBytes;
  return answer;
}

async function accessTokenOf(operation: Operation): Promise<AccessToken | undefined> {
  const { caller, runtime } = operation;
  if (caller.credentials.kind === 'TOKEN') return undefined;
  operation.accessToken ??= runtime.tokens.accessTokenFor(claimantOf(caller, caller.credentials, caller.signal));
  return operation.accessToken;
}

function claimantOf({ identity, origin, ledger, observe, follow }: Caller, pair: ClientPair, signal: Signal): Claimant {
  return { pair, identity, origin, signal, ledger, observe, follow };
}

/** Replaces the access token of a call after a 401. The signal is the read's own, since others may have joined it. */
async function renew(operation: Operation, call: Call<unknown>, signal: Signal): Promise<boolean> {
  const { caller, runtime } = operation;
  if (caller.credentials.kind === 'TOKEN' || call.accessToken === undefined) return false;
  const renewed = await runtime.tokens.renew(claimantOf(caller, caller.credentials, signal), call.accessToken);
  if (renewed === undefined) return false;
  caller.budget.take();
  call.accessToken = renewed;
  operation.accessToken = Promise.resolve(renewed);
  return true;
}

function tokenOf({ caller }: Operation, { accessToken }: Call<unknown>): Secret {
  if (accessToken !== undefined) return accessToken.token;
  if (caller.credentials.kind === 'TOKEN') return caller.credentials.token;
  throw new Error('a client pair is exchanged before its first call');
}

/** Drops an error body that repeats the token: callers are shown parts of it, and a pair's token must stay here. */
function withoutEcho(answer: UpstreamAnswer, token: Secret): UpstreamAnswer {
  const isEcho = answer.status >= 400 && token.isIn(textOfBody(answer.body));
  return isEcho ? { ...answer, body: bodyOf() } : answer;
}

function note(operation: Operation, call: Call<unknown>, startedAt: number, shared: boolean): void {
  const { read, attempts, status, bytes, skipped } = call;
  operation.caller.ledger.note({
    service: read.service,
    operation: read.operation,
    contractId: read.contractId ?? null,
    status,
    ms: roundMs(operation.runtime.clock.now() - startedAt),
    bytes,
    attempts,
    shared,
    ...(skipped !== undefined && skipped.rows > 0 ? { skipped } : {}),
  });
}

function shapeAnswer<T>({ read, attempts }: Call<T>, answer: UpstreamAnswer): Pick<Fetched<T>, 'value' | 'skipped'> {
  const { shape, shapeList } = read;
  const losses = new Losses();
  checkIsJson(read, answer, attempts);
  try {
    const list = shapeList && tapedListOf(answer.body.pieces, LIST_NAMES);
    const value = shapeList && list ? shapeList(list, losses) : shape(jsonOf(read, answer, attempts), losses);
    return { value, skipped: losses.skipped };
  } catch (error) {
    throw error instanceof ShapeMismatch ? invalidAnswer(read, error.reason, attempts, answer.status) : error;
  }
}
