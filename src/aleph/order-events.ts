import { identifier, text } from '../json/kinds.ts';
import { insideOrBeside, optional, or, required } from '../json/members.ts';
import { type Of, record } from '../json/records.ts';
import type { Reader } from './reads/reader.ts';
import { readWholeList, type WholeList } from './reads/whole-lists.ts';
import { pathSegment } from './values/ids.ts';
import { instant } from './values/kinds.ts';

export const ORDER_EVENT = record(
  insideOrBeside(['properties'], {
    eventId: or(optional(identifier, 'event_id'), 'id'),
    type: required(text, 'type'),
    timestamp: optional(instant, 'timestamp'),
    message: optional(text, 'message'),
  }),
);
/** Something that happened to an order. */
export type OrderEvent = Of<typeof ORDER_EVENT>;

/** Every event of an order, in Aleph's own order (undocumented). */
export function listOrderEvents(reader: Reader, contractId: string, orderId: string): Promise<WholeList<OrderEvent>> {
  const read = {
    service: 'orders',
    operation: 'listOrderEvents',
    method: 'GET',
    route: '/v2/orders/{order_id}/events',
    path: `/v2/orders/${pathSegment(orderId, 'orderId')}/events`,
    contractId,
  } as const;
  return readWholeList(reader, read, { type: ORDER_EVENT, shared: {} });
}
