import { identifier, int32, kind, text } from '../json/kinds.ts';
import { insideOrBeside, optional, or, required } from '../json/members.ts';
import { nested, type Of, record, shared } from '../json/records.ts';
import { absentWhenNotFound } from './errors.ts';
import { ORDER_EVENT } from './order-events.ts';
import { documentShape } from './reads/documents.ts';
import type { ListPosition } from './reads/positions.ts';
import type { Reader } from './reads/reader.ts';
import { pageRead, type Slice } from './reads/slices.ts';
import { pathSegment } from './values/ids.ts';
import { geometry, instant, passedOn } from './values/kinds.ts';
import { passThroughOf } from './values/pass-through.ts';

const LONGEST_REPORT = 2_000;

/** A report as text; an object is written out as JSON. A long one is cut, and ends in an ellipsis then. */
const report = kind<string>((value, losses, name) => {
  if (value === undefined || value === null) return undefined;
  const text =
    typeof value === 'string' ? value : JSON.stringify(passThroughOf({ value }, losses, name)?.['value'] ?? null);
  if (text.length <= LONGEST_REPORT) return text;
  losses?.noteValue(name ?? '');
  return `${text.slice(0, LONGEST_REPORT - 1)}…`;
});

/** An order's members are a feature's properties [doc: api-v2]; its id may stand at the top alone [obs: im]. */
export const ORDER = record(
  insideOrBeside(['properties'], {
    /** Zero-padded text, never a number. */
    orderId: or(required(identifier, 'order_id'), 'id'),
    name: optional(text, 'order_name'),
    projectName: optional(text, 'project_name'),
    sku: optional(text, 'sku'),
    productName: optional(text, 'product_name'),
    statusText: required(text, 'status'),
    /** Aleph's report on the status. */
    statusReport: optional(report, 'status_report'),
    latestEvent: optional(nested(ORDER_EVENT), 'latest_event'),
    geometry: optional(geometry, 'geometry'),
    parameters: optional(passedOn, 'parameters'),
    createdAt: or(optional(instant, 'created_at'), 'created'),
    updatedAt: optional(instant, 'updated_at'),
    /** The tasking task behind it. */
    taskId: optional(int32, 'parameters', 'task_id'),
  }),
  { shared: shared<{ readonly contractId: string }>('contractId') },
);
/** An order (Aleph v2) placed under a contract. */
export type Order = Of<typeof ORDER>;

export interface OrderQuery {
  readonly limit: number;
  /** A number of orders, or `next` of the page before. */
  readonly offset: ListPosition;
  /** Free text. */
  readonly search?: string | undefined;
}

export type OrderSlice = Slice<Order, ListPosition>;

const LIST_PATH = '/v2/orders/';

/** One page of orders, in Aleph's own order (undocumented). */
export function listOrders(reader: Reader, contractId: string, query: OrderQuery): Promise<OrderSlice> {
  const { limit, offset, search } = query;
  const read = {
    service: 'orders',
    operation: 'listOrders',
    method: 'GET',
    route: LIST_PATH,
    path: LIST_PATH,
    contractId,
    query: { query: search },
  } as const;
  return reader.read(pageRead(read, { from: offset, limit, idOf: idOfOrder }, ORDER, { contractId }));
}

export function idOfOrder({ orderId }: Order): string {
  return orderId;
}

/** One order; undefined when the contract has none by that id. */
export async function getOrder(reader: Reader, contractId: string, orderId: string): Promise<Order | undefined> {
  const segment = pathSegment(orderId, 'orderId');
  return absentWhenNotFound(
    reader.read({
      service: 'orders',
      operation: 'getOrder',
      method: 'GET',
      route: '/v2/orders/{order_id}',
      path: `/v2/orders/${segment}`,
      contractId,
      shape: documentShape(ORDER, { contractId }, (order) => withoutZeros(order.orderId) === withoutZeros(orderId)),
    }),
  );
}

/** Ids are padded with zeros, and 383 is the same order as 000383. */
function withoutZeros(orderId: string): string {
  return orderId.replace(/^0+(?=.)/, '');
}
