import type { Reader } from './reads/reader.ts';
import { readWholeList } from './reads/whole-lists.ts';
import { pathSegment } from './values/ids.ts';
import { instantOf, listOf, membersOf, textOf } from './values/wire.ts';

/** Something that happened to an order. */
export interface OrderEvent {
  readonly eventId: string | undefined;
  readonly type: string;
  /** RFC 3339 in UTC. */
  readonly timestamp: string | undefined;
  readonly message: string | undefined;
}

/** Every event of an order, in Aleph's own order (undocumented). */
export function listOrderEvents(reader: Reader, contractId: string, orderId: string): Promise<readonly OrderEvent[]> {
  const read = {
    service: 'orders',
    operation: 'listOrderEvents',
    method: 'GET',
    route: '/v2/orders/{order_id}/events',
    path: `/v2/orders/${pathSegment(orderId, 'orderId')}/events`,
    contractId,
  } as const;
  return readWholeList(reader, read, (json) => listOf(json).flatMap((row) => orderEventOf(row) ?? []));
}

export function orderEventOf(value: unknown): OrderEvent | undefined {
  const wire = membersOf(value);
  const type = textOf(wire?.['type']);
  if (wire === undefined || type === undefined) return undefined;
  return {
    eventId: textOf(wire['event_id']) ?? textOf(wire['id']),
    type,
    timestamp: instantOf(wire['timestamp']),
    message: textOf(wire['message']),
  };
}
