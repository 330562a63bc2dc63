import type { Signal } from './cancellation.ts';

interface Lane {
  atWork: number;
  /** Each takes the place of one who is done. */
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

  /** In one go: whoever comes between two steps of it would wait for nobody. */
  function handOver(name: string, lane: Lane): void {
    const next = lane.waiting.shift();
    if (next === undefined) lane.atWork -= 1;
    else next();
    if (lane.atWork === 0) lanes.delete(name);
  }

  return async (name, work, signal) => {
    const lane = lanes.get(name) ?? { atWork: 0, waiting: [] };
    if (bounds !== undefined && lane.atWork + lane.waiting.length >= bounds.longest) throw bounds.full();
    lanes.set(name, lane);
    if (lane.atWork < width) lane.atWork += 1;
    else await turnIn(lane, signal);
    try {
      return await work();
    } finally {
      handOver(name, lane);
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
