import type { Aleph, AlephClient } from '../aleph/client.ts';
import { storeUrlIn } from '../aleph/sign-in/authorization.ts';
import { createWrites, type Writes } from '../aleph/writes/writes.ts';
import { type Clock, systemClock } from '../async/clock.ts';
import type { Config } from '../config/config.ts';
import { type Log, placeOf } from '../exchange/log.ts';
import type { Metrics } from '../observability/metrics.ts';
import type { WriteDesk } from '../resolvers/writes/desk.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import type { PlacementStore } from '../store/records.ts';
import { createRedisStore } from '../store/redis-store.ts';

export interface WritesReport {
  readonly log: Log;
  /** Undefined inside a program that has metrics of its own. */
  readonly metrics: Pick<Metrics, 'noteDoublePlacement'> | undefined;
}

/** The writes of one facade, with the records behind their keys. */
export function openWrites(aleph: Aleph, config: Config, { log, metrics }: WritesReport): Writes {
  const { clock = systemClock } = aleph;
  const { writeSettleMs: settleMs, writeLookupDelayMs: lookUpDelayMs } = config;
  return createWrites({
    clock,
    store: createStore(config, clock, log),
    contracts: config.mutationContracts,
    mostPerHour: config.maxPlacementsPerHour,
    ...{ settleMs, lookUpDelayMs },
    report: {
      twins(found) {
        metrics?.noteDoublePlacement();
        log.error(found, 'double placement');
      },
      unforeseen: (error) => log.error(error instanceof Error ? placeOf(error) : {}, 'unforeseen error'),
    },
  });
}

function createStore(config: Config, clock: Clock, log: Log): PlacementStore {
  const { redisUrl, writeSettleMs: settleMs, upstreamTimeoutMs, writeLookupDelayMs } = config;
  // Until then its owner may still be at work.
  const times = { settleMs, sendingMs: Math.max(settleMs, 2 * upstreamTimeoutMs + writeLookupDelayMs) };
  if (redisUrl !== undefined) {
    const warn = (reason: string) => log.warn({ reason }, 'the store of keys cannot be used');
    return createRedisStore({ ...times, url: storeUrlIn(redisUrl), warn });
  }
  if (config.upstream === 'live') {
    log.warn({}, 'without REDIS_URL two processes may place the same thing twice: run one process, or set it');
  }
  return createMemoryStore({ ...times, clock });
}

/** The way to write for one operation. Its time begins with its request. */
export function openDesk({ direct }: AlephClient, writes: Writes, { operationTimeoutMs }: Config): WriteDesk {
  const { clock } = writes;
  return { writes, applicant: { access: direct, deadline: clock.now() + operationTimeoutMs }, audit: {} };
}
