import type { Contract } from './contracts.ts';
import { json, noSuchRow, type Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { pageOf } from './pages.ts';
import type { World } from './world.ts';

/** A task as it is served, together with the contract it was placed under, which is not. */
export interface Task {
  readonly contractId: string;
  readonly task_id: number;
  readonly task_name: string;
  readonly project_name: string;
  readonly product: number;
  readonly start: string;
  readonly end: string;
  readonly priority: number;
  readonly client: string;
  readonly target: { readonly type: 'Point' | 'Polygon'; readonly coordinates: readonly unknown[] };
  readonly created_time: string;
  readonly status: TaskStatus;
  readonly max_captures?: number;
}

export type TaskStatus = 'received' | 'in_progress' | 'completed' | 'failed' | 'rejected' | 'canceled';

const FILTERS = ['status', 'task_name', 'project_name'] as const;

/** GET /tasking/tasks: newest first. An empty filter filters nothing. */
export function listTasks(request: ApiRequest, world: World, contract: Contract): Reply {
  const rows = world.tasks.filter(
    (task) =>
      task.contractId === contract.id &&
      FILTERS.every((name) => {
        const wanted = request.query.get(name);
        return !wanted || matches(task[name], wanted, name !== 'status' && isLoose(world));
      }),
  );
  return json(pageOf(rows.map(served), request, world));
}

/** GET /tasking/tasks/{id} */
export function getTask(request: ApiRequest, world: World, contract: Contract): Reply {
  return json(served(taskInPath(request, world, contract)));
}

/** The task that the path names; one of another contract might as well not exist. */
export function taskInPath(request: ApiRequest, world: World, contract: Contract): Task {
  const [id] = request.pathParams;
  const task = world.tasks.find((one) => one.contractId === contract.id && String(one.task_id) === id);
  if (!task) throw noSuchRow();
  return task;
}

function served({ contractId: _, ...row }: Task) {
  return row;
}

function isLoose({ guesses }: World): boolean {
  return guesses.taskNames === 'contains';
}

function matches(value: string, wanted: string, loosely: boolean): boolean {
  return loosely ? value.toLowerCase().includes(wanted.toLowerCase()) : value === wanted;
}
