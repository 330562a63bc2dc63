import { json, noSuchRow, type Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { listReply } from './pages.ts';
import type { Contract } from './world/contracts.ts';
import type { Task } from './world/tasks.ts';
import type { World } from './world/world.ts';

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
  return listReply(rows, { request, world, serve: servedTask });
}

/** GET /tasking/tasks/{id} */
export function getTask(request: ApiRequest, world: World, contract: Contract): Reply {
  return json(servedTask(taskInPath(request, world, contract)));
}

/** The task that the path names; one of another contract might as well not exist. */
export function taskInPath(request: ApiRequest, world: World, contract: Contract): Task {
  const [id] = request.pathParams;
  const task = world.tasks.find((one) => one.contractId === contract.id && String(one.task_id) === id);
  if (!task) throw noSuchRow();
  return task;
}

/** All but the contract. */
export function servedTask({ contractId: _, ...row }: Task) {
  return row;
}

function isLoose({ guesses }: World): boolean {
  return guesses.taskNames === 'contains';
}

function matches(value: string, wanted: string, loosely: boolean): boolean {
  return loosely ? value.toLowerCase().includes(wanted.toLowerCase()) : value === wanted;
}
