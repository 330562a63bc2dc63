import type { Reader } from './reads/reader.ts';
import { readWholeList } from './reads/whole-lists.ts';
import { pathSegment } from './values/ids.ts';
import { type JsonObject, listOf, membersOf, recordOf, textOf } from './values/wire.ts';

/** What an order delivered. */
export interface Deliverable {
  readonly contractId: string;
  readonly orderId: string;
  readonly deliverableId: string;
  /** Aleph's own word, in its own case. */
  readonly statusText: string;
  /** Assets as Aleph sent them, bare addresses made objects; `assetsOf` reads them. */
  readonly assets: JsonObject;
}

/** Every deliverable of an order, whichever of the three envelopes they come in [obs: im]. */
export function listDeliverables(reader: Reader, contractId: string, orderId: string): Promise<readonly Deliverable[]> {
  const read = {
    service: 'orders',
    operation: 'listDeliverables',
    method: 'GET',
    route: '/v2/orders/{order_id}/deliverables',
    path: `/v2/orders/${pathSegment(orderId, 'orderId')}/deliverables`,
    contractId,
  } as const;
  return readWholeList(reader, read, (json) =>
    listOf(json).flatMap((row) => deliverableOf(contractId, orderId, row) ?? []),
  );
}

export function isDelivered({ statusText }: Deliverable): boolean {
  return statusText.toUpperCase() === 'DELIVERED';
}

function deliverableOf(contractId: string, orderId: string, row: unknown): Deliverable | undefined {
  const wire = membersOf(row);
  const deliverableId = textOf(wire?.['deliverable_id']) ?? textOf(wire?.['id']);
  if (wire === undefined || deliverableId === undefined) return undefined;
  const assets = Object.entries(recordOf(wire['assets']) ?? {}).map(([key, asset]) => [
    key,
    typeof asset === 'string' ? { href: asset } : asset,
  ]);
  return {
    contractId,
    orderId,
    deliverableId,
    statusText: textOf(wire['status']) ?? 'unknown',
    assets: Object.fromEntries(assets),
  };
}
