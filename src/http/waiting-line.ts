import type { Signal } from '../aleph/cancellation.ts';
import type { Crew } from './crew.ts';

export interface Wait {
  readonly caller: string;
  readonly signal: Signal;
  /** What to fail with when no place came free in time. */
  readonly late: () => Error;
}

/** Those who wait for a place, in order of arrival. */
export interface WaitingLine {
  readonly size: number;
  /**
   * Whether a newcomer would most likely wait in vain, and is better told at once. Of others only those are before it
   * whose share is left to them: the rest of somebody's crowd is passed by.
   */
  isHopelessFor(caller: string, crew: Pick<Crew, 'shareLeftTo' | 'surplus'>): boolean;
  /** Resolves once the waiter has been let in; rejects when it took too long, or with the signal's reason. */
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

const LONGEST = 200;
/** With its share of places this makes room for as many at once as there are places in all. */
const LONGEST_OF_CALLER = 175;
const LONGEST_WAIT_MS = 500;
/** Well below the longest wait: whoever is let in to wait should get a place in the end. */
const EXPECTED_WAIT_MS = 250;
const NEWEST_SHARE = 0.2;
/** In less time too few operations end to tell. */
const SHORTEST_LOOK_MS = 25;
/** A flood leaves gaps in the line; the pace before a gap is still that after it. */
const FORGOTTEN_AFTER_MS = 500;
/** Ten operations a second: with fewer, the next may end at any time. */
const SLOWEST_PER_MS = 0.01;

export function createWaitingLine(now: () => number = () => performance.now()): WaitingLine {
  const waiters = new Set<Waiter>();
  const ofCallers = new Map<string, number>();
  const pace = createPace(now);

  function forget(waiter: Waiter): void {
    if (!waiters.delete(waiter)) return;
    const left = (ofCallers.get(waiter.caller) ?? 0) - 1;
    if (left > 0) ofCallers.set(waiter.caller, left);
    else ofCallers.delete(waiter.caller);
  }

  return {
    get size() {
      return waiters.size;
    },
    isHopelessFor(caller, crew) {
      const own = ofCallers.get(caller) ?? 0;
      if (waiters.size >= LONGEST || own >= LONGEST_OF_CALLER) return true;
      let ahead = crew.surplus() + own;
      for (const [other, waiting] of ofCallers) {
        if (other !== caller) ahead += Math.min(waiting, crew.shareLeftTo(other));
      }
      return pace.waitMs(ahead) > EXPECTED_WAIT_MS;
    },
    join: ({ caller, signal, late }) =>
      new Promise((resolve, reject) => {
        const end = (settle: () => void) => {
          forget(waiter);
          clearTimeout(timer);
          signal.removeEventListener('abort', leave);
          settle();
        };
        const leave = () => end(() => reject(signal.reason));
        const timer = setTimeout(() => end(() => reject(late())), LONGEST_WAIT_MS);
        const waiter = { caller, admit: () => end(resolve) };
        if (waiters.size === 0) pace.begin();
        waiters.add(waiter);
        ofCallers.set(caller, (ofCallers.get(caller) ?? 0) + 1);
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

/**
 * How many operations end in a while, smoothed over about a quarter of a second. Known only of a line that has people
 * in it, and for a while after: what ends while nobody waits tells how much was asked for, not how much can be done.
 */
function createPace(now: () => number) {
  let perMs: number | undefined;
  let done = 0;
  let since = 0;
  let emptyMs = 0;
  const begin = () => {
    done = 0;
    since = now();
  };
  return {
    begin,
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
    waitMs: (ahead: number) => (perMs === undefined || perMs < SLOWEST_PER_MS ? 0 : ahead / perMs),
  };
}

function smooth(before: number | undefined, newest: number): number {
  return before === undefined ? newest : before + (newest - before) * NEWEST_SHARE;
}
