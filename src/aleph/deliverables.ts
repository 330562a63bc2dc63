import { identifier, text } from '../json/kinds.ts';
import { insideOrBeside, optional, or, otherwise, required } from '../json/members.ts';
import { children, type Of, record, shared } from '../json/records.ts';
import { ASSET } from './assets.ts';
import type { Reader } from './reads/reader.ts';
import { readWholeList, type WholeList } from './reads/whole-lists.ts';
import { pathSegment } from './values/ids.ts';

interface Ids {
  readonly contractId: string;
  readonly orderId: string;
  readonly deliverableId: string;
}

export const DELIVERABLE = record(
  insideOrBeside(['properties'], {
    deliverableId: or(required(identifier, 'deliverable_id'), 'id'),
    /** Aleph's own word, in its own case. */
    statusText: otherwise(or(optional(text, 'status'), 'state'), 'unknown'),
    assets: children(
      ASSET,
      ({ contractId, orderId, deliverableId }: Ids) => ({ contractId, holderIds: [orderId, deliverableId] }),
      'assets',
    ),
  }),
  { shared: shared<{ readonly contractId: string; readonly orderId: string }>('contractId', 'orderId') },
);
/** One delivery of an order. */
export type Deliverable = Of<typeof DELIVERABLE>;

/** Every deliverable of an order, whichever of the three envelopes they come in [obs: im]. */
export function listDeliverables(reader: Reader, contractId: string, orderId: string): Promise<WholeList<Deliverable>> {
  const read = {
    service: 'orders',
    operation: 'listDeliverables',
    method: 'GET',
    route: '/v2/orders/{order_id}/deliverables',
    path: `/v2/orders/${pathSegment(orderId, 'orderId')}/deliverables`,
    contractId,
  } as const;
  return readWholeList(reader, read, {
    type: DELIVERABLE,
    shared: { contractId, orderId },
    idOf: ({ deliverableId }) => deliverableId,
  });
}
