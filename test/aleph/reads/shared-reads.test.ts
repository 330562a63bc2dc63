import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createSharedReads, type Fetched, type ShareKey } from '../../../src/aleph/reads/shared-reads.ts';
import { Losses } from '../../../src/json/losses.ts';
import { createFakeClock } from '../../support/clock.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const KEY: ShareKey = { identity: 'one', contractId: 'cont.1', method: 'GET', path: '/contracts', body: undefined };
const waiter = new AbortController().signal;

/** Answers with how often it was asked. */
function counting() {
  let count = 0;
  return async (): Promise<Fetched<{ count: number }>> => {
    count += 1;
    return { value: { count }, bytes: 10, losses: new Losses() };
  };
}

const answerOf = async ({ result }: { result: Promise<Fetched<{ count: number }>> }) => (await result).value.count;

describe('a kept answer', () => {
  afterEach(() => vi.useRealTimers());

  test('is gone from memory when its time is over, though nobody looks for it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const clock = createFakeClock();
    const sharedReads = createSharedReads(clock);
    const read = async () => new WeakRef(await sharedReads.read(KEY, 1_000, waiter, counting()).result);
    const kept = await read();
    const isInMemory = async () => {
      // What was looked at is held until the end of the turn.
      await new Promise((done) => setImmediate(done));
      collectGarbage();
      return kept.deref() !== undefined;
    };
    expect(await isInMemory()).toBe(true);
    clock.advance(1_002);
    vi.advanceTimersByTime(1_002);
    expect(await isInMemory()).toBe(false);
  });
});

describe('a shared read', () => {
  test('is made once for all who ask while it is under way', async () => {
    const sharedReads = createSharedReads(createFakeClock());
    const work = counting();
    const reads = [1, 2, 3].map(() => sharedReads.read(KEY, 0, waiter, work));
    expect(await Promise.all(reads.map(answerOf))).toEqual([1, 1, 1]);
    expect(reads.map(({ shared }) => shared)).toEqual([false, true, true]);
  });

  test('is frozen where two have it, and left as it is where nobody else does', async () => {
    const sharedReads = createSharedReads(createFakeClock());
    const alone = await sharedReads.read(KEY, 0, waiter, counting()).result;
    expect(Object.isFrozen(alone.value)).toBe(false);
    const work = counting();
    const [first, second] = [1, 2].map(() => sharedReads.read(KEY, 0, waiter, work).result);
    expect(Object.isFrozen((await second)?.value)).toBe(true);
    expect((await first)?.value).toBe((await second)?.value);
  });

  test.each<[string, Partial<ShareKey>]>([
    ['identity', { identity: 'two' }],
    ['contract', { contractId: 'cont.2' }],
    ['contract, where one has none', { contractId: undefined }],
    ['method', { method: 'POST' }],
    ['path', { path: '/contracts?limit=1' }],
    ['body', { body: '{}' }],
  ])('is not shared with another %s', async (_what, changes) => {
    const sharedReads = createSharedReads(createFakeClock());
    const work = counting();
    const reads = [KEY, { ...KEY, ...changes }].map((key) => sharedReads.read(key, 60_000, waiter, work));
    expect(await Promise.all(reads.map(answerOf))).toEqual([1, 2]);
    expect(sharedReads.kept<{ count: number }>({ ...KEY, ...changes })?.value.count).toBe(2);
  });

  test('takes no key for another that joins to the same text', async () => {
    const sharedReads = createSharedReads(createFakeClock());
    const work = counting();
    const keys = [
      { ...KEY, identity: 'a', contractId: 'b"c' },
      { ...KEY, identity: 'a"b', contractId: 'c' },
    ];
    expect(await Promise.all(keys.map((key) => answerOf(sharedReads.read(key, 0, waiter, work))))).toEqual([1, 2]);
  });

  test('is kept for its time and no longer', async () => {
    const clock = createFakeClock();
    const sharedReads = createSharedReads(clock);
    await sharedReads.read(KEY, 60_000, waiter, counting()).result;
    clock.advance(60_000);
    expect(sharedReads.kept(KEY)?.value).toEqual({ count: 1 });
    clock.advance(1);
    expect(sharedReads.kept(KEY)).toBeUndefined();
  });

  test('is not kept when it asks for no time, nor when it fails', async () => {
    const sharedReads = createSharedReads(createFakeClock());
    await sharedReads.read(KEY, 0, waiter, counting()).result;
    expect(sharedReads.kept(KEY)).toBeUndefined();
    const failing = sharedReads.read(KEY, 60_000, waiter, () => Promise.reject(new Error('down')));
    await expect(failing.result).rejects.toThrow('down');
    expect(sharedReads.kept(KEY)).toBeUndefined();
  });

  test('that is kept cannot be changed by one who got it', async () => {
    const sharedReads = createSharedReads(createFakeClock());
    const value = { rows: [{ name: 'a', tags: ['x'] }] };
    await sharedReads.read(KEY, 60_000, waiter, async () => ({ value, bytes: 1, losses: new Losses() })).result;
    const kept = sharedReads.kept<typeof value>(KEY)?.value;
    expect(() => kept?.rows.push({ name: 'b', tags: [] })).toThrow(TypeError);
    expect(() => kept?.rows[0]?.tags.push('y')).toThrow(TypeError);
    expect(() => Object.assign(kept?.rows[0] ?? {}, { name: 'c' })).toThrow(TypeError);
  });

  test('makes room for the newest within 32 MiB', async () => {
    const sharedReads = createSharedReads(createFakeClock());
    for (let number = 0; number < 5; number += 1) {
      const bytes = 8 * 1024 * 1024;
      await sharedReads.read({ ...KEY, path: `/${number}` }, 60_000, waiter, async () => ({
        value: number,
        bytes,
        losses: new Losses(),
      })).result;
    }
    const kept = [0, 1, 2, 3, 4].map((number) => sharedReads.kept({ ...KEY, path: `/${number}` })?.value);
    expect(kept).toEqual([undefined, 1, 2, 3, 4]);
  });
});
