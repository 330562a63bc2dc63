import type { Signal } from '../../async/cancellation.ts';
import { unlessLate } from '../../async/deadline.ts';
import { schedule } from '../../async/fair-scheduler.ts';
import type { Work } from '../../async/single-flight.ts';
import { type TapedList, tapedListOf } from '../../json/list.ts';
import { Losses } from '../../json/losses.ts';
import type { AccessToken } from '../sign-in/access-tokens.ts';
import { authorizationHeaders } from '../sign-in/authorization.ts';
import type { Secret } from '../sign-in/secret.ts';
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
import { observed, withAlephErrors } from '../transport/calls.ts';
import { roundMs } from '../transport/receipt.ts';
import type { UpstreamAnswer } from '../transport/transport.ts';
import { LIST_NAMES } from '../values/lists.ts';
import { ShapeMismatch } from '../values/wire.ts';
import { accessError } from './access-errors.ts';
import {
  accessTokenOf,
  type Caller,
  type ClientRuntime,
  isNewToken,
  type Operation,
  renew,
  tokenOf,
} from './operations.ts';
import { type Question, shareKeyOf } from './read-keys.ts';
import type { Fetched, ShareKey } from './shared-reads.ts';

/** A read of Aleph. POST searches are reads too. Writes must not be made this way, since reads are repeated. */
export interface Read<T> extends CallSite, Pick<Question, 'path' | 'query' | 'body'> {
  /** Name in the receipt, e.g. listTasks. */
  readonly operation: string;
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

/** One read under way. */
interface Call<T> {
  readonly read: Read<T>;
  readonly key: ShareKey;
  /** Absent for a bearer token. */
  accessToken: AccessToken | undefined;
  attempts: number;
  status: number | null;
  bytes: number;
  losses: Losses | undefined;
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
  const call: Call<T> = { read, key, accessToken: undefined, attempts: 0, status: null, bytes: 0, losses: undefined };
  const { keepMs = 0 } = read;
  const kept = keepMs > 0 ? sharedReads.kept<T>(key) : undefined;
  if (kept !== undefined) {
    call.losses = kept.losses;
    note(operation, call, startedAt, true);
    return kept.value;
  }
  budget.take();
  // The token comes before the read is shared: joined waiters must not fail because the first one left during sign-in.
  call.accessToken = await accessTokenOf(operation);
  const { result, shared } = sharedReads.read<T>(key, keepMs, waiter, judging(operation, call));
  try {
    // While its token is new, an operation mostly waits for others to be judged, so it gives its slot back.
    const { value, losses } = await follow({ result, shared: shared || isNewToken(operation) });
    call.losses = losses;
    return value;
  } finally {
    note(operation, call, startedAt, shared);
  }
}

/** A read without a contract needs nothing but the token, so its answer shows whether Aleph accepts that. */
function judging<T>(operation: Operation, call: Call<T>): Work<Fetched<T>> {
  const { caller, runtime } = operation;
  const work = fetchWithin(operation, call);
  const isVerdict = caller.credentials.kind === 'TOKEN' && call.read.contractId === undefined;
  return isVerdict ? (signal) => runtime.tokens.limits.judge(caller, signal, () => work(signal)) : work;
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
/** A larger answer takes milliseconds. */
const HEAVY_BYTES = 262_144;

async function attempt<T>(operation: Operation, call: Call<T>, signal: Signal): Promise<Fetched<T>> {
  let answer = await send(operation, call, signal);
  if (answer.status === 401 && !namesContract(answer) && (await renew(operation, call, signal))) {
    answer = await send(operation, call, signal);
  }
  if (answer.status === 401) throw accessError(call.read, operation.caller.credentials.kind, answer, call.attempts);
  const { length } = answer.body;
  if (length > LIGHT_BYTES) await schedule(operation.caller.identity, length > HEAVY_BYTES);
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

/** Drops an error body that repeats the token: callers are shown parts of it, and a pair's token must stay here. */
export function withoutEcho(answer: UpstreamAnswer, token: Secret): UpstreamAnswer {
  const isEcho = answer.status >= 400 && token.isIn(textOfBody(answer.body));
  return isEcho ? { ...answer, body: bodyOf() } : answer;
}

function note(operation: Operation, call: Call<unknown>, startedAt: number, shared: boolean): void {
  const { read, attempts, status, bytes, losses } = call;
  operation.caller.ledger.note({
    service: read.service,
    operation: read.operation,
    contractId: read.contractId ?? null,
    status,
    ms: roundMs(operation.runtime.clock.now() - startedAt),
    bytes,
    attempts,
    shared,
    losses,
  });
}

export function shapeAnswer<T>(
  { read, attempts }: Pick<Call<T>, 'read' | 'attempts'>,
  answer: UpstreamAnswer,
): Pick<Fetched<T>, 'value' | 'losses'> {
  const { shape, shapeList } = read;
  const losses = new Losses();
  checkIsJson(read, answer, attempts);
  try {
    const list = shapeList && tapedListOf(answer.body.pieces, LIST_NAMES);
    const value = shapeList && list ? shapeList(list, losses) : shape(jsonOf(read, answer, attempts), losses);
    return { value, losses };
  } catch (error) {
    throw error instanceof ShapeMismatch ? invalidAnswer(read, error.reason, attempts, answer.status) : error;
  }
}
