import { createLives } from './lives.ts';
import type { Order } from './orders.ts';
import { createOrderBook, type OrderGround, type OrderWish } from './placed-orders.ts';
import { createTaskBook, type TaskBook, type TaskGround, type TaskWish } from './placed-tasks.ts';
import type { Task } from './tasks.ts';

/** Something that a caller has placed. The task behind an order is none of its own. */
export interface Placement {
  readonly kind: 'task' | 'order';
  readonly id: string;
  readonly contractId: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly placedMs: number;
}

/** Tasks, captures and orders: those of every sandbox, and those placed since it started. */
export interface Placements {
  readonly tasks: TaskBook['list'];
  readonly captures: TaskBook['captures'];
  /** Oldest first. */
  readonly orders: () => readonly Order[];
  placeTask(wish: TaskWish): Task;
  /** One for tasking brings a task with it. */
  placeOrder(wish: Omit<OrderWish, 'task'>, task?: TaskWish): Order;
  cancelTask(task: Task): void;
  cancelOrder(order: Order): void;
  /** False when there is no room for one more whose request has so many letters. */
  hasRoomFor(letters: number): boolean;
  /** In order of time; of all contracts without one. */
  list(contractId?: string): readonly Placement[];
}

/** The world before anything is placed in it, and how many times faster than `now` lives go by. */
export interface PlacementGround extends TaskGround, OrderGround {
  readonly now: () => number;
  readonly clockRate: number;
}

const MOST_PLACEMENTS = 20_000;
const MOST_LETTERS = 64 * 1024 * 1024;

/** Forgets nothing: it takes no more once it is full. */
export function createPlacements(ground: PlacementGround): Placements {
  const lives = createLives(ground.now, ground.clockRate);
  const tasks = createTaskBook(ground, lives);
  const orders = createOrderBook(ground, lives);
  const placements: Placement[] = [];
  let letters = 0;
  const note = (placement: Omit<Placement, 'placedMs'>) => placements.push({ ...placement, placedMs: lives.now() });
  return {
    tasks: tasks.list,
    captures: tasks.captures,
    orders: orders.list,
    placeTask: (wish) => {
      const task = tasks.add(wish);
      note({ kind: 'task', id: String(task.task_id), contractId: task.contractId, name: task.task_name });
      return task;
    },
    placeOrder: (wish, task) => {
      const order = orders.add({ ...wish, task: task && tasks.add(task) });
      note({ kind: 'order', id: order.id, contractId: order.contract.id, name: order.name });
      return order;
    },
    cancelTask: (task) => lives.cancel(task.task_id),
    cancelOrder: orders.cancel,
    hasRoomFor: (size) => {
      const hasRoom = placements.length < MOST_PLACEMENTS && letters + size <= MOST_LETTERS;
      if (hasRoom) letters += size;
      return hasRoom;
    },
    list: (contractId) => placements.filter((one) => contractId === undefined || one.contractId === contractId),
  };
}
