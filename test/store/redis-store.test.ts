import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { PlacementStore, StoreUnavailable, Ticket } from '../../src/store/records.ts';
import { createRedisStore } from '../../src/store/redis-store.ts';
import { freePort, HAS_REDIS, type Redis, startRedis } from '../support/store/redis.ts';
import { SENDING_MS, STEPS, walkBoth } from '../support/store/steps.ts';

const CLEARANCE = { contract: 'c', mostPerHour: 10, ended: [] };
const TICKET: Ticket = { key: 'k', name: 'n', fingerprint: 'f', owner: 'a' };

/** Skipped where redis-server is not installed. */
describe.skipIf(!HAS_REDIS)('the store on Redis', () => {
  let redis: Redis;
  let store: PlacementStore;

  beforeEach(async () => {
    redis = await startRedis();
    store = await openStore(redis.url);
  });
  afterEach(() => redis.close());

  async function openStore(url: string, settleMs = 0, warnings: string[] = []): Promise<PlacementStore> {
    const made = createRedisStore({ url, settleMs, sendingMs: SENDING_MS, warn: (reason) => warnings.push(reason) });
    await made.open();
    onTestFinished(() => made.close());
    return made;
  }

  async function reasonOf(promise: Promise<unknown>): Promise<string> {
    return promise.then(
      () => 'none',
      (error: StoreUnavailable) => error.reason,
    );
  }

  test('answers as the table of transitions does, over random steps without waiting', async () => {
    const other = await openStore(redis.url);
    await fc.assert(
      fc.asyncProperty(STEPS, fc.boolean(), async (steps, isOther) => {
        redis.cli('FLUSHALL');
        const timeless = steps.filter(({ kind }) => kind !== 'pass');
        const { told, expected } = await walkBoth(timeless, isOther ? other : store, () => undefined);
        expect(told).toEqual(expected);
      }),
      { numRuns: 150, seed: 26 },
    );
  }, 60_000);

  test('gives one of 200 parallel claims of two processes the key', async () => {
    const stores = [store, await openStore(redis.url)];
    const claims = Array.from({ length: 200 }, (_, index) =>
      (stores[index % 2] as PlacementStore).claim({ ...TICKET, owner: `owner ${index}` }),
    );
    const kinds = (await Promise.all(claims)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'CLAIMED')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'RUNNING')).toHaveLength(199);
  });

  test('takes no writes until it is as old as it takes writes to settle, and begins anew after a flush', async () => {
    const settling = await openStore(redis.url, 400);
    expect(await reasonOf(settling.claim(TICKET))).toBe('SETTLING');
    await expect.poll(() => reasonOf(settling.claim(TICKET))).toBe('none');
    redis.cli('FLUSHALL');
    expect(await reasonOf(settling.claim({ ...TICKET, key: 'other' }))).toBe('SETTLING');
  });

  test('lets nobody send by a record of an earlier run', async () => {
    await store.claim(TICKET);
    for (const kind of ['key:k', 'name:n']) redis.cli('HSET', `aleph-graphql:{writes}:${kind}`, 'run', 'earlier');
    expect(await store.clear(TICKET, CLEARANCE)).toEqual({ kind: 'LOST' });
  });

  test('cannot be used where Redis may drop records, and warns of it at the start', async () => {
    redis.cli('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    const warnings: string[] = [];
    const dropping = await openStore(redis.url, 0, warnings);
    expect(await reasonOf(dropping.claim(TICKET))).toBe('EVICTION_POLICY');
    expect(warnings).toEqual(['EVICTION_POLICY']);
  });

  test('says that Redis is slow while it hangs, within a second, and goes on afterwards', async () => {
    redis.signal('SIGSTOP');
    const startedAt = performance.now();
    expect(['SLOW', 'DOWN']).toContain(await reasonOf(store.claim(TICKET)));
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    redis.signal('SIGCONT');
    await expect.poll(() => reasonOf(store.claim({ ...TICKET, key: 'later', name: 'later' }))).toBe('none');
  });

  test('is down while Redis is gone, and comes back with it, by a new run', async () => {
    const port = await freePort();
    const first = await startRedis(port);
    const own = await openStore(first.url);
    await own.claim(TICKET);
    await first.close();
    expect(await reasonOf(own.clear(TICKET, CLEARANCE))).toBe('DOWN');
    const second = await startRedis(port);
    onTestFinished(() => second.close());
    await expect.poll(() => reasonOf(own.claim({ ...TICKET, key: 'new' }))).toBe('none');
    expect(await own.clear(TICKET, CLEARANCE)).toEqual({ kind: 'LOST' });
  });
});
