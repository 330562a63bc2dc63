import type { Capture } from './captures.ts';
import { CONTRACTS, type Contract } from './contracts.ts';
import { outline } from './imagery/entries.ts';
import { geometryOf } from './imagery/grid.ts';
import type { Pass } from './imagery/passes.ts';
import { createRandom, type Random } from './random.ts';
import { ARCHIVE_IMAGERY, SKUS, type Sku } from './skus.ts';
import type { Task, TaskStatus } from './tasks.ts';

/** An order of Aleph's second generation, before it is brought into the shape it is served in. */
export interface Order {
  /** Six digits, zeros in front. */
  readonly id: string;
  readonly contract: Contract;
  readonly fate: Fate;
  readonly sku: Sku;
  readonly name: string;
  readonly projectName: string;
  /** Behind a tasking order; of the same contract. */
  readonly task: Task | undefined;
  /** What an archive order asks for; absent where the archive is empty. */
  readonly pass: Pass | undefined;
  readonly geometry: object;
  readonly parameters: object;
  /** Epoch milliseconds. */
  readonly createdMs: number;
  /** Key of the order's own random stream. */
  readonly key: number;
  /** Epoch milliseconds of its events, for one that was placed; the others have them at random. */
  readonly eventTimes?: readonly number[];
}

/**
 * Five fates end in `closed`: with a delivery, with failed deliverables only, with both, without any, and without any
 * because of a cancellation.
 */
export type Fate =
  | 'received'
  | 'submitted'
  | 'in_progress'
  | 'delivered'
  | 'undelivered'
  | 'partly_delivered'
  | 'empty'
  | 'canceled'
  | 'closed_by_cancellation';

/** What orders are planned from. */
export interface OrderGround {
  readonly seed: number;
  readonly tasks: readonly Task[];
  readonly captures: ReadonlyMap<number, readonly Capture[]>;
  readonly passes: readonly Pass[];
}

/** An order before it has its number. */
type Draft = Omit<Order, 'id'>;

/** How many orders each contract has, in the order of CONTRACTS. */
const COUNTS = [28, 12, 8, 12];
const FIRST_NUMBER = 383;
const FIRST_DAY = Date.UTC(2025, 1, 3);
const DAYS = 560;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const FATES: readonly Fate[] = [
  'delivered',
  'in_progress',
  'received',
  'undelivered',
  'empty',
  'canceled',
  'submitted',
];
/** Every contract has one of each, newer than all orders of the other fates. */
const LATE_FATES = ['closed_by_cancellation', 'partly_delivered'] as const;

/** Moves the products against the fates in each round, so that a fate comes with several of them. */
const SHIFTS = [0, 2, 0, 4];

const DELIVERED: readonly Fate[] = ['delivered', 'partly_delivered'];

/** What became of the task behind an order. */
const TASK_STATUS: Readonly<Partial<Record<Fate, TaskStatus>>> = {
  received: 'received',
  submitted: 'received',
  in_progress: 'in_progress',
  delivered: 'completed',
  undelivered: 'failed',
  empty: 'rejected',
  canceled: 'canceled',
};

/** All orders, oldest first, which is also the order of their numbers. */
export function plannedOrders(ground: OrderGround): readonly Order[] {
  const drafts = CONTRACTS.flatMap((contract, index) => {
    const taken = new Set<Task>();
    const count = COUNTS[index] ?? 0;
    return Array.from({ length: count }, (_, turn) => {
      const random = createRandom(ground.seed, 7, index, turn);
      const draft = draftOf({ contract, turn, random }, ground, taken);
      if (draft.task) taken.add(draft.task);
      return draft;
    });
  });
  drafts.sort((a, b) => a.createdMs - b.createdMs);
  const random = createRandom(ground.seed, 7);
  let number = FIRST_NUMBER;
  return [...drafts, ...lateDrafts(drafts.at(-1)?.createdMs ?? FIRST_DAY, ground)].map((draft) => {
    const id = String(number).padStart(6, '0');
    number += random.int(60, 340);
    return { ...draft, id };
  });
}

