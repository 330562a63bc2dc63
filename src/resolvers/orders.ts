import type { Contract } from '../aleph/contracts.ts';
import type { Deliverable } from '../aleph/deliverables.ts';
import type { OrderEvent } from '../aleph/order-events.ts';
import { type OrderOutcome, outcomeOfDeliverables, outcomeOfStatus } from '../aleph/order-outcomes.ts';
import { idOfOrder, type Order } from '../aleph/orders.ts';
import type { ListPosition } from '../aleph/reads/positions.ts';
import type { WholeList } from '../aleph/reads/whole-lists.ts';
import type { Task } from '../aleph/tasks.ts';
import { checkIdInPath } from '../aleph/values/ids.ts';
import { conditionsOf, type Nullish } from './arguments.ts';
import type { Connection } from './connections.ts';
import type { Context } from './context.ts';
import { type ListingArgs, listingPage } from './listings.ts';

interface OrdersArgs extends ListingArgs {
  readonly filter?: Nullish<{ readonly search: string }> | null | undefined;
}

export async function ordersOfContract(
  { id: contractId }: Contract,
  args: OrdersArgs,
  { aleph }: Context,
): Promise<Connection<Order>> {
  const { search } = conditionsOf<{ readonly search: string }>(args.filter);
  const read = (offset: ListPosition, limit: number) => aleph.listOrders(contractId, { limit, offset, search });
  return listingPage({ listing: 'orders', contractId, filter: { search }, read, idOf: idOfOrder }, args);
}

export function orderOfContract({ id }: Contract, args: { orderId: string }, { aleph }: Context) {
  return aleph.getOrder(id, checkIdInPath(args.orderId, 'orderId'));
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
): Promise<WholeList<Deliverable>> {
  return aleph.listDeliverables(contractId, orderId);
}

export async function taskOfOrder(
  { contractId, taskId }: Order,
  _args: unknown,
  { aleph }: Context,
): Promise<Task | undefined> {
  return taskId === undefined ? undefined : aleph.getTask(contractId, taskId);
}

/** An order that is `closed` may have failed: only its deliverables show success [obs: im]. */
export async function outcomeOfOrder(order: Order, args: unknown, context: Context): Promise<OrderOutcome> {
  return outcomeOfStatus(order) ?? outcomeOfDeliverables(await deliverablesOfOrder(order, args, context));
}
