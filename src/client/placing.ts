import {
  beginCall,
  checkAttempt,
  type OrderAttempt,
  type OrderInput,
  orderAttempt,
  type TaskAttempt,
  type TaskInput,
  taskAttempt,
} from './attempts.ts';
import { type ErrorCode, FacadeError, facadeErrorOf } from './errors.ts';
import {
  PlaceOrderDocument,
  type PlaceOrderMutation,
  PlaceTaskDocument,
  type PlaceTaskMutation,
} from './generated/operations.ts';
import type { Requester } from './rows.ts';

type TaskPayload = NonNullable<PlaceTaskMutation['createTask']>;
type OrderPayload = NonNullable<PlaceOrderMutation['createOrder']>;
type Payload = TaskPayload | OrderPayload;

/** It is placed: by this attempt, or an equal one was there already. */
interface Placed<Attempt> {
  readonly outcome: 'PLACED' | 'FOUND_EXISTING';
  readonly attempt: Attempt;
  /** True for the stored answer to an earlier request with this key. */
  readonly replayed: boolean;
}

/** A definite no. It alone leads to an attempt with a new key. */
export interface NotPlaced<Attempt, Input> {
  readonly outcome: 'NOT_PLACED';
  readonly attempt: Attempt;
  /** What to put right. Empty where `error` tells the reason. */
  readonly userErrors: Payload['userErrors'];
  /** Set where the request failed before anything was sent. If it is `retryable`, the same attempt may be sent again. */
  readonly error?: FacadeError;
  /** A new attempt with a new key, for this input or a corrected one. */
  again(input?: Input): Attempt;
}

/** Nobody knows whether it is placed. Hand the same attempt in again; it is never placed twice. */
export interface Uncertain<Attempt> {
  readonly outcome: 'UNCERTAIN';
  readonly attempt: Attempt;
  readonly userErrors: Payload['userErrors'];
  /** What Aleph may have been told, where the server says so. */
  readonly uncertainty: Payload['uncertainty'];
  /** Set where the request failed, or its answer was lost. */
  readonly error?: unknown;
  readonly retryAfterSeconds?: number | undefined;
}

export type TaskPlacement =
  | (Placed<TaskAttempt> & Pick<TaskPayload, 'task' | 'taskId'>)
  | NotPlaced<TaskAttempt, TaskInput>
  | Uncertain<TaskAttempt>;
export type OrderPlacement =
  | (Placed<OrderAttempt> & Pick<OrderPayload, 'order' | 'orderId'>)
  | NotPlaced<OrderAttempt, OrderInput>
  | Uncertain<OrderAttempt>;

export interface PlaceOptions {
  /** Stops waiting. What was sent may still be carried out, so the outcome is UNCERTAIN. It rejects where nothing was. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Only asks what became of the attempt, and places nothing. While an earlier request may be on its way, nothing found is
   * UNCERTAIN.
   */
  readonly lookUpOnly?: boolean | undefined;
}

/**
 * Places the task of an attempt at most once, or tells what became of it. Call it again with the same attempt whenever
 * the outcome is UNCERTAIN, and after a reload. Once something may have been sent it never rejects: doubt is a value.
 * An error of a second call never becomes NOT_PLACED, since the first may have placed the task. Rejects with
 * INVALID_ATTEMPT. A `fetch` that repeats requests by itself must not stand below the client.
 *
 * @example
 * const placement = await placeTask(client, attempt);
 * if (placement.outcome === 'NOT_PLACED') showErrors(placement.userErrors, () => placement.again());
 * else if (placement.outcome === 'UNCERTAIN') offerToAskAgain(placement.attempt);
 * else showTask(placement.taskId);
 */
export async function placeTask(
  client: Requester,
  attempt: TaskAttempt,
  options: PlaceOptions = {},
): Promise<TaskPlacement> {
  checkAttempt(Object(attempt), 'TASK');
  const end = await send<TaskPayload>(client, attempt, options, [PlaceTaskDocument, 'createTask']);
  const { payload } = end;
  if (payload === undefined || payload.outcome === 'NOT_PLACED' || payload.outcome === 'UNCERTAIN') {
    return open(attempt, end, (input = withoutKey(attempt.input)) => taskAttempt(input));
  }
  const { outcome, replayed, taskId, task } = payload;
  return { outcome, attempt, replayed, taskId, task };
}

