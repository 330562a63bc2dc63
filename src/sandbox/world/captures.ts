import { MARK_V, type Pass } from './imagery/passes.ts';
import type { Micros } from './instants.ts';
import { createRandom, type Random } from './random.ts';
import type { Task } from './tasks.ts';

/** A picture taken, or to be taken, for a task. */
export interface Capture {
  /** The outcome id of its archive items, where there are any. */
  readonly id: string;
  readonly task: Task;
  readonly status: CaptureStatus;
  /** When it was taken or is due. */
  readonly time: Micros;
  readonly satellite: number;
  readonly offNadir: number;
  /** The overflight whose items the archive has; absent where the archive has none. */
  readonly pass: Pass | undefined;
}

export type CaptureStatus = 'scheduled' | 'acquired' | 'processing' | 'published' | 'rejected' | 'failed' | 'canceled';

/** What captures are planned from. */
export interface CaptureGround {
  readonly seed: number;
  readonly tasks: readonly Task[];
  readonly passes: readonly Pass[];
}

/** Degrees between a target and the city whose passes can serve it. */
const NEAR = 0.3;
/** An earlier pass is taken for a task only where there is no later one. */
const BEFORE_START_US = 4 * 365 * 86_400_000_000;

const UNDER_WAY = ['scheduled', 'acquired', 'processing'] as const;
const SIDE_PRODUCTS = ['rejected', 'processing'] as const;
const DEAD_ENDS = ['failed', 'rejected'] as const;

/**
 * The captures of each task, by its number. A completed task has one or two passes of its own that the archive has
 * items of: those over its target which are nearest in time to its window, which they may lie outside of. Where no
 * pass comes near, as over the landmarks, it has one capture that the archive knows nothing of.
 */
export function plannedCaptures(ground: CaptureGround): ReadonlyMap<number, readonly Capture[]> {
  const shares = passesOfTasks(ground);
  return new Map(ground.tasks.map((task) => [task.task_id, capturesOf(task, shares.get(task) ?? [], ground.seed)]));
}

/** The passes that a placed task gets: one or two that nobody has, or none where the archive has none over its target. */
export function passesFor(task: Task, passes: readonly Pass[], taken: ReadonlySet<Pass | undefined>): readonly Pass[] {
  const first = passFor(task, passes, taken);
  const isGreedy = first && task.task_id % 2 === 0 && task.max_captures !== 1;
  const second = isGreedy ? passFor(task, passes, new Set([...taken, first])) : undefined;
  return [first, second].filter((pass) => pass !== undefined);
}

/** The captures of a placed task, all in one status; they keep their ids from the first to the last. */
export function capturesAt(
  status: CaptureStatus,
  task: Task,
  { passes, seed }: { readonly passes: readonly Pass[]; readonly seed: number },
): readonly Capture[] {
  const random = createRandom(seed, 6, task.task_id);
  if (passes.length === 0) return [plannedCapture(task, status, random)];
  const captures = passes.map((pass) => {
    const planned = plannedCapture(task, status, random);
    return status === 'published' ? captureBy(pass, task) : { ...planned, id: pass.outcomeId };
  });
  return captures.sort((a, b) => a.time - b.time);
}

/** The oldest task comes first, but nobody gets a second pass before everybody has had a first. */
function passesOfTasks({ tasks, passes }: CaptureGround): ReadonlyMap<Task, readonly Pass[]> {
  const completed = tasks.filter(({ status }) => status === 'completed').toReversed();
  const taken = new Set<Pass>();
  const shares = new Map<Task, Pass[]>(completed.map((task) => [task, []]));
  const turns = [...completed, ...completed.filter((task) => task.task_id % 2 === 0 && task.max_captures !== 1)];
  for (const task of turns) {
    const pass = passFor(task, passes, taken);
    if (!pass) continue;
    shares.get(task)?.push(pass);
    taken.add(pass);
  }
  return shares;
}

function capturesOf(task: Task, passes: readonly Pass[], seed: number): Capture[] {
  const random = createRandom(seed, 6, task.task_id);
  const planned = (statuses: readonly CaptureStatus[]) =>
    statuses.map((status) => plannedCapture(task, status, random));
  const captures = {
    completed: () => {
      const published = passes.length > 0 ? passes.map((pass) => captureBy(pass, task)) : planned(['published']);
      return [...published, ...(random.chance(0.25) ? planned([random.pick(SIDE_PRODUCTS)]) : [])];
    },
    in_progress: () => planned(some(UNDER_WAY, random.int(1, 3), random)),
    failed: () => planned(some(DEAD_ENDS, random.int(0, 2), random)),
    canceled: () => planned(random.chance(0.2) ? ['canceled'] : []),
    received: () => [],
    rejected: () => [],
  }[task.status]();
  return captures.sort((a, b) => a.time - b.time);
}

/** The pass to take next, if any is left. */
function passFor(task: Task, passes: readonly Pass[], taken: ReadonlySet<Pass | undefined>): Pass | undefined {
  const [lon, lat] = placeOf(task.target);
  const [start, end] = [Date.parse(task.start) * 1000, Date.parse(task.end) * 1000];
  const distance = ({ time }: Pass) => (time < start ? start - time + BEFORE_START_US : Math.max(0, time - end));
  const isNear = ({ city }: Pass) => {
    const apart = Math.abs(city.lon - lon);
    return Math.min(apart, 360 - apart) < NEAR && Math.abs(city.lat - lat) < NEAR;
  };
  const free = passes.filter((pass) => isNear(pass) && !taken.has(pass));
  return free.sort((a, b) => distance(a) - distance(b))[0];
}

function captureBy(pass: Pass, task: Task): Capture {
  const { outcomeId: id, time, satellite, offNadir } = pass;
  return { id, task, status: 'published', time, satellite, offNadir, pass };
}

function plannedCapture(task: Task, status: CaptureStatus, random: Random): Capture {
  const [start, end] = [Date.parse(task.start), Date.parse(task.end)];
  return {
    id: random.uuid(),
    task,
    status,
    time: Math.floor(random.between(start, end) * 1000),
    satellite: random.pick(MARK_V),
    offNadir: random.between(1, 28),
    pass: undefined,
  };
}

/** A target's position, or the first corner of its area. */
function placeOf({ coordinates }: Task['target']): readonly [number, number] {
  const [lon, lat] = coordinates.flat(2);
  return typeof lon === 'number' && typeof lat === 'number' ? [lon, lat] : [Number.NaN, Number.NaN];
}

function some<T>(list: readonly T[], count: number, random: Random): T[] {
  return Array.from({ length: count }, () => random.pick(list));
}
