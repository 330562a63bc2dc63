import { describe, expect, test } from 'vitest';
import type { Guesses } from '../../src/sandbox/server.ts';
import { plannedCaptures } from '../../src/sandbox/world/captures.ts';
import { createCatalog } from '../../src/sandbox/world/imagery/catalog.ts';
import { plannedOrders } from '../../src/sandbox/world/orders.ts';
import { plannedTasks } from '../../src/sandbox/world/tasks.ts';
import { type Caller, NORTH, read, SEARCH, signIn, type Wire, withSandbox } from './caller.ts';

const EVERYTHING = { bbox: [-180, -90, 180, 90], start_date: '2023-01-01', end_date: '2027-01-01' };
const IDS = ['contract_id', 'pk', 'task_id', 'capture_id', 'scene_id', 'order_id', 'deliverable_id', 'event_id', 'id'];

const tasks = plannedTasks(1);
const { passes } = createCatalog(1, 2000);
const ORDER_IDS = plannedOrders({ seed: 1, tasks, captures: plannedCaptures({ seed: 1, tasks, passes }), passes })
  .filter(({ contract }) => contract.id === NORTH)
  .map(({ id }) => id);

type Rows = Record<string, Wire[]>;

/** The rows of every list and search of a sandbox, in pages of 40. */
async function rowsWith(guesses: Partial<Guesses>): Promise<Rows> {
  let rows: Rows = {};
  await withSandbox({ itemCount: 2000, guesses }, async (sandbox) => {
    const caller = await signIn(sandbox);
    const list = async (path: string) => rowsOf(await read(caller.get(path)));
    rows = {
      contracts: await list('/contracts'),
      products: await list('/tasking/products'),
      tasks: await list('/tasking/tasks?limit=40'),
      clients: await list('/tasking/clients'),
      scenes: await list('/telluric/scenes?limit=40'),
      orders: await list('/v2/orders?limit=40'),
      collections: await list('/archive/stac/collections'),
      events: await everyPart(caller, 'events'),
      captures: await everyPart(caller, 'captures'),
      deliverables: await everyPart(caller, 'deliverables'),
      found: rowsOf(await read(caller.post(SEARCH, { limit: 40 }))),
      archive: rowsOf(await read(caller.post('/archive/search', EVERYTHING))).slice(0, 40),
    };
  });
  return rows;
}

async function everyPart(caller: Caller, part: string): Promise<Wire[]> {
  const bodies = await Promise.all(ORDER_IDS.map((id) => read(caller.get(`/v2/orders/${id}/${part}`))));
  return bodies.flatMap(rowsOf);
}

function rowsOf(body: Wire): Wire[] {
  return Array.isArray(body) ? body : (body.results ?? body.features ?? body.collections);
}

/** Whether a row says which one it is, and the members that its kind cannot do without. */
function isWhole(row: Wire): boolean {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return false;
  const members = { ...row, ...row.properties };
  const id = IDS.map((name) => members[name]).find((value) => value !== undefined);
  const isId = typeof id === 'string' || (Number.isInteger(id) && id < 2 ** 31);
  return isId && members.status !== null && !('pk' in members && members.name === undefined);
}

describe('rows', () => {
  test('fit unless the switch says otherwise', async () => {
    for (const [list, rows] of Object.entries(await rowsWith({}))) {
      expect(rows.length, list).toBeGreaterThan(0);
      expect(rows.every(isWhole), list).toBe(true);
    }
  });

  test('by switch do not fit, in every list', async () => {
    const lists = await rowsWith({ rows: 'none-fit' });
    for (const [list, rows] of Object.entries(lists)) {
      expect(rows.length, list).toBeGreaterThan(0);
      expect(rows.map(isWhole), list).not.toContain(true);
    }
    const tasks = lists['tasks'] ?? [];
    expect(tasks).toContain(null);
    expect(tasks.some((task) => task?.task_id === 3_000_000_000)).toBe(true);
    expect(tasks.some((task) => task?.task_id > 0 && task.status === null)).toBe(true);
    expect(lists['products']?.some((product) => product?.pk > 0 && !('name' in product))).toBe(true);
  });

  test('by switch fit but for every third, and the same ones each time', async () => {
    const [whole, once, again] = [await rowsWith({}), ...(await twice({ rows: 'some-do-not-fit' }))];
    expect(Object.keys(once)).toEqual(Object.keys(whole));
    for (const list of ['contracts', 'products', 'tasks', 'scenes', 'orders', 'collections', 'found', 'archive']) {
      const rows = once[list] ?? [];
      expect(rows.map(isWhole), list).toEqual(rows.map((_, index) => index % 3 !== 1));
      expect(withoutSignatures(rows), list).toEqual(withoutSignatures(again[list] ?? []));
      expect(rows).toHaveLength(whole[list]?.length ?? 0);
    }
  });

  test('by switch are odd and yet readable', async () => {
    const [plain, lists] = [await rowsWith({}), await rowsWith({ rows: 'odd-but-readable' })];
    const [tasks, orders] = [lists['tasks'] ?? [], lists['orders'] ?? []];
    expect(tasks[0]).toMatchObject({ task_id: expect.any(String), product: expect.any(String) });
    expect(tasks[2]).toMatchObject({ task_id: expect.any(Number), product: { pk: expect.any(Number) } });
    expect(orders[1].properties.order_id).toBe(Number(plain['orders']?.[1].properties.order_id));
    expect(tasks.map(({ task_id: id }) => Number(id))).toEqual(plain['tasks']?.map(({ task_id: id }) => id));
  });

  test('by switch have id in place of pk', async () => {
    const { products = [] } = await rowsWith({ rows: 'id-for-pk' });
    expect(products.map((row) => Object.keys(row).slice(0, 2))).toEqual(products.map(() => ['id', 'name']));
  });

  test('an order listed by a number is found by it', async () => {
    await withSandbox({ itemCount: 0, guesses: { rows: 'odd-but-readable' } }, async (sandbox) => {
      const caller = await signIn(sandbox);
      const [, order] = rowsOf(await read(caller.get('/v2/orders')));
      const { order_id: id } = order.properties;
      const found = await read(caller.get(`/v2/orders/${id}`));
      expect([typeof id, Number(found.properties.order_id)]).toEqual(['number', id]);
    });
  });
});

async function twice(guesses: Partial<Guesses>): Promise<[Rows, Rows]> {
  return [await rowsWith(guesses), await rowsWith(guesses)];
}

/** Rows of two sandboxes differ in their port and in the time of signatures. */
function withoutSignatures(rows: readonly Wire[]): unknown {
  return JSON.parse(JSON.stringify(rows).replaceAll(/http:[^"]*/g, ''));
}
