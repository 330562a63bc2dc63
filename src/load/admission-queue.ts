import type { Signal } from '../async/cancellation.ts';
import type { ConcurrencyLimit } from './concurrency-limit.ts';

export interface Wait {
  readonly caller: string;
  readonly signal: Signal;
  /** What to fail with when no place came free in time. */
  readonly late: () => Error;
}

/** Those who wait for a place, in order of arrival. */
export interface AdmissionQueue {
  readonly size: number;
  /**
   * Whether a newcomer would most likely wait in vain, and is better told at once. Of others only those are before it
   * whose share is left to them: the rest of somebody's crowd is passed by.
   */
  isHopelessFor(caller: string, limit: Pick<ConcurrencyLimit, 'shareLeftTo' | 'surplus'>): boolean;
  /**
   * Resolves once the waiter has been let in; rejects when nobody of its caller was for half a second, when it took too
   * long all the same, or with the signal's reason.
   */
  join(wait: Wait): Promise<void>;
  /** Lets those in who may, in order; `mayEnter` takes the place of each whom it lets in. */
  letIn(mayEnter: (caller: string) => boolean): void;
  /** How fast the line moves is estimated from these two: an operation is done, and it is time to look again. */
  noteDone(): void;
  look(): void;
}

interface Waiter {
  readonly caller: string;
  readonly admit: () => void;
}

/** Of one caller, for as long as any of its operations waits. */
interface Queue {
  waiting: number;
  letIn: number;
}

const LONGEST = 200;
/** With its share of places this makes room for as many at once as there are places in all. */
const LONGEST_OF_CALLER = 175;
const LONGEST_STANDSTILL_MS = 500;
/** To turn somebody away whose turn is near helps nobody: the next try would begin from behind. */
const MOST_LOOKS = 3;
/** Well below the longest wait: whoever is let in to wait should get a place in the end. */
const EXPECTED_WAIT_MS = 150;
const NEWEST_SHARE = 0.2;
/** In less time too few operations end to tell. */
const SHORTEST_LOOK_MS = 25;
/** A crowd is no flood: until a line has lasted for so long, all who come may join it. */
const JUDGED_AFTER_MS = 500;
/** A flood leaves gaps in the line; the pace before a gap is still that after it. */
const FORGOTTEN_AFTER_MS = 500;
/** Ten operations a second: with fewer, the next may end at any time. */
const SLOWEST_PER_MS = 0.01;

export function createAdmissionQueue(now: () => number = () => performance.now()): AdmissionQueue {
  const waiters = new Set<Waiter>();
  const queues = createQueues();
  const pace = createPace(now);

  return {
    get size() {
      return waiters.size;
    },
    isHopelessFor(caller, limit) {
      const own = queues.lengthOf(caller);
      if (waiters.size >= LONGEST || own >= LONGEST_OF_CALLER) return true;
      return pace.waitMs(limit.surplus() + own + queues.lengthBefore(caller, limit)) > EXPECTED_WAIT_MS;
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
          queue.letIn += 1;
          end(resolve);
        };
        const waiter = { caller, admit };
        if (waiters.size === 0) pace.begin();
        waiters.add(waiter);
        const timer = waitPatiently(queue, () => end(() => reject(late())));
        if (signal.aborted) leave();
        else signal.addEventListener('abort', leave, { once: true });
      }),
    letIn(mayEnter) {
      for (const waiter of waiters) {
        if (mayEnter(waiter.caller)) waiter.admit();
      }
    },
    noteDone: pace.noteDone,
    look: () => pace.look(waiters.size),
  };
}

/** Gives up when nobody of the queue was let in for a while, or when it has taken too long all the same. */
function waitPatiently(queue: Queue, giveUp: () => void): NodeJS.Timeout {
  let seen = queue.letIn;
  let looks = 0;
  return setInterval(() => {
    looks += 1;
    if (queue.letIn === seen || looks === MOST_LOOKS) giveUp();
    seen = queue.letIn;
  }, LONGEST_STANDSTILL_MS);
}

function createQueues() {
  const queues = new Map<string, Queue>();
  return {
    lengthOf: (caller: string) => queues.get(caller)?.waiting ?? 0,
    /** Of others only those count whose share is left to them: the rest of somebody's crowd is passed by. */
    lengthBefore(caller: string, { shareLeftTo }: Pick<ConcurrencyLimit, 'shareLeftTo'>): number {
      let length = 0;
      for (const [other, { waiting }] of queues) {
        if (other !== caller) length += Math.min(waiting, shareLeftTo(other));
      }
      return length;
    },
    join(caller: string): Queue {
      const queue = queues.get(caller) ?? { waiting: 0, letIn: 0 };
      queue.waiting += 1;
      queues.set(caller, queue);
      return queue;
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
 * How many operations end in a while, smoothed over about a quarter of a second. Known only of a line that has people
 * in it, and for a while after: what ends while nobody waits tells how much was asked for, not how much can be done.
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

/** Where hardly anything ended before, the newest alone tells: a crowd that has just come has yet to be worked on. */
function smooth(before: number | undefined, newest: number): number {
  return before === undefined || before < SLOWEST_PER_MS ? newest : before + (newest - before) * NEWEST_SHARE;
}
