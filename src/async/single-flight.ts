import { Cancellation, type Signal } from './cancellation.ts';

interface WorkInFlight {
  readonly result: Promise<unknown>;
  readonly cancellation: Cancellation;
  waiters: number;
}

export interface Joined<T> {
  readonly result: Promise<T>;
  /** True when the work was already under way for somebody else. */
  readonly shared: boolean;
}

/** Waits for what was joined. Whoever hands it in learns whether an operation does work or waits for somebody else's. */
export type Follow = <T>(joined: Joined<T>) => Promise<T>;

/** For those to whom it makes no difference. */
export const justFollow: Follow = ({ result }) => result;

export interface SingleFlight {
  /**
   * Runs `work` once for everybody who asks for `key` while it is under way. A waiter whose signal aborts leaves alone,
   * with its own reason. A key must name the caller's identity.
   */
  join<T>(key: string, waiter: Signal, work: Work<T>): Joined<T>;
}

/** What is done once for many: it is cancelled when nobody waits any more, or by the work's own doing. */
export type Work<T> = (cancellation: Cancellation) => Promise<T>;

export interface SingleFlightOptions {
  /** Whether the work goes on, and can be joined, when nobody waits any more; otherwise it is then aborted. */
  readonly lasting?: boolean;
}

export function createSingleFlight({ lasting = false }: SingleFlightOptions = {}): SingleFlight {
  // Not a Map: of one that is filled and emptied all the time, V8 leaves outgrown tables behind, each of which holds on to
  // the next one, and to the answers that were in it, until the whole heap is collected.
  const underWay: Record<string, WorkInFlight> = Object.create(null);

  function start(key: string, work: Work<unknown>): WorkInFlight {
    const cancellation = new Cancellation();
    const result = work(cancellation);
    const inFlight = { result, cancellation, waiters: 0 };
    underWay[key] = inFlight;
    const end = () => forget(key, inFlight);
    // Both branches are handled here: a side branch without a handler would end the process on a failure.
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

/** Follows `promise` until `signal` aborts; then calls `onLeave` once and rejects with the signal's reason. */
function untilAborted<T>(promise: Promise<T>, signal: Signal, onLeave: () => void): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const leave = () => {
      onLeave();
      reject(signal.reason);
    };
    signal.addEventListener('abort', leave, { once: true });
    const stay = () => signal.removeEventListener('abort', leave);
    promise.then(
      (value) => {
        stay();
        resolve(value);
      },
      (error: unknown) => {
        stay();
        reject(error);
      },
    );
  });
}
