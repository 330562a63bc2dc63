import { absentWhenNotFound } from './errors.ts';
import { offsetSliceOf, offsetSliceOnTape, type Slice } from './reads/pages.ts';
import type { Reader } from './reads/reader.ts';
import { type Task, tasksOnTape } from './taped-task.ts';
import { statusOf, type TaskStatus } from './task-statuses.ts';
import { geometryOf, instantOf, int32Of, recordOf, ShapeMismatch, textOf } from './values/wire.ts';

export type { Task };

/** Exact matches, applied by Aleph. */
export interface TaskFilter {
  readonly status?: Exclude<TaskStatus, 'OTHER'> | undefined;
  readonly name?: string | undefined;
  readonly projectName?: string | undefined;
}

export interface TaskQuery {
  readonly limit: number;
  readonly offset: number;
  readonly filter?: TaskFilter | undefined;
}

export type TaskSlice = Slice<Task, number>;

const LIST_PATH = '/tasking/tasks/';

/**
 * One page of tasks, in Aleph's own order (undocumented). `totalCount` is Aleph's `count` [doc: tasking-service/usage].
 * Aleph may send fewer rows than `limit`; `next` says where the rest starts.
 */
export function listTasks(reader: Reader, contractId: string, query: TaskQuery): Promise<TaskSlice> {
  const { limit, offset, filter } = query;
  const site = { apiUrl: reader.apiUrl, path: LIST_PATH, offset };
  return reader.read({
    service: 'tasking',
    operation: 'listTasks',
    method: 'GET',
    route: LIST_PATH,
    path: LIST_PATH,
    contractId,
    query: {
      limit,
      offset,
      status: filter?.status?.toLowerCase(),
      task_name: filter?.name,
      project_name: filter?.projectName,
    },
    shape: (json) => offsetSliceOf(json, site, (row) => taskOf(contractId, row)),
    shapeList: (list) => offsetSliceOnTape(list, site, tasksOnTape(contractId)),
  });
}

/** One task by Aleph's number; undefined when the contract has no such task. */
export async function getTask(reader: Reader, contractId: string, taskId: number): Promise<Task | undefined> {
  return absentWhenNotFound(
    reader.read({
      service: 'tasking',
      operation: 'getTask',
      method: 'GET',
      route: '/tasking/tasks/{task_id}/',
      path: `${LIST_PATH}${taskId}/`,
      contractId,
      shape: (json) => {
        const task = taskOf(contractId, json);
        // An answer about another task is a mix-up on the way: it says nothing about this one.
        if (task?.taskId !== taskId) throw new ShapeMismatch(task === undefined ? 'no task' : 'another task');
        return task;
      },
    }),
  );
}

/** Read member by member: a schema takes more than twice as long, and pages of tasks are never kept. */
export function taskOf(contractId: string, row: unknown): Task | undefined {
  const wire = recordOf(row);
  const taskId = int32Of(wire?.['task_id']);
  const name = textOf(wire?.['task_name']);
  const productId = int32Of(wire?.['product']);
  const statusText = textOf(wire?.['status']);
  if (wire === undefined || taskId === undefined || name === undefined) return undefined;
  if (productId === undefined || statusText === undefined) return undefined;
  return {
    contractId,
    taskId,
    name,
    projectName: textOf(wire['project_name']),
    productId,
    status: statusOf(statusText),
    statusText,
    start: instantOf(wire['start']),
    end: instantOf(wire['end']),
    createdAt: instantOf(wire['created_time']),
    priority: int32Of(wire['priority']),
    client: textOf(wire['client']),
    target: geometryOf(wire['target']),
  };
}
