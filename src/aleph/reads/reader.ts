import type { Signal } from '../../async/cancellation.ts';
import type { Clock } from '../../async/clock.ts';
import { unlessLate } from '../../async/deadline.ts';
import { takeTurn } from '../../async/fair-scheduler.ts';
import type { Follow, Work } from '../../async/single-flight.ts';
import { type TapedList, tapedListOf } from '../../json/list.ts';
import type { Grant } from '../sign-in/access-tokens.ts';
import { authorizationHeaders, type ClientPair, type Credentials } from '../sign-in/authorization.ts';
import type { Secret } from '../sign-in/secret.ts';
import type { Claimant, Tokens } from '../sign-in/tokens.ts';
import {
  type CallSite,
  checkIsJson,
  faultError,
  invalidAnswer,
  jsonOf,
  namesContract,
  statusError,
  timeoutError,
} from '../transport/answers.ts';
import { bodyOf, textOfBody } from '../transport/bodies.ts';
import type { Budget } from '../transport/budget.ts';
import { makeCall, type ObserveCall } from '../transport/calls.ts';
import type { Breakers } from '../transport/circuit-breakers.ts';
import { type Ledger, roundMs } from '../transport/receipt.ts';
import type { Retries } from '../transport/retry.ts';
import { type Transport, TransportFault, type UpstreamAnswer, type UpstreamPlace } from '../transport/transport.ts';
import { type JsonObject, LIST_NAMES, ShapeMismatch } from '../values/wire.ts';
import { accessError } from './access-errors.ts';
import { shareKeyOf } from './read-keys.ts';
import type { Fetched, ShareKey, Sharing } from './shared-reads.ts';

/** A read of Aleph. POST searches are reads too; a write is never made this way. */
export interface Read<T> extends CallSite {
  /** Name in the receipt, e.g. listTasks. */
  readonly operation: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: JsonObject;
  /** How long the answer may be shared with later requests of the same identity; 0 by default. */
  readonly keepMs?: number;
  /** Wire JSON to domain values; throws ShapeMismatch when the envelope does not fit. */
  readonly shape: (json: unknown) => T;
  /** The same for a list too long to be parsed as a whole; not every text can be taped, so `shape` is needed too. */
  readonly shapeList?: (list: TapedList) => T;
}

export interface Reader {
  /** Base of every path, no slash at its end. */
  readonly apiUrl: string;
  /** Throws AlephError, or the caller's own abort reason. */
  read<T>(read: Read<T>): Promise<T>;
  /** The grant behind a client pair; undefined for a bearer token, which is used as it is. */
  grant(): Promise<Grant | undefined>;
}

/** What one process shares between all callers. */
export interface Engine {
  readonly apiUrl: string;
  /** The same, taken apart; no slash at its end either. */
  readonly apiPlace: UpstreamPlace;
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly transport: Transport;
  readonly tokens: Tokens;
  readonly sharing: Sharing;
  readonly retries: Retries;
  readonly breakers: Breakers;
}

/** What one operation brings. */
export interface Caller {
  readonly credentials: Credentials;
  readonly identity: string;
  /** Where the caller comes from; only held against those who try secrets. */
  readonly origin: string | undefined;
  readonly signal: Signal;
  readonly budget: Budget;
  readonly ledger: Ledger;
  readonly observe: ObserveCall;
  readonly follow: Follow;
}

/** An operation while it lasts: its grant is asked for once, and replaced when Aleph no longer takes it. */
interface Session {
  readonly engine: Engine;
  readonly caller: Caller;
  granted?: Promise<Grant>;
}

/** One read under way. */
interface Call<T> {
  readonly read: Read<T>;
  readonly key: ShareKey;
  /** Absent for a bearer token. */
  grant: Grant | undefined;
  attempts: number;
  status: number | null;
  bytes: number;
}

export function createReader(engine: Engine, caller: Caller): Reader {
  const session: Session = { engine, caller };
  return {
    apiUrl: engine.apiUrl,
    read: (read) => readShared(session, read),
    grant: () => grantOf(session),
  };
}

async function readShared<T>(session: Session, read: Read<T>): Promise<T> {
  const { sharing, clock } = session.engine;
  const { budget, identity, signal: waiter, follow } = session.caller;
  waiter.throwIfAborted();
  const startedAt = clock.now();
  const key = shareKeyOf(read, identity);
  const call: Call<T> = { read, key, grant: undefined, attempts: 0, status: null, bytes: 0 };
  const { keepMs = 0 } = read;
  const kept = keepMs > 0 ? sharing.kept<T>(key) : undefined;
  if (kept !== undefined) {
    note(session, call, startedAt, true);
    return kept.value;
  }
  budget.take();
  // Before the read is shared: those who join it must not fail because the first to ask left the queue for a token.
  call.grant = await grantOf(session);
  const joined = sharing.read<T>(key, keepMs, waiter, fetchWithin(session, call));
  try {
    return (await follow(joined)).value;
  } finally {
    note(session, call, startedAt, joined.shared);
  }
}

