import type { Contract } from '../aleph/contracts.ts';
import { type Deliverable, isDelivered } from '../aleph/deliverables.ts';
import type { OrderEvent } from '../aleph/order-events.ts';
import type { Order } from '../aleph/orders.ts';
import { fillPage } from '../aleph/reads/pages.ts';
import type { Task } from '../aleph/tasks.ts';
import { entryOf } from '../aleph/values/wire.ts';
import { checkFirst, conditionsOf, type Nullish } from './arguments.ts';
import { type Connection, connectionOf } from './connections.ts';
import type { Context } from './context.ts';
import { type After, CursorScope, decodeCursor, isOffset } from './cursors.ts';

interface OrdersArgs {
  readonly first: number;
  readonly after?: After;
  readonly filter?: Nullish<{ readonly search: string }> | null | undefined;
}

export async function ordersOfContract(
  { id: contractId }: Contract,
  { first, after, filter }: OrdersArgs,
  { aleph }: Context,
): Promise<Connection<Order>> {
  const limit = checkFirst(first, 'orders');
  const { search } = conditionsOf<{ readonly search: string }>(filter);
  const scope = new CursorScope('orders', contractId, { search });
  const start = decodeCursor(scope, after, isOffset) ?? 0;
  const read = (offset: number) => aleph.listOrders(contractId, { limit, offset, search });
  const page = await fillPage({ first: limit, start, read, idOf: (order) => order.orderId });
  return connectionOf(page, scope, after);
}

export function orderOfContract({ id }: Contract, args: { orderId: string }, { aleph }: Context) {
  return aleph.getOrder(id, args.orderId);
}

export function eventsOfOrder(
  { contractId, orderId }: Order,
  _args: unknown,
  { aleph }: Context,
): Promise<readonly OrderEvent[]> {
  return aleph.listOrderEvents(contractId, orderId);
}

export function deliverablesOfOrder(
  { contractId, orderId }: Order,
  _args: unknown,
  { aleph }: Context,
): Promise<readonly Deliverable[]> {
  return aleph.listDeliverables(contractId, orderId);
}

export async function taskOfOrder(
  { contractId, taskId }: Order,
  _args: unknown,
  { aleph }: Context,
): Promise<Task | undefined> {
  return taskId === undefined ? undefined : aleph.getTask(contractId, taskId);
}

export type OrderOutcome = 'PENDING' | 'DELIVERED' | 'NOT_DELIVERED' | 'CANCELED' | 'UNKNOWN';

const OUTCOMES: Readonly<Record<string, OrderOutcome>> = {
  received: 'PENDING',
  submitted: 'PENDING',
  in_progress: 'PENDING',
  canceled: 'CANCELED',
  cancelled: 'CANCELED',
};

/** An order that is `closed` may have failed: only its deliverables show success [obs: im]. */
export async function outcomeOfOrder(order: Order, args: unknown, context: Context): Promise<OrderOutcome> {
  const status = order.statusText.toLowerCase();
  if (status !== 'closed') return entryOf(OUTCOMES, status) ?? 'UNKNOWN';
  const deliverables = await deliverablesOfOrder(order, args, context);
  return deliverables.some(isDelivered) ? 'DELIVERED' : 'NOT_DELIVERED';
}
