import { describe, expect, test } from 'vitest';
import { startSandbox } from '../../../src/sandbox/server.ts';
import { createCatalog } from '../../../src/sandbox/world/imagery/catalog.ts';
import { type Caller, read, SEARCH, signIn, type Wire, withSandbox } from '../caller.ts';
import { AREA, orderOf, TASK } from './wishes.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 11, 1);

/** A sandbox whose clock stands still until a test moves it. */
async function withClock(
  options: { itemCount?: number; clockRate?: number },
  run: (caller: Caller, advance: (minutes: number) => void) => Promise<void>,
) {
  let now = START;
  await withSandbox({ itemCount: 0, ...options, now: () => now }, async (sandbox) => {
    await run(await signIn(sandbox), (minutes) => {
      now += minutes * MINUTE;
    });
  });
}

describe('a placed task', () => {
  test('is received, in progress after five minutes and completed after an hour', async () => {
    await withClock({}, async (caller, advance) => {
      const { task_id: id } = await read(caller.post('/tasking/tasks/', TASK));
      const seen = async () => {
        const { status } = await read(caller.get(`/tasking/tasks/${id}/`));
        const captures: Wire[] = (await read(caller.get(`/tasking/tasks/${id}/captures/`))).results;
        return [status, ...captures.map((capture) => capture.status)];
      };
      expect(await seen()).toEqual(['received']);
      advance(4.99);
      expect(await seen()).toEqual(['received']);
      advance(0.01);
      expect(await seen()).toEqual(['in_progress', 'scheduled']);
      advance(25);
      expect(await seen()).toEqual(['in_progress', 'processing']);
      advance(30);
      expect(await seen()).toEqual(['completed', 'published']);
      advance(60);
      expect(await seen()).toEqual(['completed', 'published']);
    });
  });

  test('moves between the filters of the list', async () => {
    await withClock({}, async (caller, advance) => {
      await caller.post('/tasking/tasks/', { ...TASK, task_name: 'moving' });
      const countIn = async (status: string) =>
        (await read(caller.get(`/tasking/tasks/?task_name=moving&status=${status}`))).count;
      const counts = async () => [await countIn('received'), await countIn('in_progress'), await countIn('completed')];
      expect(await counts()).toEqual([1, 0, 0]);
      advance(5);
      expect(await counts()).toEqual([0, 1, 0]);
      advance(55);
      expect(await counts()).toEqual([0, 0, 1]);
    });
  });

  test('over a city gets captures that keep their ids, whose items and scenes are found once it is completed', async () => {
    await withClock({ itemCount: 20_000 }, async (caller, advance) => {
      const { task_id: id } = await read(caller.post('/tasking/tasks/', TASK));
      const captures = async (): Promise<Wire[]> => (await read(caller.get(`/tasking/tasks/${id}/captures/`))).results;
      advance(10);
      const ids = (await captures()).map((capture) => capture.capture_id);
      expect(ids.length).toBeGreaterThan(0);
      const scenes = async () => (await read(caller.get(`/telluric/scenes/?sceneset_id=${ids[0]}`))).results;
      expect(await scenes()).toEqual([]);
      advance(50);
      expect((await captures()).map((capture) => capture.capture_id).sort()).toEqual(ids.toSorted());
      const filter = { op: '=', args: [{ property: 'satl:outcome_id' }, ids[0]] };
      const items = (await read(caller.post(SEARCH, { filter, 'filter-lang': 'cql2-json' }))).features;
      expect(items.length).toBeGreaterThan(0);
      const [scene] = await scenes();
      expect(scene.sceneset_id).toBe(ids[0]);
      const [{ url }] = scene.attachments;
      expect((await fetch(url)).status).toBe(200);
    });
  });

  test('shares no capture with another one, and has at most as many as it may', async () => {
    await withClock({ itemCount: 20_000 }, async (caller, advance) => {
      const wishes = Array.from({ length: 12 }, (_, turn) => ({ ...TASK, max_captures: 1 + (turn % 2) }));
      const placed: Wire[] = [];
      for (const wish of wishes) placed.push(await read(caller.post('/tasking/tasks/', wish)));
      advance(60);
      const ids: string[] = [];
      for (const { task_id: id, max_captures: most } of placed) {
        const captures: Wire[] = (await read(caller.get(`/tasking/tasks/${id}/captures/`))).results;
        expect(captures.length).toBeLessThanOrEqual(most);
        ids.push(...captures.map((capture) => capture.capture_id));
      }
      expect(new Set(ids).size).toBe(ids.length);
    });
  });

  test('that is canceled stays so, however much time goes by', async () => {
    await withClock({}, async (caller, advance) => {
      const { task_id: id } = await read(caller.post('/tasking/tasks/', TASK));
      advance(10);
      await caller.send('PATCH', `/tasking/tasks/${id}/cancel/`, {});
      advance(100);
      expect((await read(caller.get(`/tasking/tasks/${id}/`))).status).toBe('canceled');
      expect((await read(caller.get(`/tasking/tasks/${id}/captures/`))).results).toEqual([]);
    });
  });

  test('lives sixty times faster at a rate of 60, while its times and its token keep to the clock', async () => {
    await withClock({ clockRate: 60 }, async (caller, advance) => {
      const { properties } = await read(caller.post('/v2/orders/', orderOf()));
      advance(1);
      const order = (await read(caller.get(`/v2/orders/${properties.order_id}`))).properties;
      expect(order.status).toBe('closed');
      const events: Wire[] = (await read(caller.get(`/v2/orders/${properties.order_id}/events`))).results;
      const times = events.map(({ timestamp }) => Date.parse(timestamp) - START);
      expect(times).toEqual([MINUTE / 12, MINUTE]);
    });
  });
});

