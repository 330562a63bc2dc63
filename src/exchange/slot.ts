import type { Follow } from '../async/single-flight.ts';

/** A place at work. */
export interface Slot {
  /** Gives the place away while the operation only waits for a call that was made for another one. */
  readonly follow: Follow;
  leave(): void;
}
