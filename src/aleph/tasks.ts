import type { Geometry } from 'geojson';
import { z } from 'zod';
import { absentWhenNotFound } from './errors.ts';
import { offsetSliceOf, type Slice } from './pages.ts';
import type { Reader } from './reader.ts';
import { documentOf, entryOf, geometryOf, instantOf, optional, ShapeMismatch } from './wire.ts';

export type TaskStatus = 'RECEIVED' | 'COMPLETED' | 'FAILED' | 'REJECTED' | 'CANCELED' | 'OTHER';

/** A request to image a target, placed under a contract. */
export interface Task {
  readonly contractId: string;
  readonly taskId: number;
  readonly name: string;
  readonly projectName: string | undefined;
  readonly productId: number;
  readonly status: TaskStatus;
  /** Aleph's own word; its list of words is not closed. */
  readonly statusText: string;
  /** Instants are RFC 3339 in UTC. */
  readonly start: string | undefined;
  readonly end: string | undefined;
  readonly createdAt: string | undefined;
  readonly priority: number | undefined;
  readonly client: string | undefined;
  readonly target: Geometry | undefined;
}

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

const TaskWire = z.object({
  task_id: z.int32(),
  task_name: z.string(),
  project_name: optional(z.string()),
  product: z.int32(),
  status: z.string(),
  start: z.unknown().optional(),
  end: z.unknown().optional(),
  created_time: z.unknown().optional(),
  priority: optional(z.int32()),
  client: optional(z.string()),
  target: z.unknown().optional(),
});

/**
 * One page of tasks, in Aleph's own order (undocumented). `totalCount` is Aleph's `count` [doc: tasking-service/usage].
 * Aleph may send fewer rows than `limit`; `next` says where the rest starts.
 */
export function listTasks(reader: Reader, contractId: string, query: TaskQuery): Promise<TaskSlice> {
  const { limit, offset, filter } = query;
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
    shape: (json) =>
      offsetSliceOf(json, { apiUrl: reader.apiUrl, path: LIST_PATH, offset }, [
        TaskWire,
        (row) => taskOf(contractId, row),
      ]),
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
        const task = taskOf(contractId, documentOf(json, TaskWire));
        // An answer about another task is a mix-up on the way: it says nothing about this one.
        if (task.taskId !== taskId) throw new ShapeMismatch('another task');
        return task;
      },
    }),
  );
}

function taskOf(contractId: string, row: z.infer<typeof TaskWire>): Task {
  return {
    contractId,
    taskId: row.task_id,
    name: row.task_name,
    projectName: row.project_name,
    productId: row.product,
    status: statusOf(row.status),
    statusText: row.status,
    start: instantOf(row.start),
    end: instantOf(row.end),
    createdAt: instantOf(row.created_time),
    priority: row.priority,
    client: row.client,
    target: geometryOf(row.target),
  };
}

const STATUSES: Readonly<Record<string, TaskStatus>> = {
  received: 'RECEIVED',
  completed: 'COMPLETED',
  failed: 'FAILED',
  rejected: 'REJECTED',
  canceled: 'CANCELED',
  cancelled: 'CANCELED', // [obs: im] takes both spellings
};

function statusOf(word: string): TaskStatus {
  return entryOf(STATUSES, word.toLowerCase()) ?? 'OTHER';
}
