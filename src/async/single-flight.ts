import { Cancellation, type Signal, untilAborted } from './cancellation.ts';

interface WorkInFlight {
  readonly result: Promise<unknown>;
  readonly cancellation: Cancellation;
  waiters: number;
}

export interface Joined<T> {
  readonly result: Promise<T>;
  /** True when another waiter had started the work. */
  readonly shared: boolean;
}

/** Waits for joined work. Its owner learns whether an operation runs the work or waits for another operation's. */
export type Follow = <T>(joined: Joined<T>) => Promise<T>;

/** Waits and reports to no one. */
export const justFollow: Follow = ({ result }) => result;

/**
 * Single flight: identical work that is asked for at the same time runs once.
 *
 * The first to ask for a key starts the work, and later ones join it until it ends. All waiters get the same result or
 * error. A waiter whose signal aborts leaves with its own reason, and the others go on waiting. The work is aborted
 * when the last waiter has left. Exception: lasting work goes on, and later callers may join it. Nothing is kept once
 * the work has ended; keeping answers is the business of the caller.
 */
export interface SingleFlight {
  /**
   * Joins the work for `key`, or starts it. A key must contain the caller's identity, or answers would reach others.
   */
  join<T>(key: string, waiter: Signal, work: Work<T>): Joined<T>;
}

/** Work that runs once for many. It is cancelled when no one waits any more, or by itself. */
export type Work<T> = (cancellation: Cancellation) => Promise<T>;

export interface SingleFlightOptions {
  /** Whether the work goes on, and can be joined, when no one waits any more. By default it is aborted. */
  readonly lasting?: boolean;
}

export function createSingleFlight({ lasting = false }: SingleFlightOptions = {}): SingleFlight {
  // Not a Map: when a Map is filled and emptied all the time, V8 leaves outgrown tables behind. Each holds on to the
  // next table and to old answers until a full garbage collection.
  const underWay: Record<string, WorkInFlight> = Object.create(null);

  function start(key: string, work: Work<unknown>): WorkInFlight {
    const cancellation = new Cancellation();
    const result = work(cancellation);
    const inFlight = { result, cancellation, waiters: 0 };
    underWay[key] = inFlight;
    const end = () => forget(key, inFlight);
    // Both outcomes are handled: a rejected promise without a handler would end the process.
    result.then(end, end);
    return inFlight;
  }

  function forget(key: string, inFlight: WorkInFlight): void {
    if (underWay[key] === inFlight) delete underWay[key];
  }

  return {
    join<T>(key: string, waiter: Signal, work: Work<T>): Joined<T> {
      if (waiter.aborted) return { result: Promise.reject(waiter.reason), shared: false };
      const existing = underWay[key];
      const inFlight = existing ?? start(key, work);
      inFlight.waiters += 1;
      const result = untilAborted(inFlight.result as Promise<T>, waiter, () => {
        inFlight.waiters -= 1;
        if (lasting || inFlight.waiters > 0) return;
        forget(key, inFlight);
        inFlight.cancellation.abort(waiter.reason);
      });
      return { result, shared: existing !== undefined };
    },
  };
}
