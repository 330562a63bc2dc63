import type { Signal } from '../async/cancellation.ts';
import type { ConcurrencyLimit } from './concurrency-limit.ts';

export interface Wait {
  readonly caller: string;
  readonly signal: Signal;
  /** The error when no slot comes free in time. */
  readonly late: () => Error;
}

/**
 * Operations that wait for a slot of the concurrency limit, in order of arrival.
 *
 * A queue hides overload until every wait is too long, so this one is short. It measures its own pace, i.e. operations
 * that end per millisecond, and rejects a newcomer whose expected wait is too long. It may wait for its own caller's
 * operations longer than for others', since nobody else waits for those, and a rejection would cost more than it spares.
 * A caller's operations beyond its share of slots are passed over, so they do not count against others. For the first
 * half second of a queue nobody is rejected by pace: a crowd may arrive at once and still be served. A waiter gives up
 * when no operation of its caller was admitted or ended for a second. While mostly others wait, it gives up after one
 * and a half seconds in any case.
 */
export interface AdmissionQueue {
  readonly size: number;
  /**
   * Whether a newcomer with so much time left would most likely wait in vain and should be rejected at once. Ahead of it
   * are its caller's own operations, and those of other callers that fit into their shares.
   */
  isHopelessFor(caller: string, limit: Pick<ConcurrencyLimit, 'shareLeftTo' | 'surplus'>, restMs?: number): boolean;
  /** Resolves once the operation is admitted. Rejects when its caller got no slot for a second, or with the signal's reason. */
  join(wait: Wait): Promise<void>;
  /** Admits operations in order, as far as `mayEnter` allows; it takes a slot for each that it admits. */
  letIn(mayEnter: (caller: string) => boolean): void;
  /**
   * The pace of the queue is estimated from two calls: `noteDone` for each operation that ends, `look` at intervals.
   */
  noteDone(caller?: string): void;
  look(): void;
}

interface Waiter {
  readonly caller: string;
  readonly admit: () => void;
}

/** The waiting operations of one caller. */
interface Queue {
  waiting: number;
  /** Operations of the caller that were admitted or ended meanwhile. After the limit shrank, some end for each admitted. */
  moves: number;
}

const LONGEST = 200;
/** With the default share of 25 slots, one caller may have 200 operations. Without a limit it would fill the queue. */
const LONGEST_OF_CALLER = 175;
const LOOK_MS = 500;
/** Without any move a second is long enough. */
const MOST_IDLE_LOOKS = 2;
/** While mostly others wait. Fewer would reject operations near the front; their retry would start from the back. */
const MOST_LOOKS = 3;
/** Well below the longest wait. With more, operations would join the queue and then be rejected all the same. */
const EXPECTED_WAIT_FOR_OTHERS_MS = 150;
/** A caller that waits for its own operations takes nothing from others. */
const EXPECTED_WAIT_MS = 5_000;
const NEWEST_SHARE = 0.2;
/** Too few operations end in less time to measure a pace. */
const SHORTEST_LOOK_MS = 25;
/** Judged earlier, a crowd that the server can handle would be rejected. */
const JUDGED_AFTER_MS = 500;
/**
 * Overload leaves short gaps in the queue. If the pace were forgotten at once, each gap would start a new grace period.
 */
const FORGOTTEN_AFTER_MS = 500;
/** Ten operations a second. Below this pace the next operation may end at any time, so no wait can be estimated. */
const SLOWEST_PER_MS = 0.01;

