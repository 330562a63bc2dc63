import type { Capture } from '../aleph/captures.ts';
import { absentWhenNotFound } from '../aleph/errors.ts';
import type { Order } from '../aleph/orders.ts';
import { findRow } from '../aleph/reads/whole-lists.ts';
import type { Task } from '../aleph/tasks.ts';
import type { Context } from './context.ts';
import { type ImageryConnection, type ImageryPageArgs, imageryPage } from './imagery.ts';

export function capturesOfTask(
  { contractId, taskId }: Task,
  _args: unknown,
  { aleph }: Context,
): Promise<readonly Capture[]> {
  return aleph.listTaskCaptures(contractId, taskId);
}

export function capturesOfOrder(
  { contractId, orderId }: Order,
  _args: unknown,
  { aleph }: Context,
): Promise<readonly Capture[]> {
  return aleph.listOrderCaptures(contractId, orderId);
}

/** Aleph has no call for one capture: it is found in the list of its task or order. Undefined when that is gone. */
export async function findCapture(
  { aleph }: Context,
  contractId: string,
  [kind, sourceId = '', captureId]: readonly string[],
): Promise<Capture | undefined> {
  const made =
    kind === 'task'
      ? aleph.listTaskCaptures(contractId, Number(sourceId))
      : aleph.listOrderCaptures(contractId, sourceId);
  const captures = await absentWhenNotFound(made);
  return captures && findRow(captures, (capture) => capture.captureId === captureId);
}

/** Items made from a capture carry its id as their outcome id. */
export function itemsOfCapture(
  { contractId, captureId }: Capture,
  page: ImageryPageArgs,
  context: Context,
): Promise<ImageryConnection> {
  const cql2 = { op: '=', args: [{ property: 'satl:outcome_id' }, captureId] };
  return imageryPage('captureItems', { contractId, route: 'stac' }, { ...page, cql2 }, context);
}
