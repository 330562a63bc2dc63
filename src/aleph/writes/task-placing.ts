import type { Reader } from '../reads/reader.ts';
import { idOfTask, listTasks, TASK, type Task } from '../tasks.ts';
import { int32Of, recordOf } from '../values/wire.ts';
import { differencesIn, isSameInstant, isSameTarget, type PlacingRequest } from './equality.ts';
import type { Placing } from './placing.ts';
import { bodyOfTask, TASK_WIRE, type TaskInput } from './task-input.ts';

const PATH = '/tasking/tasks/';
const PAGE_ROWS = 100;
const ENDED: ReadonlySet<string> = new Set<Task['status']>(['CANCELED', 'REJECTED', 'FAILED']);

/** The placing of a task. */
export function taskPlacing({ contractId, key, isQuestion, input, check }: PlacingRequest<TaskInput>): Placing<Task> {
  const name = input.name.normalize('NFC');
  const named = { ...input, name };
  return {
    mutation: 'createTask',
    ...{ contractId, key, isQuestion, name, input: named, check },
    write: {
      service: 'tasking',
      operation: 'createTask',
      method: 'POST',
      route: PATH,
      path: PATH,
      contractId,
      body: bodyOfTask(named),
    },
    list: (reader: Reader, offset) => listTasks(reader, contractId, { limit: PAGE_ROWS, offset, filter: { name } }),
    idOf: idOfTask,
    nameOf: (task) => task.name,
    differencesOf: (task) =>
      differencesIn({
        product: task.productId === input.productId,
        target: isSameTarget(input.target, task.target),
        window: isSameInstant(input.start, task.start) && isSameInstant(input.end, task.end),
      }),
    isEnded: ({ status }) => ENDED.has(status),
    idIn: (answer) => int32Of(recordOf(answer)?.['task_id'])?.toString(),
    rowIn: (answer) => TASK.read({ contractId }, answer),
    ...TASK_WIRE,
  };
}