/** Orders from the archive, each an hour after the one before. */
function lateDrafts(lastMs: number, ground: OrderGround): Draft[] {
  const choices = CONTRACTS.flatMap((contract) => LATE_FATES.map((fate) => ({ contract, fate, sku: ARCHIVE_IMAGERY })));
  return choices.map((choice, turn) => ({
    ...archiveDraft({ ...choice, random: createRandom(ground.seed, 13, turn) }, ground),
    createdMs: lastMs + (turn + 1) * HOUR_MS,
  }));
}

interface Turn {
  readonly contract: Contract;
  readonly turn: number;
  readonly random: Random;
}

/** Fates and products take turns, so that every contract has every fate. Where no task fits, the archive has to do. */
function draftOf({ contract, turn, random }: Turn, ground: OrderGround, taken: ReadonlySet<Task>): Draft {
  const fate = FATES[turn % FATES.length] ?? 'received';
  const wanted = SKUS[(turn + (SHIFTS[Math.floor(turn / FATES.length)] ?? 0)) % SKUS.length];
  const choices = wanted ? [wanted, ...SKUS] : SKUS;
  for (const sku of choices) {
    if (sku.target === undefined) return archiveDraft({ contract, fate, sku, random }, ground);
    const fitting = ground.tasks.filter(
      (one) =>
        one.contractId === contract.id &&
        one.status === TASK_STATUS[fate] &&
        one.target.type === sku.target &&
        !taken.has(one),
    );
    const task = fitting.find((one) => hasArchived(ground.captures.get(one.task_id))) ?? fitting[0];
    if (task) return taskDraft({ contract, fate, sku, random }, task);
  }
  throw new RangeError('there is no product to order');
}

interface Choice {
  readonly contract: Contract;
  readonly fate: Fate;
  readonly sku: Sku;
  readonly random: Random;
}

function taskDraft({ random, ...choice }: Choice, task: Task): Draft {
  const isArea = choice.sku.target === 'Polygon';
  const repetition = isArea
    ? { remapping_period: 'P30D', remapping_mode: random.pick(['piecewise', 'batch']) }
    : { revisit_period: 'P1D' };
  return {
    ...choice,
    key: random.int(0, 1e9),
    task,
    pass: undefined,
    name: task.task_name,
    projectName: task.project_name,
    geometry: task.target,
    createdMs: Date.parse(task.created_time) - random.int(1, 40) * 1000,
    parameters: {
      start: task.start,
      end: task.end,
      ...(random.chance(0.5) && repetition),
      min_ona: 0,
      max_ona: random.pick([15, 25, 30]),
      processing_level: random.pick(['L1D', 'L1D_SR']),
      task_id: task.task_id,
    },
  };
}

/** An order of what was taken before; without any pass it names an outcome that nobody has, and comes to nothing. */
function archiveDraft({ random, ...choice }: Choice, { passes }: OrderGround): Draft {
  const pass = passes.length > 0 ? random.pick(passes) : undefined;
  const ring = pass && outline(pass);
  const createdMs =
    Math.max(FIRST_DAY + random.int(0, DAYS) * DAY_MS, (pass?.time ?? 0) / 1000) + random.int(0, 9) * HOUR_MS;
  return {
    ...choice,
    fate: pass || !DELIVERED.includes(choice.fate) ? choice.fate : 'empty',
    key: random.int(0, 1e9),
    task: undefined,
    pass,
    name: `${pass?.city.name ?? 'Unknown place'} from the archive`,
    projectName: random.pick(['Coastal erosion', 'Quarterly stock count', 'Vessel counting']),
    geometry: ring ? geometryOf(ring) : { type: 'Polygon', coordinates: [] },
    createdMs: Math.floor(createdMs),
    parameters: {
      outcome_id: pass?.outcomeId ?? random.uuid(),
      processing_level: pass?.isSuperResolved ? 'L1D_SR' : 'L1D',
    },
  };
}

function hasArchived(captures: readonly Capture[] = []): boolean {
  return captures.some(({ pass }) => pass !== undefined);
}