test.each([7, 0.3, 3600])('at a rate of %d events have times in whole milliseconds', async (clockRate) => {
  await withClock({ clockRate }, async (caller, advance) => {
    const { properties } = await read(caller.post('/v2/orders/', orderOf()));
    advance(240);
    const events: Wire[] = (await read(caller.get(`/v2/orders/${properties.order_id}/events`))).results;
    expect(events).toHaveLength(2);
    for (const { timestamp } of events) expect(timestamp).toMatch(/^2026-12-01T\d\d:\d\d:\d\d\.\d{6}Z$/);
  });
});

describe('a placed order', () => {
  const { passes } = createCatalog(1, 20_000);

  test('for tasking follows its task and delivers its captures', async () => {
    await withClock({ itemCount: 20_000 }, async (caller, advance) => {
      const { properties } = await read(caller.post('/v2/orders/', orderOf()));
      const path = `/v2/orders/${properties.order_id}`;
      const part = async (name: string): Promise<Wire[]> => (await read(caller.get(`${path}/${name}`))).results;
      const status = async () => (await read(caller.get(path))).properties.status;
      expect([await status(), await part('events'), await part('captures')]).toEqual(['received', [], []]);
      advance(5);
      expect([await status(), (await part('events')).length]).toEqual(['in_progress', 1]);
      const [event] = await part('events');
      const [capture] = await part('captures');
      advance(55);
      expect([await status(), await part('events')]).toEqual(['closed', [event, expect.anything()]]);
      const deliverables = await part('deliverables');
      expect(deliverables.map((one) => [one.status, one.capture_id])).toContainEqual(['DELIVERED', capture.capture_id]);
      const [delivered] = deliverables;
      expect((await read(caller.get(`/v2/deliverables/${delivered.deliverable_id}`))).order).toBe(properties.order_id);
    });
  });

  test('from the archive delivers the pass that it names, or comes to nothing', async () => {
    await withClock({ itemCount: 20_000 }, async (caller, advance) => {
      const outcome = passes[3]?.outcomeId;
      const place = async (id: string | undefined) => {
        const body = orderOf({ sku: 'ARCIMG-M.NN.NN', parameters: { outcome_id: id } }, AREA);
        return `/v2/orders/${(await read(caller.post('/v2/orders/', body))).properties.order_id}`;
      };
      const [known, unknown] = [await place(outcome), await place('nobody')];
      advance(60);
      const end = async (path: string) => [
        (await read(caller.get(path))).properties.status,
        (await read(caller.get(`${path}/deliverables`))).results.map((row: Wire) => [row.status, row.capture_id]),
      ];
      expect(await end(known)).toEqual(['closed', [['DELIVERED', outcome]]]);
      expect(await end(unknown)).toEqual(['closed', []]);
    });
  });

  test('was never changed later than now', async () => {
    await withClock({}, async (caller, advance) => {
      const ids: string[] = [];
      for (let turn = 0; turn < 8; turn += 1) {
        ids.push((await read(caller.post('/v2/orders/', orderOf()))).properties.order_id);
      }
      let elapsed = 0;
      for (const minutes of [0, 6, 60]) {
        advance(minutes);
        elapsed += minutes;
        for (const id of ids) {
          const {
            created_at: created,
            created: other,
            updated_at: updated,
          } = (await read(caller.get(`/v2/orders/${id}`))).properties;
          expect(Date.parse(created ?? other)).toBe(START);
          if (updated === undefined) continue;
          expect(Date.parse(updated)).toBeGreaterThanOrEqual(START);
          expect(Date.parse(updated)).toBeLessThanOrEqual(START + elapsed * MINUTE);
        }
      }
    });
  });
});

test('two sandboxes share nothing that was placed', async () => {
  const [one, other] = [await startSandbox({ itemCount: 0 }), await startSandbox({ itemCount: 0 })];
  await (await signIn(one)).post('/tasking/tasks/', TASK);
  expect([one.placements().length, other.placements().length]).toEqual([1, 0]);
  const count = async (caller: Caller) => (await read(caller.get(`/tasking/tasks/?task_name=${TASK.task_name}`))).count;
  expect(await count(await signIn(other))).toBe(0);
  await one.close();
  await other.close();
});
