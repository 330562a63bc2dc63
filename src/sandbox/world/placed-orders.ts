import type { Contract } from './contracts.ts';
import type { Pass } from './imagery/passes.ts';
import { lazily } from './lazily.ts';
import type { LifeKey, Lives, Stage } from './lives.ts';
import type { Fate, Order } from './orders.ts';
import { createRandom } from './random.ts';
import type { Sku } from './skus.ts';
import type { Target, Task } from './tasks.ts';

/** An order as a caller wants it, with the task that was placed for it. */
export interface OrderWish {
  readonly contract: Contract;
  readonly name: string;
  readonly projectName: string;
  readonly sku: Sku;
  readonly geometry: Target;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly task: Task | undefined;
}

/** The orders of every sandbox, and those placed since it started. */
export interface OrderBook {
  /** Oldest first. */
  readonly list: () => readonly Order[];
  add(wish: OrderWish): Order;
  cancel(order: Order): void;
}

/** What orders are placed beside. */
export interface OrderGround {
  readonly seed: number;
  readonly orders: () => readonly Order[];
  readonly passes: readonly Pass[];
}

/** Above the numbers that every sandbox has. */
const FIRST_NUMBER = 30_001;
const FATE: Readonly<Record<Stage, Fate>> = {
  received: 'received',
  scheduled: 'in_progress',
  processing: 'in_progress',
  done: 'delivered',
  canceled: 'canceled',
};

export function createOrderBook(ground: OrderGround, lives: Lives): OrderBook {
  const list = lazily(() => ground.orders().map((order) => knownOrder(order, lives)));
  let count = 0;
  return {
    list,
    add: (wish) => {
      const number = FIRST_NUMBER + count;
      count += 1;
      const order = placedOrder(wish, number, { ...ground, lives });
      list().push(order);
      return order;
    },
    cancel: (order) => lives.cancel(keyOf(order)),
  };
}

function knownOrder(order: Order, lives: Lives): Order {
  return {
    ...order,
    get fate() {
      return lives.isCanceled(keyOf(order)) ? 'canceled' : order.fate;
    },
  };
}

/** An order that names no pass of the archive comes to nothing. */
function placedOrder(wish: OrderWish, number: number, { seed, passes, lives }: OrderGround & { lives: Lives }): Order {
  const { task, parameters } = wish;
  const id = String(number).padStart(6, '0');
  const key = keyOf({ id, task });
  const placedMs = lives.now();
  const pass = task ? undefined : passes.find(({ outcomeId }) => outcomeId === parameters['outcome_id']);
  return {
    ...wish,
    id,
    pass,
    geometry: task?.target ?? wish.geometry,
    parameters: { ...parameters, ...(task && { task_id: task.task_id }) },
    createdMs: Math.floor(placedMs),
    key: createRandom(seed, 15, number).int(0, 1e9),
    get fate() {
      const stage = lives.stageOf(key, placedMs);
      return stage === 'done' && !task && !pass ? 'empty' : FATE[stage];
    },
    get eventTimes() {
      return lives.stepsOf(key, placedMs);
    },
  };
}

/** An order with a task lives its life. */
function keyOf({ id, task }: Pick<Order, 'id' | 'task'>): LifeKey {
  return task?.task_id ?? id;
}
