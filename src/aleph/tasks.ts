import { int32, text } from '../json/kinds.ts';
import { id, optional, or, required } from '../json/members.ts';
import { type Of, record, shared } from '../json/records.ts';
import { absentWhenNotFound } from './errors.ts';
import { documentShape } from './reads/documents.ts';
import type { ListPosition } from './reads/positions.ts';
import type { Reader } from './reads/reader.ts';
import { pageRead, type Slice } from './reads/slices.ts';
import { statusOf, type TaskStatus } from './task-statuses.ts';
import { geometry, instant, lastInstant } from './values/kinds.ts';

export const TASK = record(
  {
    taskId: id(int32, 'task_id'),
    name: required(text, 'task_name'),
    projectName: optional(text, 'project_name'),
    productId: or(id(int32, 'product'), ['product', 'pk']),
    /** Aleph's own word; its list of words is not closed. */
    statusText: required(text, 'status'),
    /** Instants are RFC 3339 in UTC. */
    start: optional(instant, 'start'),
    end: optional(lastInstant, 'end'),
    createdAt: optional(instant, 'created_time'),
    priority: optional(int32, 'priority'),
    client: optional(text, 'client'),
    target: optional(geometry, 'target'),
  },
  {
    shared: shared<{ readonly contractId: string }>('contractId'),
    derived: { status: ({ statusText }: { readonly statusText: string }): TaskStatus => statusOf(statusText) },
  },
);
/** A request to image a target, placed under a contract. */
export type Task = Of<typeof TASK>;

/** Exact matches, applied by Aleph. */
export interface TaskFilter {
  readonly status?: Exclude<TaskStatus, 'OTHER'> | undefined;
  readonly name?: string | undefined;
  readonly projectName?: string | undefined;
}

export interface TaskQuery {
  readonly limit: number;
  /** A number of tasks, or `next` of the page before. */
  readonly offset: ListPosition;
  readonly filter?: TaskFilter | undefined;
}

export type TaskSlice = Slice<Task, ListPosition>;

const LIST_PATH = '/tasking/tasks/';

/**
 * One page of tasks, in Aleph's own order (undocumented). `totalCount` is Aleph's `count` [doc: tasking-service/usage].
 * Aleph may send fewer rows than `limit`; `next` says where the rest starts.
 */
export function listTasks(reader: Reader, contractId: string, query: TaskQuery): Promise<TaskSlice> {
  const { limit, offset, filter } = query;
  const read = {
    service: 'tasking',
    operation: 'listTasks',
    method: 'GET',
    route: LIST_PATH,
    path: LIST_PATH,
    contractId,
    query: {
      status: filter?.status?.toLowerCase(),
      task_name: filter?.name,
      project_name: filter?.projectName,
    },
  } as const;
  return reader.read(pageRead(read, { from: offset, limit, idOf: idOfTask }, TASK, { contractId }));
}

export function idOfTask({ taskId }: Task): string {
  return String(taskId);
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
      shape: documentShape(TASK, { contractId }, (task) => task.taskId === taskId),
    }),
  );
}
