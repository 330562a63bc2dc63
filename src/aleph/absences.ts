import { LRUCache } from 'lru-cache';
import type { Clock } from '../async/clock.ts';
import type { Party } from './transport/call-tally.ts';

/** Remembers for a while that Aleph lacks something. */
export interface Absence {
  isKnownTo(party: Party): boolean;
  /** `isForAll` where the answer says so of Aleph itself, whichever contract it was asked for. */
  note(party: Party, isForAll?: boolean): void;
}

const MOST_PARTIES = 1_000;
const ALL = '';

/** One answer counts for its caller and contract alone. Once two contracts got it, it counts for all. */
export function createAbsence(clock: Clock, keptMs: number): Absence {
  const contractIds = new LRUCache<string, string>({ max: MOST_PARTIES, ttl: keptMs, perf: clock, ttlResolution: 0 });
  const nameOf = ({ identity, contractId = '' }: Party) => `${identity} ${contractId}`;
  return {
    isKnownTo: (party) => contractIds.has(ALL) || contractIds.has(nameOf(party)),
    note(party, isForAll = false) {
      const { contractId = '' } = party;
      const others = [...contractIds.values()].some((other) => other !== contractId);
      contractIds.set(nameOf(party), contractId);
      if (isForAll || others) contractIds.set(ALL, ALL);
    },
  };
}