/** All tries of one read and their bodies, within one deadline. */
function fetchWithin<T>(session: Session, call: Call<T>): Work<Fetched<T>> {
  const { clock, timeoutMs, retries } = session.engine;
  return (signal) => {
    const expire = () => signal.abort(timeoutError(call.read, 'TOTAL_DEADLINE', call.attempts));
    const limits = {
      signal,
      deadline: clock.now() + timeoutMs,
      mayRetry: () => session.caller.budget.tryTake(),
    };
    return unlessLate(timeoutMs, expire, () => retries.run(() => attempt(session, call, signal), limits));
  };
}

/** Reading less than this out of an answer takes a fraction of a millisecond. */
const LIGHT_BYTES = 8_192;

async function attempt<T>(session: Session, call: Call<T>, signal: Signal): Promise<Fetched<T>> {
  let answer = await send(session, call, signal);
  if (answer.status === 401 && !namesContract(answer) && (await renew(session, call, signal))) {
    answer = await send(session, call, signal);
  }
  if (answer.status === 401) throw accessError(call.read, session.caller.credentials.kind, answer, call.attempts);
  if (answer.body.length > LIGHT_BYTES) await takeTurn(session.caller.identity);
  const error = statusError(call.read, withoutEcho(answer, tokenOf(session, call)), call.attempts);
  if (error !== undefined) throw error;
  return { value: shapeAnswer(call, answer), bytes: answer.body.length };
}

async function send(session: Session, call: Call<unknown>, signal: Signal): Promise<UpstreamAnswer> {
  const { transport, apiPlace, breakers } = session.engine;
  const { read, key } = call;
  const headers = authorizationHeaders(tokenOf(session, call), key.contractId);
  const place = { origin: apiPlace.origin, path: apiPlace.path + key.path };
  const request = { method: read.method, place, headers, body: key.body };
  const { observe } = session.caller;
  try {
    const answer = await makeCall(breakers, { site: read, signal, observe }, () => {
      call.attempts += 1;
      return transport.send(request, signal);
    });
    call.status = answer.status;
    call.bytes += answer.wireBytes;
    return answer;
  } catch (error) {
    throw error instanceof TransportFault ? faultError(read, error, call.attempts) : error;
  }
}

async function grantOf(session: Session): Promise<Grant | undefined> {
  const { caller, engine } = session;
  if (caller.credentials.kind === 'TOKEN') return undefined;
  session.granted ??= engine.tokens.grantFor(claimantOf(caller, caller.credentials, caller.signal));
  return session.granted;
}

function claimantOf({ identity, origin, ledger, observe, follow }: Caller, pair: ClientPair, signal: Signal): Claimant {
  return { pair, identity, origin, signal, ledger, observe, follow };
}

/** Gets the call another grant when a refusal was worth one; the signal is the read's own, as others may wait for it. */
async function renew(session: Session, call: Call<unknown>, signal: Signal): Promise<boolean> {
  const { caller, engine } = session;
  if (caller.credentials.kind === 'TOKEN' || call.grant === undefined) return false;
  const renewed = await engine.tokens.renew(claimantOf(caller, caller.credentials, signal), call.grant);
  if (renewed === undefined) return false;
  caller.budget.take();
  call.grant = renewed;
  session.granted = Promise.resolve(renewed);
  return true;
}

function tokenOf({ caller }: Session, { grant }: Call<unknown>): Secret {
  if (grant !== undefined) return grant.token;
  if (caller.credentials.kind === 'TOKEN') return caller.credentials.token;
  throw new Error('a client pair is exchanged before its first call');
}

/** Aleph's words on a mistake are shown to the caller, who has never seen the token that was got for a pair. */
function withoutEcho(answer: UpstreamAnswer, token: Secret): UpstreamAnswer {
  const isEcho = answer.status >= 400 && token.isIn(textOfBody(answer.body));
  return isEcho ? { ...answer, body: bodyOf() } : answer;
}

function note(session: Session, call: Call<unknown>, startedAt: number, shared: boolean): void {
  const { read, attempts, status, bytes } = call;
  session.caller.ledger.note({
    service: read.service,
    operation: read.operation,
    contractId: read.contractId ?? null,
    status,
    ms: roundMs(session.engine.clock.now() - startedAt),
    bytes,
    attempts,
    shared,
  });
}

function shapeAnswer<T>({ read, attempts }: Call<T>, answer: UpstreamAnswer): T {
  const { shape, shapeList } = read;
  checkIsJson(read, answer, attempts);
  try {
    const list = shapeList && tapedListOf(answer.body.pieces, LIST_NAMES);
    return shapeList && list ? shapeList(list) : shape(jsonOf(read, answer, attempts));
  } catch (error) {
    throw error instanceof ShapeMismatch ? invalidAnswer(read, error.reason, attempts, answer.status) : error;
  }
}
