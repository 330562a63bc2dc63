import type { Order } from '../../aleph/orders.ts';
import type { Task } from '../../aleph/tasks.ts';
import type { PlacingRequest } from '../../aleph/writes/equality.ts';
import { withKey } from '../../aleph/writes/keyed-error.ts';
import { mistakesInOrder, type OrderInput } from '../../aleph/writes/order-input.ts';
import { orderPlacing } from '../../aleph/writes/order-placing.ts';
import type { Placement, Placing } from '../../aleph/writes/placing.ts';
import { mistakesInTask, type TaskInput } from '../../aleph/writes/task-input.ts';
import { taskPlacing } from '../../aleph/writes/task-placing.ts';
import { keyRecord } from '../../aleph/writes/tickets.ts';
import type { UserError } from '../../aleph/writes/user-errors.ts';
import type { Nullish } from '../arguments.ts';
import type { Context } from '../context.ts';
import { findProduct } from '../products.ts';
import { checkKey, deskFor, nowOf, withoutNulls } from './access.ts';

/** The part of an input that is not about the thing itself. */
interface Request {
  readonly contractId: string;
  readonly idempotencyKey: string;
  readonly lookUpOnly: boolean;
}

/** Members that may be left out in GraphQL may be null there as well. */
type Nullable<T> = { readonly [K in keyof T]: undefined extends T[K] ? T[K] | null : T[K] };
export type CreateTaskInput = Request & Nullable<TaskInput>;
export type CreateOrderInput = Request &
  Omit<OrderInput, 'parameters'> & { readonly parameters: Nullish<OrderInput['parameters']> };

/** A placement as the payload shows it. */
export interface Placed<Row> extends Placement<Row> {
  readonly contractId: string;
}

export function createTaskOfMutation(
  _root: unknown,
  { input }: { input: CreateTaskInput },
  context: Context,
): Promise<Placed<Task>> {
  const { contractId, idempotencyKey, lookUpOnly, ...task } = withoutNulls(input);
  const check = async () => {
    const product = await findProduct(context, contractId, task.productId);
    return mistakesInTask(task, product, nowOf(context));
  };
  return placed(taskPlacing, { contractId, key: idempotencyKey, isQuestion: lookUpOnly, input: task, check }, context);
}

export function createOrderOfMutation(
  _root: unknown,
  { input }: { input: CreateOrderInput },
  context: Context,
): Promise<Placed<Order>> {
  const { contractId, idempotencyKey, lookUpOnly, parameters, ...rest } = input;
  const order = { ...rest, parameters: withoutNulls(parameters) as OrderInput['parameters'] };
  const check = async (): Promise<readonly UserError[]> => mistakesInOrder(order, nowOf(context));
  return placed(
    orderPlacing,
    { contractId, key: idempotencyKey, isQuestion: lookUpOnly, input: order, check },
    context,
  );
}

/** The form of the key comes first, then access to the contract, then the store, then all other checks. */
function placed<Input, Row>(
  placingOf: (request: PlacingRequest<Input>) => Placing<Row>,
  request: PlacingRequest<Input>,
  context: Context,
): Promise<Placed<Row>> {
  return withKey('UNASKED', async () => {
    checkKey(request.key);
    const desk = await deskFor(request.contractId, context);
    const placing = placingOf(request);
    desk.audit.key = keyRecord(placing);
    const placement = await desk.writes.place(placing, desk.applicant);
    Object.assign(desk.audit, { outcome: placement.outcome, id: placement.id });
    return { ...placement, contractId: request.contractId };
  });
}

/** The task of a payload: as the placement saw it, or read afresh with the caller's own token. */
export async function taskOfPayload({ row, id, contractId }: Placed<Task>, _args: unknown, { aleph }: Context) {
  return row ?? (id === undefined ? undefined : aleph.getTask(contractId, Number(id)));
}

export async function orderOfPayload({ row, id, contractId }: Placed<Order>, _args: unknown, { aleph }: Context) {
  return row ?? (id === undefined ? undefined : aleph.getOrder(contractId, id));
}
