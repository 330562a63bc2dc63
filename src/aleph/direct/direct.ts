import type { Signal } from '../../async/cancellation.ts';
import { withDeadline } from '../../async/deadline.ts';
import { justFollow } from '../../async/single-flight.ts';
import { accessError } from '../reads/access-errors.ts';
import { accessTokenOf, type Caller, type ClientRuntime, type Operation, renew, tokenOf } from '../reads/operations.ts';
import { shareKeyOf } from '../reads/read-keys.ts';
import { type Reader, shapeAnswer, withoutEcho } from '../reads/reader.ts';
import type { AccessToken } from '../sign-in/access-tokens.ts';
import { authorizationHeaders } from '../sign-in/authorization.ts';
import { type CallSite, namesContract, statusError, timeoutError } from '../transport/answers.ts';
import { Budget } from '../transport/budget.ts';
import { observed, withAlephErrors } from '../transport/calls.ts';
import { roundMs } from '../transport/receipt.ts';
import type { UpstreamAnswer } from '../transport/transport.ts';
import type { JsonObject } from '../values/wire.ts';

/** The client behind a caller, for calls that share nothing. */
export interface DirectAccess {
  readonly runtime: ClientRuntime;
  readonly caller: Caller;
}

/** A change at Aleph. It is no `Read`, so nothing that repeats or shares reads takes it. */
export interface Write extends CallSite {
  /** Name in the receipt, e.g. createTask. */
  readonly operation: string;
  readonly path: string;
  readonly contractId: string;
  readonly body: JsonObject;
}

/** How the sending of a write ended. */
export type WriteEnd =
  /** A complete answer, whatever its status. */
  | { readonly kind: 'ANSWERED'; readonly answer: UpstreamAnswer; readonly attempts: number }
  /** Nothing was carried out: no byte left, or Aleph refused the token. */
  | { readonly kind: 'UNSENT'; readonly error: unknown }
  /** Bytes left, and no complete answer came. */
  | { readonly kind: 'LOST' };

export interface WriteHooks {
  /** Called right before the first byte of each try. False ends it, with nothing sent. */
  readonly begin: () => boolean;
  /** Called before a second try with a new token. Rejects where there must be none. */
  readonly again: () => Promise<void>;
}

/** Calls within one deadline. */
export interface DirectCalls {
  /** Reads through it are not shared, kept, repeated, counted by a circuit breaker or charged to a budget. */
  readonly reader: Reader;
  /** Never rejects. */
  write(write: Write, hooks: WriteHooks): Promise<WriteEnd>;
}

/** The calls of one mutation. */
export interface DirectSession {
  /** Gets the access token, so that no sign-in stands between the last check and the first byte. */
  authenticate(): Promise<void>;
  /** Runs calls within a deadline of their own. Without `outer` nothing else ends them. */
  within<T>(site: CallSite, outer: Signal | undefined, work: (calls: DirectCalls) => Promise<T>): Promise<T>;
}

export function openSession({ runtime, caller }: DirectAccess): DirectSession {
  const operation: Operation = {
    runtime,
    caller: { ...caller, budget: new Budget(Number.POSITIVE_INFINITY), follow: justFollow },
  };
  return {
    authenticate: async () => void (await accessTokenOf(operation)),
    within(site, outer, work) {
      const expired = () => timeoutError(site, 'TOTAL_DEADLINE', 1);
      return withDeadline(runtime.timeoutMs, outer, expired, (signal) => work(callsUnder(operation, signal)));
    },
  };
}

function callsUnder(operation: Operation, signal: Signal): DirectCalls {
  const { runtime, caller } = operation;
  const reader: Reader = {
    apiUrl: runtime.apiUrl,
    identity: caller.identity,
    accessToken: () => accessTokenOf(operation),
    read: async (read) => {
      const { path, body } = shareKeyOf(read, caller.identity);
      const call = await openCall(operation, read, { path, body });
      const answer = await withAlephErrors(call, answerOf(operation, call, { signal }));
      const error = refusedToken(operation, call, answer) ?? statusError(read, answer, call.attempts);
      if (error !== undefined) throw error;
      return shapeAnswer({ read, attempts: call.attempts }, answer).value;
    },
  };
  return { reader, write: (write, hooks) => send(operation, write, { ...hooks, signal }) };
}

interface DirectCall {
  readonly read: CallSite & { readonly operation: string };
  readonly path: string;
  readonly body: string | undefined;
  accessToken: AccessToken | undefined;
  attempts: number;
}

async function openCall(
  operation: Operation,
  read: DirectCall['read'],
  { path, body }: Pick<DirectCall, 'path' | 'body'>,
): Promise<DirectCall> {
  return { read, path, body, accessToken: await accessTokenOf(operation), attempts: 0 };
}

interface Sending extends Partial<WriteHooks> {
  readonly signal: Signal;
  /** Called after a complete answer that refuses the token. */
  readonly refused?: () => void;
}

async function send(
  operation: Operation,
  write: Write,
  { signal, begin, again }: WriteHooks & { readonly signal: Signal },
): Promise<WriteEnd> {
  let isUnderWay = false;
  const hooks: Sending = {
    signal,
    begin: () => {
      isUnderWay = begin();
      return isUnderWay;
    },
    refused: () => {
      isUnderWay = false;
    },
    again,
  };
  try {
    const call = await openCall(operation, write, { path: write.path, body: JSON.stringify(write.body) });
    const answer = await withAlephErrors(call, answerOf(operation, call, hooks));
    const error = refusedToken(operation, call, answer);
    return error === undefined ? { kind: 'ANSWERED', answer, attempts: call.attempts } : { kind: 'UNSENT', error };
  } catch (error) {
    return isUnderWay ? { kind: 'LOST' } : { kind: 'UNSENT', error };
  }
}

function refusedToken({ caller }: Operation, call: DirectCall, answer: UpstreamAnswer) {
  return answer.status === 401 ? accessError(call.read, caller.credentials.kind, answer, call.attempts) : undefined;
}

/** The answer to a call. After a 401 that does not name the contract, a pair gets a new token and one more try. */
async function answerOf(operation: Operation, call: DirectCall, hooks: Sending): Promise<UpstreamAnswer> {
  const answer = await tryOnce(operation, call, hooks);
  if (answer.status !== 401) return answer;
  hooks.refused?.();
  if (namesContract(answer) || !(await renew(operation, call, hooks.signal))) return answer;
  await hooks.again?.();
  return tryOnce(operation, call, hooks);
}

async function tryOnce(operation: Operation, call: DirectCall, { signal, begin }: Sending): Promise<UpstreamAnswer> {
  const { runtime, caller } = operation;
  const { read, path, body } = call;
  const token = tokenOf(operation, call);
  const headers = authorizationHeaders(token, read.contractId);
  const place = { origin: runtime.apiPlace.origin, path: runtime.apiPlace.path + path };
  const startedAt = runtime.clock.now();
  call.attempts += 1;
  let answer: UpstreamAnswer | undefined;
  try {
    const request = { method: read.method, place, headers, body };
    answer = await observed(caller.observe, read, () => runtime.transport.sendAlone(request, signal, begin));
    return withoutEcho(answer, token);
  } finally {
    caller.ledger.note({
      service: read.service,
      operation: read.operation,
      contractId: read.contractId ?? null,
      status: answer?.status ?? null,
      ms: roundMs(runtime.clock.now() - startedAt),
      bytes: answer?.wireBytes ?? 0,
      attempts: 1,
      shared: false,
    });
  }
}
