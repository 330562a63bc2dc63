import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import type { PlacementStore, StoreUnavailable, Ticket } from '../../src/store/records.ts';
import { createFakeClock, type FakeClock } from '../support/clock.ts';
import { MOST_PER_HOUR, SENDING_MS, STEPS, walkBoth } from '../support/store/steps.ts';

const TIMES = { settleMs: 0, sendingMs: SENDING_MS };
const CLEARANCE = { contract: 'c', mostPerHour: 2, ended: [] };

let clock: FakeClock;
let store: PlacementStore;

beforeEach(() => {
  clock = createFakeClock();
  store = createMemoryStore({ clock, ...TIMES });
});

function ticket(key: string, changes: Partial<Ticket> = {}): Ticket {
  return { key, name: `name of ${key}`, fingerprint: 'f', owner: `owner of ${key}`, ...changes };
}

async function failure(promise: Promise<unknown>): Promise<StoreUnavailable> {
  return promise.then(
    () => expect.unreachable('nothing was thrown'),
    (error) => error,
  );
}

describe('the store in memory', () => {
  test('answers as the table of transitions does, over random steps', async () => {
    await fc.assert(
      fc.asyncProperty(STEPS, async (steps) => {
        const ownClock = createFakeClock();
        const { told, expected } = await walkBoth(
          steps,
          createMemoryStore({ clock: ownClock, ...TIMES }),
          ownClock.advance,
        );
        expect(told).toEqual(expected);
      }),
      { numRuns: 1_500, seed: 26 },
    );
  });

  test('clears one attempt alone while the name has one that is under way or in doubt', async () => {
    const attempts = ['a', 'b', 'c', 'd'].map((owner, at) => ticket(at < 2 ? 'k1' : `k${at}`, { owner, name: 'n' }));
    const moves = fc.array(fc.tuple(fc.nat(3), fc.nat(9), fc.constantFrom(0, 1_000, 15_000, 70_000)), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(moves, async (run) => {
        const ownClock = createFakeClock();
        const own = createMemoryStore({ clock: ownClock, ...TIMES });
        /** The attempt whose POST may have been carried out. */
        let sender: string | undefined;
        for (const [who, what, ms] of run) {
          const one = attempts[who] as Ticket;
          ownClock.advance(ms);
          if (what < 4) await own.claim(one);
          else if (what < 7) {
            const { kind } = await own.clear(one, { ...CLEARANCE, mostPerHour: 99 });
            if (kind !== 'SENDING') continue;
            expect([undefined, one.owner]).toContain(sender);
            sender = one.owner;
          } else if (sender === one.owner) {
            // A crash is no step: then nothing more comes from the owner.
            await own.end(one, 'c', what === 7 ? { kind: 'RELEASED' } : { kind: 'UNCERTAIN', ended: [] });
            if (what === 7) sender = undefined;
          }
        }
      }),
      { numRuns: 1_000, seed: 27 },
    );
  });

  test('takes no writes before the settle time is over, and tells how long that is', async () => {
    const young = createMemoryStore({ clock, settleMs: 60_000, sendingMs: SENDING_MS });
    clock.advance(20_000);
    expect(await failure(young.claim(ticket('k')))).toMatchObject({ reason: 'SETTLING', waitMs: 40_000 });
    clock.advance(40_000);
    expect(await young.claim(ticket('k'))).toEqual({ kind: 'CLAIMED' });
  });

  test('refuses a new key when it is full of doubts, and still answers the keys that it has', async () => {
    const small = createMemoryStore({ clock, ...TIMES, mostKeys: 2 });
    for (const key of ['a', 'b']) {
      await small.claim(ticket(key));
      await small.clear(ticket(key), CLEARANCE);
      await small.end(ticket(key), 'c', { kind: 'UNCERTAIN', ended: [] });
    }
    expect(await failure(small.claim(ticket('new')))).toMatchObject({ reason: 'FULL' });
    expect(await small.claim(ticket('a'))).toMatchObject({ kind: 'DOUBT' });
  });

  test('when full, forgets the oldest key that placed nothing itself, and none that did', async () => {
    const small = createMemoryStore({ clock, ...TIMES, mostKeys: 2 });
    await small.claim(ticket('placed'));
    await small.end(ticket('placed'), 'c', { kind: 'PLACED', id: '1' });
    await small.claim(ticket('found'));
    await small.end(ticket('found'), 'c', { kind: 'FOUND_EXISTING', id: '2' });
    expect(await small.claim(ticket('new'))).toEqual({ kind: 'CLAIMED' });
    expect(await small.claim(ticket('placed'))).toMatchObject({ kind: 'DONE', id: '1' });
    expect(await small.claim(ticket('found'), true)).toEqual({ kind: 'ABSENT' });
  });

  test('makes room of what has expired', async () => {
    const small = createMemoryStore({ clock, ...TIMES, mostKeys: 1 });
    await small.claim(ticket('old'));
    await small.end(ticket('old'), 'c', { kind: 'PLACED', id: '1' });
    clock.advance(86_400_000);
    expect(await small.claim(ticket('new'))).toEqual({ kind: 'CLAIMED' });
  });

  test('limits placements by contract, gives back those that Aleph refused, and names the wait', async () => {
    const send = async (key: string, contract: string) => {
      await store.claim(ticket(key));
      return store.clear(ticket(key), { ...CLEARANCE, contract });
    };
    await send('a', 'c');
    clock.advance(1_000);
    await send('b', 'c');
    expect(await send('other', 'd')).toMatchObject({ kind: 'SENDING' });
    expect(await send('x', 'c')).toEqual({ kind: 'LIMITED', waitMs: 3_599_000 });
    await store.end(ticket('b'), 'c', { kind: 'RELEASED' });
    expect(await store.clear(ticket('x'), CLEARANCE)).toMatchObject({ kind: 'SENDING' });
  });

  test('tells of a doubt when it left and which ids had ended before, by its key and by its name', async () => {
    await store.claim(ticket('k'));
    const cleared = await store.clear(ticket('k'), { ...CLEARANCE, ended: ['7'] });
    const since = clock.wallNow();
    expect(cleared).toEqual({ kind: 'SENDING', since });
    clock.advance(5_000);
    await store.end(ticket('k'), 'c', { kind: 'UNCERTAIN', ended: ['7'] });
    const doubt = { ticket: ticket('k'), since, ended: ['7'] };
    expect(await store.claim(ticket('k', { owner: 'later' }))).toEqual({ kind: 'DOUBT', guard: 'KEY', doubt });
    expect(await store.claim(ticket('k2', { name: 'name of k' }))).toEqual({ kind: 'DOUBT', guard: 'NAME', doubt });
  });

  test('lets the owner send again after a refused token, without counting it twice', async () => {
    const once = { ...CLEARANCE, mostPerHour: 1 };
    await store.claim(ticket('k'));
    expect(await store.clear(ticket('k'), once)).toMatchObject({ kind: 'SENDING' });
    expect(await store.clear(ticket('k'), once)).toMatchObject({ kind: 'SENDING' });
    expect(MOST_PER_HOUR).toBeGreaterThan(once.mostPerHour);
  });

  test('keeps a doubt of its owner although the record is gone, and not over a record of another', async () => {
    await store.end(ticket('k'), 'c', { kind: 'UNCERTAIN', ended: [] });
    expect(await store.claim(ticket('k'))).toMatchObject({ kind: 'DOUBT' });
    await store.claim(ticket('other'));
    await store.end(ticket('other', { owner: 'stranger' }), 'c', { kind: 'UNCERTAIN', ended: [] });
    expect(await store.claim(ticket('other'))).toMatchObject({ kind: 'RUNNING' });
  });
});
