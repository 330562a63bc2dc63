import type { Order } from '../../aleph/orders.ts';
import type { Task } from '../../aleph/tasks.ts';
import { checkIdInPath } from '../../aleph/values/ids.ts';
import type { Cancel } from '../../aleph/writes/cancels.ts';
import type { Context } from '../context.ts';
import { deskFor } from './access.ts';

export async function cancelTaskOfMutation(
  _root: unknown,
  { input: { contractId, taskId } }: { input: { contractId: string; taskId: number } },
  context: Context,
): Promise<Cancel<Task>> {
  const { writes, applicant, audit } = await deskFor(contractId, context);
  audit.id = String(taskId);
  const cancel = await writes.cancelTask(contractId, taskId, applicant);
  audit.outcome = cancel.outcome;
  return cancel;
}

export async function cancelOrderOfMutation(
  _root: unknown,
  { input: { contractId, orderId } }: { input: { contractId: string; orderId: string } },
  context: Context,
): Promise<Cancel<Order>> {
  checkIdInPath(orderId, 'orderId');
  const { writes, applicant, audit } = await deskFor(contractId, context);
  const cancel = await writes.cancelOrder(contractId, orderId, applicant);
  Object.assign(audit, { outcome: cancel.outcome, id: cancel.row?.orderId });
  return cancel;
}
