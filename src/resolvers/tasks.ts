import type { Contract } from '../aleph/contracts.ts';
import { fillPage } from '../aleph/pages.ts';
import type { Task, TaskFilter } from '../aleph/tasks.ts';
import { checkFirst, type Nullish, withoutNulls } from './arguments.ts';
import { type Connection, connectionOf } from './connections.ts';
import type { Context } from './context.ts';
import { cursorScope, decodeCursor } from './cursors.ts';

const MOST_TASKS = 100;

interface TasksArgs {
  readonly first: number;
  readonly after?: string | null | undefined;
  readonly filter?: Nullish<TaskFilter> | null | undefined;
}

export async function tasksOfContract(
  { id: contractId }: Contract,
  { first, after, filter: given }: TasksArgs,
  { aleph }: Context,
): Promise<Connection<Task>> {
  const limit = checkFirst(first, MOST_TASKS);
  const filter = withoutNulls<TaskFilter>(given);
  const scope = cursorScope('tasks', contractId, filter);
  const page = await fillPage({
    first: limit,
    start: after ? decodeCursor(scope, after, isOffset) : 0,
    read: (offset) => aleph.listTasks(contractId, { limit, offset, filter }),
    idOf: (task) => String(task.taskId),
  });
  return connectionOf(page, scope, after);
}

export function taskOfContract(contract: Contract, args: { taskId: number }, { aleph }: Context) {
  return aleph.getTask(contract.id, args.taskId);
}

function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
