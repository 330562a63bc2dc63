import type { Signal } from './cancellation.ts';

interface Compartment {
  atWork: number;
  /** Each takes the place of one who is done. */
  readonly waiting: (() => void)[];
}

/**
 * Runs work under a name, so much of it at once; the rest waits in order of arrival. Who waits leaves with the signal's
 * reason once it aborts.
 */
export type Bulkhead = <T>(name: string, work: () => Promise<T>, signal?: Signal) => Promise<T>;

export interface BulkheadBounds {
  /** Those at work and those who wait. */
  readonly longest: number;
  readonly full: () => Error;
}

export function createBulkhead(width: number, bounds?: BulkheadBounds): Bulkhead {
  const compartments = new Map<string, Compartment>();

  /** In one go: whoever comes between two steps of it would wait for nobody. */
  function handOver(name: string, compartment: Compartment): void {
    const next = compartment.waiting.shift();
    if (next === undefined) compartment.atWork -= 1;
    else next();
    if (compartment.atWork === 0) compartments.delete(name);
  }

  return async (name, work, signal) => {
    const compartment = compartments.get(name) ?? { atWork: 0, waiting: [] };
    if (bounds !== undefined && compartment.atWork + compartment.waiting.length >= bounds.longest) throw bounds.full();
    compartments.set(name, compartment);
    if (compartment.atWork < width) compartment.atWork += 1;
    else await slotIn(compartment, signal);
    try {
      return await work();
    } finally {
      handOver(name, compartment);
    }
  };
}

function slotIn({ waiting }: Compartment, signal?: Signal): Promise<void> {
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
