import type { Reader } from './reads/reader.ts';
import { readWholeList } from './reads/whole-lists.ts';
import { pathSegment } from './values/ids.ts';
import { listOf, membersOf, textOf } from './values/wire.ts';

/** Where a capture was made: it has no address of its own. */
export type CaptureSource =
  | { readonly kind: 'task'; readonly taskId: number }
  | { readonly kind: 'order'; readonly orderId: string };

/** One take of imagery for a task or an order. */
export interface Capture {
  readonly contractId: string;
  readonly source: CaptureSource;
  /** Also the outcome id of the archive items made from it. */
  readonly captureId: string;
  readonly statusText: string;
}

const PAGE_ROWS = 200;

/** Every capture of a task; none when the task is gone [doc: delivery-service]. */
export function listTaskCaptures(reader: Reader, contractId: string, taskId: number): Promise<readonly Capture[]> {
  const read = {
    service: 'tasking',
    operation: 'listTaskCaptures',
    method: 'GET',
    route: '/tasking/tasks/{task_id}/captures/',
    path: `/tasking/tasks/${taskId}/captures/`,
    contractId,
    query: { limit: PAGE_ROWS, offset: 0 },
  } as const;
  return readWholeList(reader, read, (json) => capturesIn(json, contractId, { kind: 'task', taskId }));
}

/** Every capture of an order [obs: im]. */
export function listOrderCaptures(reader: Reader, contractId: string, orderId: string): Promise<readonly Capture[]> {
  const read = {
    service: 'orders',
    operation: 'listOrderCaptures',
    method: 'GET',
    route: '/v2/orders/{order_id}/captures',
    path: `/v2/orders/${pathSegment(orderId, 'orderId')}/captures`,
    contractId,
  } as const;
  return readWholeList(reader, read, (json) => capturesIn(json, contractId, { kind: 'order', orderId }));
}

function capturesIn(json: unknown, contractId: string, source: CaptureSource): readonly Capture[] {
  return listOf(json).flatMap((row) => {
    const wire = membersOf(row);
    // As a condition no text is none at all: what belongs to it would be everything.
    const captureId = textOf(wire?.['capture_id']) || textOf(wire?.['id']);
    const statusText = textOf(wire?.['status']) ?? textOf(wire?.['state']) ?? 'unknown';
    return captureId ? [{ contractId, source, captureId, statusText }] : [];
  });
}
