import { Cancellation, type Signal } from './cancellation.ts';

interface Flight {
  readonly landing: Promise<unknown>;
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

export interface Flights {
  /**
   * Runs `work` once for everybody who asks for `key` while it is under way. A waiter whose signal aborts leaves alone,
   * with its own reason. A key must name the caller's identity.
   */
  join<T>(key: string, waiter: Signal, work: Work<T>): Joined<T>;
}

/** What is done once for many: it is cancelled when nobody waits any more, or by the work's own doing. */
export type Work<T> = (cancellation: Cancellation) => Promise<T>;

export interface FlightOptions {
  /** Whether the work goes on, and can be joined, when nobody waits any more; otherwise it is then aborted. */
  readonly lasting?: boolean;
}

export function createFlights({ lasting = false }: FlightOptions = {}): Flights {
  // Not a Map: of one that is filled and emptied all the time, V8 leaves outgrown tables behind, each of which holds on to
  // the next one, and to the answers that were in it, until the whole heap is collected.
  const underWay: Record<string, Flight> = Object.create(null);

  function takeOff(key: string, work: Work<unknown>): Flight {
    const cancellation = new Cancellation();
    const landing = work(cancellation);
    const flight = { landing, cancellation, waiters: 0 };
    underWay[key] = flight;
    const forget = () => forgetFlight(key, flight);
    // Both branches are handled here: a side branch without a handler would end the process on a failure.
    landing.then(forget, forget);
    return flight;
  }

  function forgetFlight(key: string, flight: Flight): void {
    if (underWay[key] === flight) delete underWay[key];
  }

  return {
    join<T>(key: string, waiter: Signal, work: Work<T>): Joined<T> {
      if (waiter.aborted) return { result: Promise.reject(waiter.reason), shared: false };
      const existing = underWay[key];
      const flight = existing ?? takeOff(key, work);
      flight.waiters += 1;
      const result = untilAborted(flight.landing as Promise<T>, waiter, () => {
        flight.waiters -= 1;
        if (lasting || flight.waiters > 0) return;
        forgetFlight(key, flight);
        flight.cancellation.abort(waiter.reason);
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
