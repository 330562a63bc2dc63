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
import { FacadeError, facadeErrorOf } from './errors.ts';
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
  /** Only asks what became of the attempt. Nothing is placed. */
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
  const end = await send<PlaceTaskMutation>(client, attempt, options, PlaceTaskDocument);
  const payload = end.data?.createTask;
  if (payload == null || payload.outcome === 'NOT_PLACED' || payload.outcome === 'UNCERTAIN') {
    return open(attempt, { ...end, payload }, (input = withoutKey(attempt.input)) => taskAttempt(input));
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
  const end = await send<PlaceOrderMutation>(client, attempt, options, PlaceOrderDocument);
  const payload = end.data?.createOrder;
  if (payload == null || payload.outcome === 'NOT_PLACED' || payload.outcome === 'UNCERTAIN') {
    return open(attempt, { ...end, payload }, (input = withoutKey(attempt.input)) => orderAttempt(input));
  }
  const { outcome, replayed, orderId, order } = payload;
  return { outcome, attempt, replayed, orderId, order };
}

function withoutKey<Input extends { readonly idempotencyKey: string }>(input: Input): Omit<Input, 'idempotencyKey'> {
  const { idempotencyKey: _, ...rest } = input;
  return rest;
}

interface End<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  /** Whether nothing was sent, by this call or another one. */
  readonly isUnsent: boolean;
}

/** One POST. Once it is sent, it never rejects. */
async function send<Data>(
  client: Requester,
  attempt: TaskAttempt | OrderAttempt,
  { signal, lookUpOnly }: PlaceOptions,
  document: unknown,
): Promise<End<Data>> {
  signal?.throwIfAborted();
  const end = beginCall(attempt);
  const variables = { input: { ...attempt.input, ...(lookUpOnly && { lookUpOnly }) } };
  try {
    const asked = client.request(document as never, variables as never);
    return { data: (await untilAborted(asked, signal)) as Data, isUnsent: end(false) };
  } catch (thrown) {
    const error = facadeErrorOf(thrown);
    return { error, isUnsent: end(isRefusal(error)) };
  }
}

function untilAborted<T>(asked: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return asked;
  const aborted = new Promise<never>((_, reject) => {
    const stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  return Promise.race([asked, aborted]);
}

/** Codes that tell nothing of the request: the answer was lost, or whoever gave it knows no better. */
const NO_ANSWER: ReadonlySet<unknown> = new Set(['NETWORK_ERROR', 'INVALID_RESPONSE', 'INTERNAL_ERROR']);

/** Whether the server says that this request placed nothing, and that the key is in nobody's hands. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof FacadeError) || NO_ANSWER.has(error.code)) return false;
  return error.errors.every(({ extensions }) => extensions?.['key'] !== 'HELD');
}

/** A placement that is refused or in doubt. */
function open<Attempt, Input>(
  attempt: Attempt,
  { payload, error, isUnsent }: End<unknown> & { readonly payload: Payload | null | undefined },
  again: (input?: Input) => Attempt,
): NotPlaced<Attempt, Input> | Uncertain<Attempt> {
  const { userErrors = [], uncertainty = null } = payload ?? {};
  if (payload?.outcome === 'NOT_PLACED') return { outcome: 'NOT_PLACED', attempt, userErrors, again };
  if (isUnsent && error instanceof FacadeError) return { outcome: 'NOT_PLACED', attempt, userErrors, error, again };
  const { retryAfterSeconds } = error instanceof FacadeError ? error : {};
  return {
    outcome: 'UNCERTAIN',
    attempt,
    userErrors,
    uncertainty,
    ...(error !== undefined && { error }),
    retryAfterSeconds,
  };
}
