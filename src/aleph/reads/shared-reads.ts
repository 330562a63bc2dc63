import { LRUCache } from 'lru-cache';
import type { Signal } from '../../async/cancellation.ts';
import type { Clock } from '../../async/clock.ts';
import { createSingleFlight, type Joined, type Work } from '../../async/single-flight.ts';
import { deepFreeze } from '../../json/freeze.ts';
import type { Losses } from '../../json/losses.ts';

/** The name of a read across requests. It contains the identity, so nothing is shared between callers. */
export interface ShareKey {
  readonly identity: string;
  readonly contractId: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly body: string | undefined;
}

export interface Fetched<T> {
  readonly value: T;
  /** Length of the decoded body; about the memory that the value takes. */
  readonly bytes: number;
  readonly losses: Losses;
}

export interface SharedReads {
  /** A kept answer for `key`, if one is still fresh. */
  kept<T>(key: ShareKey): Fetched<T> | undefined;
  /** Joins the same read of the same identity when one is under way, else starts it; keeps its answer for `keepMs`. */
  read<T>(key: ShareKey, keepMs: number, waiter: Signal, work: Work<Fetched<T>>): Joined<Fetched<T>>;
  /** From now on no read of this contract joins one that is under way: a write may have changed the answer. */
  detach(contractId: string): void;
}

const MAX_KEPT = 2_000;
const MAX_KEPT_BYTES = 32 * 1024 * 1024;
const MAX_DETACHED = 1_000;

/** Shared reads: identical reads under way run once (single flight), and answers are kept as long as a read allows. */
export function createSharedReads(clock: Clock): SharedReads {
  const singleFlight = createSingleFlight();
  const answers = new LRUCache<string, Fetched<unknown>>({
    max: MAX_KEPT,
    maxSize: MAX_KEPT_BYTES,
    sizeCalculation: (answer) => Math.max(1, answer.bytes),
    perf: clock,
    ttlResolution: 0,
    // Without autopurge, expired answers stay in memory until the next look-up.
    ttlAutopurge: true,
  });
  /** The number of writes of this process up to the last one of a contract. */
  const writes = new LRUCache<string, number>({ max: MAX_DETACHED });
  let written = 0;
  const epochOf = ({ contractId = '' }: ShareKey) => (written === 0 ? undefined : writes.get(contractId));

  return {
    detach(contractId) {
      written += 1;
      writes.set(contractId, written);
    },
    kept: <T>(key: ShareKey) => answers.get(nameOf(key)) as Fetched<T> | undefined,
    read<T>(key: ShareKey, keepMs: number, waiter: Signal, work: Work<Fetched<T>>) {
      // Only lists that no write changes are kept: contracts, products, collections.
      const epoch = keepMs > 0 ? undefined : epochOf(key);
      const name = epoch === undefined ? nameOf(key) : `${epoch} ${nameOf(key)}`;
      const { result, shared } = singleFlight.join(name, waiter, async (cancellation) => {
        const answer = await work(cancellation);
        if (keepMs > 0) answers.set(name, deepFreeze(answer), { ttl: keepMs });
        return answer;
      });
      return { result: shared ? result.then(deepFreeze) : result, shared };
    },
  };
}

function nameOf({ identity, contractId, method, path, body }: ShareKey): string {
  return JSON.stringify([identity, contractId, method, path, body]);
}
