import type { DirectSession, Write, WriteEnd } from '../direct/direct.ts';
import { outcomeOfStatus } from '../order-outcomes.ts';
import { getOrder, type Order } from '../orders.ts';
import type { Reader } from '../reads/reader.ts';
import { isTerminal } from '../task-statuses.ts';
import { getTask, TASK, type Task } from '../tasks.ts';
import { complaintsIn } from '../transport/complaints.ts';
import type { Applicant } from './placing.ts';
import { refusalsOf } from './refused-inputs.ts';
import { unsentError } from './unsent.ts';
import { type UserError, userError } from './user-errors.ts';
import { verdictOf } from './verdicts.ts';

/** How a request to cancel ended. `row` is as Aleph tells it last. */
export interface Cancel<Row> {
  readonly outcome: 'CANCEL_REQUESTED' | 'CANCELED' | 'ALREADY_FINAL' | 'UNCERTAIN' | 'NOT_REQUESTED';
  readonly row: Row | undefined;
  readonly userErrors: readonly UserError[];
}

/** The caller of a cancel, and the contract. Access to it was proven before. */
export interface CancelDesk {
  readonly contractId: string;
  readonly session: DirectSession;
  readonly applicant: Applicant;
}

/**
 * Asks Aleph to cancel a task. To send it again is harmless, so no key is needed. A lost answer is made up for by a look
 * at the task. A task that has ended is shown so, although Aleph may answer with an earlier status for a moment.
 */
export async function cancelTask(desk: CancelDesk, taskId: number): Promise<Cancel<Task>> {
  const write = cancelOf(desk.contractId, taskId);
  const read = (reader: Reader) => getTask(reader, desk.contractId, taskId);
  const before = await look(desk, write, read);
  if (before === undefined) return notRequested<Task>(undefined, [notFound('taskId')]);
  if (isTerminal(before.status)) return { outcome: 'ALREADY_FINAL', row: before, userErrors: [] };
  const requested = await request(desk, write, 'taskId');
  if (requested.kind === 'REFUSED') return notRequested(before, requested.userErrors);
  const told = requested.task;
  const row =
    told !== undefined && isTerminal(told.status) ? told : ((await lookAfter(desk, write, read)) ?? told ?? before);
  return outcomeOf(row, row.status === 'CANCELED', requested);
}

/** Asks Aleph to cancel the task behind an order: no other way to cancel an order is known to work [obs: im]. */
export async function cancelOrder(desk: CancelDesk, orderId: string): Promise<Cancel<Order>> {
  const read = (reader: Reader) => getOrder(reader, desk.contractId, orderId);
  const before = await look(desk, ORDER_SITE, read);
  if (before === undefined) return notRequested<Order>(undefined, [notFound('orderId')]);
  const { taskId } = before;
  if (isClosed(before)) return { outcome: 'ALREADY_FINAL', row: before, userErrors: [] };
  if (taskId === undefined) {
    const message = 'no task stands behind this order, and Satellogic cancels tasks alone.';
    return notRequested(before, [userError('NOT_CANCELABLE', ['orderId'], message)]);
  }
  const requested = await request(desk, cancelOf(desk.contractId, taskId), 'orderId');
  if (requested.kind === 'REFUSED') return notRequested(before, requested.userErrors);
  const row = (await lookAfter(desk, ORDER_SITE, read)) ?? before;
  return outcomeOf(row, outcomeOfStatus(row) === 'CANCELED', requested);
}

const ORDER_SITE = { service: 'orders', method: 'GET', route: '/v2/orders/{order_id}' } as const;

function cancelOf(contractId: string, taskId: number): Write {
  return {
    service: 'tasking',
    operation: 'cancelTask',
    method: 'PATCH',
    route: '/tasking/tasks/{task_id}/cancel/',
    path: `/tasking/tasks/${taskId}/cancel/`,
    contractId,
    body: {},
  };
}

type Site = Parameters<DirectSession['within']>[0];

/** Before anything is sent, so the caller may end it. */
function look<Row>(
  { session, applicant }: CancelDesk,
  site: Site,
  read: (reader: Reader) => Promise<Row>,
): Promise<Row> {
  return session.within(site, applicant.access.caller.signal, ({ reader }) => read(reader));
}

async function lookAfter<Row>({ session }: CancelDesk, site: Site, read: (reader: Reader) => Promise<Row | undefined>) {
  return session.within(site, undefined, ({ reader }) => read(reader)).catch(() => undefined);
}

type Requested =
  | { readonly kind: 'TAKEN' | 'DOUBT'; readonly task: Task | undefined; readonly field: string }
  | { readonly kind: 'REFUSED'; readonly userErrors: readonly UserError[] };

/** Throws where nothing was sent. */
async function request(
  { session, applicant, contractId }: CancelDesk,
  write: Write,
  field: string,
): Promise<Requested> {
  await session.authenticate();
  const hooks = { begin: () => true, again: async () => undefined };
  const end: WriteEnd = await session.within(write, undefined, (calls) => calls.write(write, hooks));
  applicant.access.runtime.sharedReads.detach(contractId);
  if (end.kind === 'UNSENT') throw unsentError(end.error);
  if (end.kind === 'LOST') return { kind: 'DOUBT', task: undefined, field };
  const { answer } = end;
  if (answer.status === 404) return { kind: 'REFUSED', userErrors: [notFound(field)] };
  const verdict = verdictOf(write, answer, end.attempts);
  if (verdict.kind === 'FAILED') throw verdict.error;
  if (verdict.kind === 'REFUSED') {
    const own = { fields: {}, foreignProduct: { code: 'REFUSED_BY_ALEPH', field: undefined } } as const;
    return { kind: 'REFUSED', userErrors: refusalsOf(complaintsIn(answer.body), own) };
  }
  const task = verdict.kind === 'DONE' ? TASK.read({ contractId }, verdict.json) : undefined;
  return { kind: verdict.kind === 'DONE' ? 'TAKEN' : 'DOUBT', task, field };
}

function outcomeOf<Row>(
  row: Row,
  isCanceled: boolean,
  { kind, field }: Exclude<Requested, { kind: 'REFUSED' }>,
): Cancel<Row> {
  if (isCanceled) return { outcome: 'CANCELED', row, userErrors: [] };
  if (kind === 'TAKEN') return { outcome: 'CANCEL_REQUESTED', row, userErrors: [] };
  const message = 'the answer was lost, and it is not canceled yet. Send it again.';
  return { outcome: 'UNCERTAIN', row, userErrors: [userError('WRITE_OUTCOME_UNKNOWN', [field], message)] };
}

function notRequested<Row>(row: Row | undefined, userErrors: readonly UserError[]): Cancel<Row> {
  return { outcome: 'NOT_REQUESTED', row, userErrors };
}

function notFound(field: string): UserError {
  return userError('NOT_FOUND', [field], 'this contract has nothing by that id.');
}

function isClosed(order: Order): boolean {
  return (
    ['closed', 'rejected', 'failed'].includes(order.statusText.toLowerCase()) || outcomeOfStatus(order) === 'CANCELED'
  );
}
