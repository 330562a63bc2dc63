import { FacadeError } from './errors.ts';
import type { CreateOrderInput, CreateTaskInput } from './generated/operations.ts';

type OfServer = 'idempotencyKey' | 'lookUpOnly';

/** A task to be placed. The attempt adds the key. */
export type TaskInput = Omit<CreateTaskInput, OfServer>;
/** An order to be placed. The attempt adds the key. */
export type OrderInput = Omit<CreateOrderInput, OfServer>;

/**
 * One attempt to place a task: its key and its whole input, frozen. It is plain JSON. Store it before it is sent, and
 * hand it to `placeTask` again after a reload.
 */
export interface TaskAttempt {
  readonly kind: 'TASK';
  readonly input: Readonly<Omit<CreateTaskInput, 'lookUpOnly'>>;
}

/** One attempt to place an order, as `TaskAttempt`. */
export interface OrderAttempt {
  readonly kind: 'ORDER';
  readonly input: Readonly<Omit<CreateOrderInput, 'lookUpOnly'>>;
}

/**
 * A new attempt with a new key. Make it when the form is opened or the button is pressed, once for each thing to place.
 *
 * @example
 * const attempt = taskAttempt({ contractId, name, projectName, productId: 169, target, start, end });
 * localStorage.setItem('attempt', JSON.stringify(attempt));
 * const placement = await placeTask(client, attempt);
 */
export function taskAttempt(input: TaskInput): TaskAttempt {
  return freshAttempt({ kind: 'TASK', input: { ...input, idempotencyKey: newKey() } });
}

/** A new attempt to place an order, as `taskAttempt`. */
export function orderAttempt(input: OrderInput): OrderAttempt {
  return freshAttempt({ kind: 'ORDER', input: { ...input, idempotencyKey: newKey() } });
}

interface Calls {
  open: number;
  /** Whether something may have been sent. */
  doubt: boolean;
}

/** The calls of an attempt of this page; no part of its JSON. A stored attempt has none, so anybody may have sent it. */
const CALLS = Symbol('calls');

export interface CallEnd {
  /** Whether no other call of the attempt is under way. */
  readonly isAlone: boolean;
  /** Whether no call of the attempt can have sent anything. */
  readonly isUnsent: boolean;
}

/** Notes a call of an attempt. Its end takes whether the call placed nothing for sure. */
export function beginCall(attempt: object): (isNo: boolean) => CallEnd {
  const { [CALLS]: calls = { open: 0, doubt: true } } = attempt as { readonly [CALLS]?: Calls };
  calls.open += 1;
  return (isNo) => {
    calls.open -= 1;
    calls.doubt ||= !isNo;
    const isAlone = calls.open === 0;
    return { isAlone, isUnsent: isAlone && !calls.doubt };
  };
}

/** Throws a FacadeError with INVALID_ATTEMPT for a value that is no attempt of this kind. */
export function checkAttempt({ kind, input }: Partial<TaskAttempt | OrderAttempt>, expected: string): void {
  const key: unknown = input?.idempotencyKey;
  const isWhole =
    typeof input === 'object' && !('lookUpOnly' in input) && typeof key === 'string' && /^[ -~]{1,255}$/.test(key);
  if (kind === expected && isWhole) return;
  const message = `INVALID_ATTEMPT: this is no stored attempt of the kind ${expected}.`;
  throw new FacadeError(message, { code: 'INVALID_ATTEMPT', retryable: false });
}

/** As JSON would bring it back, so that what is stored is what is sent. */
function freshAttempt<Attempt extends object>(attempt: Attempt): Attempt {
  const copy: Attempt = JSON.parse(JSON.stringify(attempt));
  const calls: Calls = { open: 0, doubt: false };
  return frozen(Object.defineProperty(copy, CALLS, { value: calls }));
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

/** 128 random bits. Not `randomUUID`, which pages over plain HTTP lack. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
