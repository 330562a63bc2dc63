import { json, type Reply } from '../http/replies.ts';
import type { ApiRequest } from '../http/requests.ts';
import { servedTask, taskInPath } from '../tasks.ts';
import type { Contract } from '../world/contracts.ts';
import type { World } from '../world/world.ts';
import { canceled, checkRoom, isOpen } from './answers.ts';
import { readTask } from './forms.ts';

/** POST /tasking/tasks */
export function placeTask(request: ApiRequest, world: World, contract: Contract): Reply {
  const { task_name, project_name, product, target, start, end, ...others } = readTask(request, world, contract);
  const { max_captures, expected_age } = others;
  checkRoom(request, world);
  const task = world.placements.placeTask({
    ...{ contractId: contract.id, task_name, project_name, product, target, start, end },
    ...(max_captures != null && { max_captures }),
    ...(expected_age != null && { expected_age }),
  });
  return json(servedTask(task), world.guesses.created);
}

/** PATCH /tasking/tasks/{id}/cancel, whatever the body and the query are. Sent again, it changes nothing. */
export function cancelTask(request: ApiRequest, world: World, contract: Contract): Reply {
  const task = taskInPath(request, world, contract);
  if (isOpen(task.status, world)) world.placements.cancelTask(task);
  return canceled(servedTask(task), world);
}
