import type { Signal } from './cancellation.ts';

interface Lane {
  /** Those at work and those who wait. */
  busy: number;
  readonly waiting: (() => void)[];
}

/**
 * Runs work under a name, so much of it at once; the rest waits in order of arrival. Who waits leaves with the signal's
 * reason once it aborts.
 */
export type Lanes = <T>(name: string, work: () => Promise<T>, signal?: Signal) => Promise<T>;

export interface LaneBounds {
  /** Those at work and those who wait. */
  readonly longest: number;
  readonly full: () => Error;
}

export function createLanes(width: number, bounds?: LaneBounds): Lanes {
  const lanes = new Map<string, Lane>();

  async function run<T>(lane: Lane, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      lane.waiting.shift()?.();
    }
  }

  return async (name, work, signal) => {
    const lane = lanes.get(name) ?? { busy: 0, waiting: [] };
    if (bounds !== undefined && lane.busy >= bounds.longest) throw bounds.full();
    lanes.set(name, lane);
    lane.busy += 1;
    try {
      if (lane.busy > width) await turnIn(lane, signal);
      return await run(lane, work);
    } finally {
      lane.busy -= 1;
      if (lane.busy === 0) lanes.delete(name);
    }
  };
}

function turnIn({ waiting }: Lane, signal?: Signal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const leave = () => {
      waiting.splice(waiting.indexOf(go), 1);
      reject(signal?.reason);
    };
    const go = () => {
      signal?.removeEventListener('abort', leave);
      resolve();
    };
    waiting.push(go);
    signal?.addEventListener('abort', leave, { once: true });
  });
}
