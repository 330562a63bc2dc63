import { type Capture, type CaptureStatus, capturesAt, passesFor } from './captures.ts';
import type { Pass } from './imagery/passes.ts';
import { isoMicros } from './instants.ts';
import { lazily } from './lazily.ts';
import type { Lives, Stage } from './lives.ts';
import { createRandom } from './random.ts';
import type { Target, Task, TaskStatus } from './tasks.ts';

/** A task as a caller wants it. */
export type TaskWish = Pick<
  Task,
  'contractId' | 'task_name' | 'project_name' | 'product' | 'target' | 'start' | 'end'
> &
  Partial<Pick<Task, 'max_captures' | 'expected_age'>>;

/** The tasks of every sandbox, and those placed since it started, with their captures. */
export interface TaskBook {
  /** Newest first. */
  readonly list: readonly Task[];
  readonly captures: Captures;
  add(wish: TaskWish): Task;
}

export interface Captures {
  of(taskId: number): readonly Capture[];
  all(): readonly Capture[];
}

/** What tasks are placed beside. */
export interface TaskGround {
  readonly seed: number;
  readonly tasks: readonly Task[];
  /** By task number. */
  readonly captures: () => ReadonlyMap<number, readonly Capture[]>;
  readonly passes: readonly Pass[];
}

/** Above the numbers that every sandbox has. */
const FIRST_TASK_ID = 347_600;
const STATUS: Readonly<Record<Stage, TaskStatus>> = {
  received: 'received',
  scheduled: 'in_progress',
  processing: 'in_progress',
  done: 'completed',
  canceled: 'canceled',
};
const CAPTURE_STATUS = { scheduled: 'scheduled', processing: 'processing', done: 'published' } as const;
const OPEN: readonly CaptureStatus[] = ['scheduled', 'acquired', 'processing'];

export function createTaskBook(ground: TaskGround, lives: Lives): TaskBook {
  const list = ground.tasks.map((task) => ({
    ...task,
    get status() {
      return lives.isCanceled(task.task_id) ? 'canceled' : task.status;
    },
  }));
  const placed = new Map<number, () => readonly Capture[]>();
  const taken = lazily(() => new Set([...ground.captures().values()].flat().map(({ pass }) => pass)));
  const planned = (taskId: number) => closed(ground.captures().get(taskId) ?? [], lives.isCanceled(taskId));
  return {
    list,
    captures: {
      of: (taskId) => placed.get(taskId)?.() ?? planned(taskId),
      all: () => list.flatMap(({ task_id: id }) => placed.get(id)?.() ?? planned(id)),
    },
    add: (wish) => {
      const task = placedTask(wish, FIRST_TASK_ID + placed.size, { seed: ground.seed, lives });
      const passes = passesFor(task, ground.passes, taken());
      for (const pass of passes) taken().add(pass);
      const placedMs = lives.now();
      placed.set(task.task_id, () => {
        const status = captureStatusAt(lives.stageOf(task.task_id, placedMs));
        return status === undefined ? [] : capturesAt(status, task, { passes, seed: ground.seed });
      });
      list.unshift(task);
      return task;
    },
  };
}

/** Some positions get a height as third number, as Aleph gives them. */
function placedTask(wish: TaskWish, id: number, { seed, lives }: { seed: number; lives: Lives }): Task {
  const random = createRandom(seed, 14, id);
  const placedMs = lives.now();
  return {
    task_id: id,
    ...wish,
    priority: random.int(10, 20),
    client: random.pick(['Meridian Cartography', 'Blue Quay Analytics', 'Taiga Survey Office']),
    target: random.chance(0.4) ? withHeights(wish.target) : wish.target,
    created_time: `${isoMicros(Math.floor(placedMs * 1000))}Z`,
    get status() {
      return STATUS[lives.stageOf(id, placedMs)];
    },
  };
}

function withHeights({ type, coordinates }: Target): Target {
  const raised = (value: unknown): unknown => {
    if (!Array.isArray(value)) return value;
    return typeof value[0] === 'number' ? [...value.slice(0, 2), 0] : value.map(raised);
  };
  return { type, coordinates: type === 'Point' ? [...coordinates.slice(0, 2), 0] : coordinates.map(raised) };
}

function captureStatusAt(stage: Stage): CaptureStatus | undefined {
  return stage === 'received' || stage === 'canceled' ? undefined : CAPTURE_STATUS[stage];
}

function closed(captures: readonly Capture[], isCanceled: boolean): readonly Capture[] {
  if (!isCanceled) return captures;
  return captures.map((one) => (OPEN.includes(one.status) ? { ...one, status: 'canceled' } : one));
}