export function createAdmissionQueue(now: () => number = () => performance.now()): AdmissionQueue {
  const waiters = new Set<Waiter>();
  const queues = createQueues();
  const pace = createPace(now);

  return {
    get size() {
      return waiters.size;
    },
    isHopelessFor(caller, limit, restMs = Number.POSITIVE_INFINITY) {
      const own = queues.lengthOf(caller);
      if (waiters.size >= LONGEST || own >= LONGEST_OF_CALLER) return true;
      const others = queues.lengthBefore(caller, limit);
      if (pace.waitMs(others) > EXPECTED_WAIT_FOR_OTHERS_MS) return true;
      return pace.waitMs(limit.surplus() + own + others) > Math.min(restMs, EXPECTED_WAIT_MS);
    },
    join: ({ caller, signal, late }) =>
      new Promise((resolve, reject) => {
        const end = (settle: () => void) => {
          if (waiters.delete(waiter)) queues.leave(caller);
          clearInterval(timer);
          signal.removeEventListener('abort', leave);
          settle();
        };
        const leave = () => end(() => reject(signal.reason));
        const queue = queues.join(caller);
        const admit = () => {
          queue.moves += 1;
          end(resolve);
        };
        const waiter = { caller, admit };
        if (waiters.size === 0) pace.begin();
        waiters.add(waiter);
        const isCrowded = () => queue.waiting < waiters.size - queue.waiting;
        const timer = waitPatiently(queue, isCrowded, () => end(() => reject(late())));
        if (signal.aborted) leave();
        else signal.addEventListener('abort', leave, { once: true });
      }),
    letIn(mayEnter) {
      for (const waiter of waiters) {
        if (mayEnter(waiter.caller)) waiter.admit();
      }
    },
    noteDone(caller = '') {
      pace.noteDone();
      queues.noteMove(caller);
    },
    look: () => pace.look(waiters.size),
  };
}

/** Gives up when the queue of this caller stands still, or has taken long in a crowd. */
function waitPatiently(queue: Queue, isCrowded: () => boolean, giveUp: () => void): NodeJS.Timeout {
  let seen = queue.moves;
  let looks = 0;
  let idleLooks = 0;
  return setInterval(() => {
    looks += 1;
    idleLooks = queue.moves === seen ? idleLooks + 1 : 0;
    seen = queue.moves;
    if (idleLooks >= MOST_IDLE_LOOKS || (looks >= MOST_LOOKS && isCrowded())) giveUp();
  }, LOOK_MS);
}

function createQueues() {
  const queues = new Map<string, Queue>();
  return {
    lengthOf: (caller: string) => queues.get(caller)?.waiting ?? 0,
    /** Waiting operations of other callers, each caller up to the share that it has left. */
    lengthBefore(caller: string, { shareLeftTo }: Pick<ConcurrencyLimit, 'shareLeftTo'>): number {
      let length = 0;
      for (const [other, { waiting }] of queues) {
        if (other !== caller) length += Math.min(waiting, shareLeftTo(other));
      }
      return length;
    },
    join(caller: string): Queue {
      const queue = queues.get(caller) ?? { waiting: 0, moves: 0 };
      queue.waiting += 1;
      queues.set(caller, queue);
      return queue;
    },
    noteMove(caller: string): void {
      const queue = queues.get(caller);
      if (queue !== undefined) queue.moves += 1;
    },
    leave(caller: string): void {
      const queue = queues.get(caller);
      if (queue === undefined) return;
      queue.waiting -= 1;
      if (queue.waiting === 0) queues.delete(caller);
    },
  };
}

/**
 * The pace of the queue: operations that end per millisecond, smoothed over about a quarter of a second. Measured only
 * while the queue is not empty, and kept for 500 ms after. With an empty queue, completions measure demand, not
 * capacity.
 */
function createPace(now: () => number) {
  let perMs: number | undefined;
  let judgedFrom = 0;
  let done = 0;
  let since = 0;
  let emptyMs = 0;
  const begin = () => {
    done = 0;
    since = now();
  };
  return {
    begin() {
      begin();
      if (perMs === undefined) judgedFrom = since + JUDGED_AFTER_MS;
    },
    noteDone(): void {
      done += 1;
    },
    look(waiting: number): void {
      const ms = now() - since;
      if (waiting > 0 && ms < SHORTEST_LOOK_MS) return;
      emptyMs = waiting > 0 ? 0 : emptyMs + ms;
      if (waiting > 0) perMs = smooth(perMs, done / ms);
      else if (emptyMs >= FORGOTTEN_AFTER_MS) perMs = undefined;
      begin();
    },
    waitMs(ahead: number): number {
      return perMs === undefined || perMs < SLOWEST_PER_MS || now() < judgedFrom ? 0 : ahead / perMs;
    },
  };
}

/**
 * Exception: after a pace near zero the newest value counts alone, since a crowd that just came has not yet been
 * served.
 */
function smooth(before: number | undefined, newest: number): number {
  return before === undefined || before < SLOWEST_PER_MS ? newest : before + (newest - before) * NEWEST_SHARE;
}
