import type { Secret } from '../aleph/sign-in/secret.ts';

/** The settings of writes. */
export interface WriteSettings {
  /** Whether mutations run. */
  readonly mutations: boolean;
  /** The only contracts that may be written to; all when empty. */
  readonly mutationContracts: readonly string[];
  /** Tasks and orders of one contract within an hour. */
  readonly maxPlacementsPerHour: number;
  /** The store of keys that several processes share. Undefined for one in memory. It may hold a password. */
  readonly redisUrl: Secret | undefined;
  /** A store of keys younger than this takes no writes. */
  readonly writeSettleMs: number;
  /** Between a lost answer and the look-up for its result. */
  readonly writeLookupDelayMs: number;
}
