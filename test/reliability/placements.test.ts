import { describe, expect, test } from 'vitest';
import { isClean, measureOneKey, measurePlacements } from '../../reliability/runners/placements.ts';
import { HAS_REDIS } from '../support/store/redis.ts';

const COUNTS = { requests: 120, width: 24 };

describe('tasks and orders behind an Aleph that loses answers', () => {
  test('are placed once by one process, and every doubt is called a doubt', async () => {
    const tally = await measurePlacements({ processes: 1, store: 'MEMORY', seed: 1 }, COUNTS);

    expect(tally).toSatisfy(isClean);
    expect(tally.unknownWrites).toBeGreaterThan(3);
    expect(tally.told.get('UNCERTAIN')).toBeGreaterThan(0);
    expect(tally.told.get('LOST')).toBeUndefined();
  });

  test.skipIf(!HAS_REDIS)('are placed once by two processes with Redis (skipped without redis-server)', async () => {
    const tally = await measurePlacements({ processes: 2, store: 'REDIS', seed: 2 }, COUNTS);
    expect(tally).toSatisfy(isClean);
    expect(tally.unknownWrites).toBeGreaterThan(3);
  });

  test.skipIf(!HAS_REDIS)('are placed once while Redis is in trouble (skipped without redis-server)', async () => {
    const tally = await measurePlacements({ processes: 2, store: 'TROUBLED', seed: 3 }, { ...COUNTS, requests: 240 });
    expect(tally).toSatisfy(isClean);
  });

  test('are seen to be placed twice where two processes share no store', async () => {
    const tally = await measurePlacements({ processes: 2, store: 'MEMORY', seed: 4 }, COUNTS);
    expect(tally.doubles).toBeGreaterThan(0);
  });

  test.skipIf(!HAS_REDIS)('are placed once by many calls with one key (skipped without redis-server)', async () => {
    const { replies, placed } = await measureOneKey(1, 40);
    expect(placed).toBe(1);
    expect(replies.filter(({ told }) => told === 'PLACED').length).toBeGreaterThan(0);
    expect(replies.filter(({ told }) => !['PLACED', 'FOUND_EXISTING', 'ERROR'].includes(told))).toEqual([]);
  });
});