/** Places the order of an attempt at most once, as `placeTask`. */
export async function placeOrder(
  client: Requester,
  attempt: OrderAttempt,
  options: PlaceOptions = {},
): Promise<OrderPlacement> {
  checkAttempt(Object(attempt), 'ORDER');
  const end = await send<OrderPayload>(client, attempt, options, [PlaceOrderDocument, 'createOrder']);
  const { payload } = end;
  if (payload === undefined || payload.outcome === 'NOT_PLACED' || payload.outcome === 'UNCERTAIN') {
    return open(attempt, end, (input = withoutKey(attempt.input)) => orderAttempt(input));
  }
  const { outcome, replayed, orderId, order } = payload;
  return { outcome, attempt, replayed, orderId, order };
}

function withoutKey<Input extends { readonly idempotencyKey: string }>(input: Input): Omit<Input, 'idempotencyKey'> {
  const { idempotencyKey: _, ...rest } = input;
  return rest;
}

interface End<Shown extends Payload> {
  readonly payload: Shown | undefined;
  readonly error?: unknown;
  /** Whether nothing was placed, by this call or another one of the attempt. */
  readonly isDefinite: boolean;
}

/** One POST. Once it is sent, it never rejects. */
async function send<Shown extends Payload>(
  client: Requester,
  attempt: TaskAttempt | OrderAttempt,
  { signal, lookUpOnly = false }: PlaceOptions,
  [document, field]: readonly [document: unknown, field: string],
): Promise<End<Shown>> {
  signal?.throwIfAborted();
  const end = beginCall(attempt);
  const variables = { input: { ...attempt.input, ...(lookUpOnly && { lookUpOnly }) } };
  const { data, error } = await answerTo(() => client.request(document as never, variables as never), signal);
  const payload = (data as Readonly<Record<string, Shown | null>> | null | undefined)?.[field] ?? undefined;
  const isNo = payload === undefined ? isRefusal(error) : payload.outcome === 'NOT_PLACED';
  const { isAlone, isUnsent } = end(isNo);
  // A look-up, and an error, say nothing of an earlier request that is still on its way.
  const isVerdict = payload !== undefined && !lookUpOnly;
  return { payload, error, isDefinite: isNo && (isVerdict ? isAlone : isUnsent) };
}

/** The data of an answer; those beside an error too, since a payload tells more than any error. */
async function answerTo(ask: () => Promise<unknown>, signal: AbortSignal | undefined) {
  try {
    return { data: await untilAborted(ask(), signal) };
  } catch (thrown) {
    const error = facadeErrorOf(thrown);
    return { error, data: error instanceof FacadeError ? error.data : undefined };
  }
}

function untilAborted<T>(asked: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return asked;
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    asked.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Whether the server says that this request placed nothing, and that the key is in nobody's hands. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof FacadeError)) return false;
  const { code, errors } = error;
  const said = errors.length > 0 ? errors.map(({ extensions }) => ({ ...extensions })) : [{ code }];
  return said.every(({ code: one, key }) => {
    if (key !== undefined) return (key === 'FREE' || key === 'UNASKED') && one !== 'INTERNAL_ERROR';
    return BEFORE_THE_OPERATION.has(one);
  });
}

/** Codes of requests whose operation was never looked at. Others may come from a gateway, after the write has left. */
const BEFORE_THE_OPERATION: ReadonlySet<unknown> = new Set<ErrorCode>([
  'BAD_REQUEST',
  'CREDENTIALS_AMBIGUOUS',
  'CREDENTIALS_MALFORMED',
  'CREDENTIALS_MISSING',
  'CSRF_BLOCKED',
  'DOCUMENT_NOT_TRUSTED',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'METHOD_NOT_ALLOWED',
  'NOT_ACCEPTABLE',
  'OVERLOADED',
  'PAYLOAD_TOO_LARGE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'SHUTTING_DOWN',
  'UNSUPPORTED_MEDIA_TYPE',
]);

/** A placement that is refused or in doubt. */
function open<Attempt, Input>(
  attempt: Attempt,
  { payload, error, isDefinite }: End<Payload>,
  again: (input?: Input) => Attempt,
): NotPlaced<Attempt, Input> | Uncertain<Attempt> {
  const { userErrors = [], uncertainty = null } = payload ?? {};
  const { retryAfterSeconds } = error instanceof FacadeError ? error : {};
  if (!isDefinite) {
    return {
      outcome: 'UNCERTAIN',
      attempt,
      userErrors,
      uncertainty,
      ...(error !== undefined && { error }),
      retryAfterSeconds,
    };
  }
  return { outcome: 'NOT_PLACED', attempt, userErrors, ...(error instanceof FacadeError && { error }), again };
}
