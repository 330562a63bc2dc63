import type { Contract } from '../aleph/contracts.ts';
import type { ListPosition } from '../aleph/reads/positions.ts';
import { idOfTask, type Task, type TaskFilter } from '../aleph/tasks.ts';
import { conditionsOf, type Nullish } from './arguments.ts';
import type { Connection } from './connections.ts';
import type { Context } from './context.ts';
import { type ListingArgs, listingPage } from './listings.ts';

interface TasksArgs extends ListingArgs {
  readonly filter?: Nullish<TaskFilter> | null | undefined;
}

export async function tasksOfContract(
  { id: contractId }: Contract,
  args: TasksArgs,
  { aleph }: Context,
): Promise<Connection<Task>> {
  const filter = conditionsOf<TaskFilter>(args.filter);
  const read = (offset: ListPosition, limit: number) => aleph.listTasks(contractId, { limit, offset, filter });
  return listingPage({ listing: 'tasks', contractId, filter, read, idOf: idOfTask }, args);
}

export function taskOfContract(contract: Contract, args: { taskId: number }, { aleph }: Context) {
  return aleph.getTask(contract.id, args.taskId);
}
