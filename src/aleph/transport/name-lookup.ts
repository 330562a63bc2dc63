import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../async/clock.ts';

const FAILURE_KEPT_MS = 1_000;
/** The API and the token endpoint; files come from the API. */
const MAX_NAMES = 10;

/**
 * Looks names up as Node does. Exception: a recent failure is repeated from memory, since each look-up holds a thread.
 */
export function createNameLookup(clock: Pick<Clock, 'now'>, lookup: LookupFunction = systemLookup): LookupFunction {
  const failures = new LRUCache<string, NodeJS.ErrnoException>({
    max: MAX_NAMES,
    ttl: FAILURE_KEPT_MS,
    perf: clock,
    ttlResolution: 0,
  });
  return (hostname, options, callback) => {
    const known = failures.get(hostname);
    if (known !== undefined) {
      process.nextTick(callback, known, '');
      return;
    }
    lookup(hostname, options, (error, ...found) => {
      if (error) failures.set(hostname, error);
      callback(error, ...found);
    });
  };
}
