import type { Follow } from '../async/single-flight.ts';

/** The right to run one operation under the concurrency limit. */
export interface Slot {
  /** Frees the slot while the operation waits for a call of another operation, and takes it back afterwards. */
  readonly follow: Follow;
  leave(): void;
}
