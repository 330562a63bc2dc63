import type { Signal } from './cancellation.ts';

interface Compartment {
  atWork: number;
  /** Starters of the work that waits, in order of arrival. */
  readonly waiting: (() => void)[];
}

/**
 * Runs work in the compartment of a name.
 *
 * A bulkhead keeps one caller from using up a resource that all share. Each name has a compartment with a fixed number
 * of slots. Work that finds no slot waits in order of arrival, and only behind work of its own name. A slot that comes
 * free passes directly to the first in the queue, so nobody can take it in between. Waiting work rejects with the
 * reason of its signal once that aborts. An empty compartment is forgotten.
 */
export type Bulkhead = <T>(name: string, work: () => Promise<T>, signal?: Signal) => Promise<T>;

export interface BulkheadBounds {
  /** Most pieces of work in one compartment, running and waiting. */
  readonly longest: number;
  readonly full: () => Error;
}

export function createBulkhead(width: number, bounds?: BulkheadBounds): Bulkhead {
  const compartments = new Map<string, Compartment>();

  /** Frees the slot and passes it on in one step: between two steps, new work could wait with no one to wake it. */
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
