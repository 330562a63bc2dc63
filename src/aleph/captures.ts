import { identifier, text } from '../json/kinds.ts';
import { insideOrBeside, optional, or, otherwise, required } from '../json/members.ts';
import { type Of, record, shared } from '../json/records.ts';
import type { Reader } from './reads/reader.ts';
import type { ListRead } from './reads/slices.ts';
import { readWholeList, type WholeList } from './reads/whole-lists.ts';
import { pathSegment } from './values/ids.ts';

/** The task or order of a capture. Aleph has no route for a capture by itself. */
export type CaptureSource =
  | { readonly kind: 'task'; readonly taskId: number }
  | { readonly kind: 'order'; readonly orderId: string };

export const CAPTURE = record(
  insideOrBeside(['properties'], {
    /** Also the outcome id of the archive items made from it. */
    captureId: or(required(identifier, 'capture_id'), 'id'),
    statusText: otherwise(or(optional(text, 'status'), 'state'), 'unknown'),
  }),
  { shared: shared<{ readonly contractId: string; readonly source: CaptureSource }>('contractId', 'source') },
);
/** One take of imagery for a task or an order. */
export type Capture = Of<typeof CAPTURE>;

const PAGE_ROWS = 200;

/** Every capture of a task; none when the task is gone [doc: delivery-service]. */
export function listTaskCaptures(reader: Reader, contractId: string, taskId: number): Promise<WholeList<Capture>> {
  const read = {
    service: 'tasking',
    operation: 'listTaskCaptures',
    method: 'GET',
    route: '/tasking/tasks/{task_id}/captures/',
    path: `/tasking/tasks/${taskId}/captures/`,
    contractId,
    query: { limit: PAGE_ROWS, offset: 0 },
  } as const;
  return readCaptures(reader, read, { contractId, source: { kind: 'task', taskId } });
}

/** Every capture of an order [obs: im]. */
export function listOrderCaptures(reader: Reader, contractId: string, orderId: string): Promise<WholeList<Capture>> {
  const read = {
    service: 'orders',
    operation: 'listOrderCaptures',
    method: 'GET',
    route: '/v2/orders/{order_id}/captures',
    path: `/v2/orders/${pathSegment(orderId, 'orderId')}/captures`,
    contractId,
  } as const;
  return readCaptures(reader, read, { contractId, source: { kind: 'order', orderId } });
}

function readCaptures(reader: Reader, read: ListRead, shared: Pick<Capture, 'contractId' | 'source'>) {
  return readWholeList(reader, read, { type: CAPTURE, shared, idOf: ({ captureId }) => captureId });
}
