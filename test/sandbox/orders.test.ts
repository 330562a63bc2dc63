import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { createCatalog } from '../../src/sandbox/world/imagery/catalog.ts';
import { type Caller, HARBOUR, read, signIn, type Wire, withSandbox } from './caller.ts';

const { passes } = createCatalog(1, 20_000);

describe('GET /v2/orders', () => {
  let sandbox: Sandbox;
  let north: Caller;
  let all: Wire[];
  beforeAll(async () => {
    sandbox = await startSandbox();
    north = await signIn(sandbox);
    all = (await read(north.get('/v2/orders/?limit=100'))).features;
  });
  afterAll(() => sandbox.close());

  test('a page is a FeatureCollection of 25 whose links start with a slash and lack the one at the end', async () => {
    const first = await read(north.get('/v2/orders/'));
    expect(Object.keys(first)).toEqual(['type', 'count', 'next', 'previous', 'features']);
    expect(first).toMatchObject({
      type: 'FeatureCollection',
      count: 30,
      next: '/v2/orders?offset=25&limit=25',
      previous: null,
    });
    expect(first.features).toHaveLength(25);
    const second = await read(north.get(first.next));
    expect(second).toMatchObject({ count: 30, next: null, previous: '/v2/orders?offset=0&limit=25' });
    expect([...first.features, ...second.features]).toEqual(all);
  });

  test('limits that make no sense count as none, and too large ones are cut', async () => {
    for (const limit of ['0', '-1', 'x', '']) {
      expect((await read(north.get(`/v2/orders/?limit=${limit}`))).features).toHaveLength(25);
    }
    expect((await read(north.get('/v2/orders/?limit=501&offset=1'))).previous).toBe('/v2/orders?offset=0&limit=500');
  });

  test('free text is looked for in id, names, product and status, whatever its case, and stays in the links', async () => {
    const rush = await read(north.get('/v2/orders/?query=RUSH&limit=2'));
    expect(rush.next).toBe('/v2/orders?offset=2&limit=2&query=RUSH');
    expect(rush.count).toBe(all.filter(({ properties }) => /Rush/.test(properties.product_name)).length);
    const [order] = all;
    const found = await read(north.get(`/v2/orders/?query=${order.properties.order_id}`));
    expect(found.features).toEqual([order]);
    expect((await read(north.get('/v2/orders/?query=no such thing'))).features).toEqual([]);
  });

  test('an order is found by its id, zeros included, and only under its own contract', async () => {
    for (const order of all) {
      expect(await read(north.get(`/v2/orders/${order.properties.order_id}`))).toEqual(order);
    }
    const id: string = all[0].properties.order_id;
    const harbour = await signIn(sandbox, HARBOUR);
    for (const reply of [await harbour.get(`/v2/orders/${id}`), await north.get(`/v2/orders/${Number(id)}`)]) {
      expect([reply.status, await reply.json()]).toEqual([404, { detail: 'Not found.' }]);
    }
  });

  test('a tasking order names a task that its contract has, an archive order an outcome of the archive', async () => {
    const outcomes = new Set(passes.map(({ outcomeId }) => outcomeId));
    for (const { properties, geometry } of all) {
      const { task_id: taskId, outcome_id: outcome } = properties.parameters;
      if (properties.sku.startsWith('ARC')) expect(outcomes.has(outcome)).toBe(true);
      else expect((await read(north.get(`/tasking/tasks/${taskId}/`))).target).toEqual(geometry);
    }
  });

  test('what is unknown of orders differs from one to the next', () => {
    const kinds = (name: string) => new Set(all.map(({ properties }) => kindOf(properties[name])));
    expect(kinds('status_report')).toEqual(new Set(['null', 'string', 'object']));
    expect(kinds('latest_event')).toEqual(new Set(['undefined', 'object']));
    expect(kinds('created_at')).toEqual(new Set(['undefined', 'string']));
    expect(kinds('updated_at')).toEqual(new Set(['undefined', 'string']));
    expect(kinds('x-billing')).toEqual(new Set(['undefined', 'object']));
    expect(all.every(({ properties: p }) => 'created_at' in p !== 'created' in p)).toBe(true);
    expect(new Set(all.map((order) => 'id' in order)).size).toBe(2);
    expect(new Set(all.map(({ properties }) => properties.status))).toEqual(
      new Set(['received', 'submitted', 'in_progress', 'closed', 'canceled']),
    );
  });
});

test('by switch the newest order comes first, and a page limit shortens pages', async () => {
  const options = { itemCount: 0, pageLimit: 4, guesses: { ordersOrder: 'newest-first' } } as const;
  await withSandbox(options, async (sandbox) => {
    const caller = await signIn(sandbox);
    const ids: string[] = [];
    for (let next = '/v2/orders/'; next; ) {
      const page = await read(caller.get(next));
      expect(page.features.length).toBeLessThanOrEqual(4);
      ids.push(...page.features.map(({ properties }: Wire) => properties.order_id));
      next = page.next;
    }
    expect(ids).toHaveLength(30);
    expect(ids).toEqual(ids.toSorted().reverse());
  });
});

function kindOf(value: unknown): string {
  return value === null ? 'null' : typeof value;
}
