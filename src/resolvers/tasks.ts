import type { Contract } from '../aleph/contracts.ts';
import { fillPage } from '../aleph/reads/pages.ts';
import type { Task, TaskFilter } from '../aleph/tasks.ts';
import { checkFirst, conditionsOf, type Nullish } from './arguments.ts';
import { type Connection, connectionOf } from './connections.ts';
import type { Context } from './context.ts';
import { type After, CursorScope, decodeCursor, isOffset } from './cursors.ts';

interface TasksArgs {
  readonly first: number;
  readonly after?: After;
  readonly filter?: Nullish<TaskFilter> | null | undefined;
}

export async function tasksOfContract(
  { id: contractId }: Contract,
  args: TasksArgs,
  { aleph }: Context,
): Promise<Connection<Task>> {
  const first = checkFirst(args.first, 'tasks');
  const filter = conditionsOf<TaskFilter>(args.filter);
  const scope = new CursorScope('tasks', contractId, filter);
  const start = decodeCursor(scope, args.after, isOffset) ?? 0;
  const read = (offset: number) => aleph.listTasks(contractId, { limit: first, offset, filter });
  const page = await fillPage({ first, start, read, idOf: ({ taskId }) => String(taskId) });
  return connectionOf(page, scope, args.after);
}

export function taskOfContract(contract: Contract, args: { taskId: number }, { aleph }: Context) {
  return aleph.getTask(contract.id, args.taskId);
}
