import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFakeClock } from '../support/clock.ts';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { createMemoryLog } from '../support/memory-log.ts';
import { LISTS, type ListCase, without } from '../support/sandbox/lists.ts';
import { PORTS } from '../support/sandbox/world.ts';

const memory = createMemoryLog();
const clock = createFakeClock();
let facade: Facade;

beforeAll(async () => {
  facade = await startFacade({ sandbox: { itemCount: 200 }, log: memory.log, clock });
});
afterAll(() => facade.close());
beforeEach(() => {
  facade.sandbox.clearFaults();
  memory.clear();
  // Lists that are kept are read anew.
  clock.advance(600_000);
});

const answering = (path: string, body: unknown) => facade.sandbox.inject({ path, answer: { kind: 'json', body } });
const dig = (data: unknown, at: readonly string[]) =>
  at.reduce<unknown>((value, name) => (value == null ? value : Reflect.get(value as object, name)), data);

/** What a query reads, with ids of the rows, errors and the receipt's calls. */
async function read({ query, at, isPaged, service }: ListCase) {
  const { body } = await facade.ask(query);
  const found = dig(body.data, at) as never;
  const rows = (isPaged ? dig(found, ['nodes']) : found) as { id: unknown }[] | null | undefined;
  return {
    ids: rows?.map(({ id }) => String(id)),
    page: isPaged ? found : undefined,
    errors: body.errors,
    calls: body.extensions.aleph.calls.filter((call: { service: string }) => call.service === service),
    totals: body.extensions.aleph.totals,
  };
}

describe.each(LISTS)('$name', (list) => {
  const { envelope, row, needs, isPaged, service } = list;
  const idOf = (id: number) =>
    String(
      Object.values({ ...row(id), ...Reflect.get(row(id), 'properties') }).find((value) =>
        String(value).endsWith(String(id)),
      ),
    );

  test('of which some rows do not fit keep the others, and the loss shows', async () => {
    answering(list.path, { count: 4, next: null, [envelope]: [row(1), without(row(2), needs), null, row(4)] });
    const { ids, page, errors, calls, totals } = await read(list);
    expect(errors).toBeUndefined();
    expect(ids).toHaveLength(2);
    if (isPaged) expect(page).toMatchObject({ skipped: 2, complete: true });
    expect(calls.at(-1).skipped).toEqual({ rows: 2, members: [needs.split('.').at(-1)] });
    expect(totals.skippedRows).toBe(2);
    expect(memory.entries('rows skipped')).toMatchObject([
      { level: 'warn', service, members: [needs.split('.').at(-1)] },
    ]);
    expect(await (await fetch(`${facade.url}/metrics`)).text()).toMatch(
      new RegExp(`aleph_graphql_rows_skipped_total\\{service="${service}"\\} \\d`),
    );
  });

  test('of which no row fits are an answer that cannot be used', async () => {
    answering(list.path, { count: 2, next: null, [envelope]: [without(row(1), needs), 'x'] });
    const { ids, errors } = await read(list);
    expect(ids).toBeUndefined();
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_INVALID_RESPONSE', reason: 'SHAPE' } }]);
  });

  test.each([
    ['a detail', { detail: 'Service temporarily unavailable' }],
    ['an error', { error: 'db down' }],
    ['errors', { errors: [{ code: 7 }] }],
    ['no success', { success: false }],
  ])('with %s beside them are an error', async (_what, report) => {
    for (const rows of [[], [row(1)]]) {
      facade.sandbox.clearFaults();
      answering(list.path, { ...report, count: rows.length, next: null, [envelope]: rows });
      const { ids, errors } = await read(list);
      expect(ids).toBeUndefined();
      expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_INVALID_RESPONSE', reason: 'ERROR_BODY' } }]);
    }
  });

  test('are an error where the body is an error alone', async () => {
    for (const body of [{ detail: 'x' }, { message: 'Internal server error' }, { code: 'X', description: 'y' }]) {
      facade.sandbox.clearFaults();
      answering(list.path, body);
      expect((await read(list)).errors).toMatchObject([{ extensions: { reason: 'ERROR_BODY' } }]);
    }
  });

  test('that are empty are no loss', async () => {
    answering(list.path, { count: 0, next: null, [envelope]: [] });
    const { ids, errors, totals } = await read(list);
    expect([ids, errors, totals.skippedRows]).toEqual([[], undefined, 0]);
    expect(memory.entries('rows skipped')).toEqual([]);
  });

  test('hold each id once', async () => {
    answering(list.path, { count: 3, next: null, [envelope]: [row(1), row(2), row(1)] });
    const { ids } = await read(list);
    if (list.name !== 'events') expect(ids).toEqual([idOf(1), idOf(2)]);
  });
});

describe('a verdict', () => {
  const below = (selection: string) => `{ contract(id: "${PORTS}") { ${selection} } }`;
  const SHAPE = [{ extensions: { code: 'UPSTREAM_INVALID_RESPONSE', reason: 'SHAPE' } }];

  test('on a contract is not given where a contract was lost', async () => {
    answering('/contracts', [{ contract_id: 'cont.1', name: 'C' }, { name: 'lost' }]);
    const { body } = await facade.ask('{ contract(id: "cont.2") { id } }');
    expect(body.errors).toMatchObject(SHAPE);
  });

  test.each([
    ['a product', '/tasking/products', [{ pk: 1, name: 'A' }, { id: 2 }], 'taskingProduct(productId: 2) { name }'],
    [
      'an item',
      '/archive/stac/search',
      { features: [{ id: 'b', collection: 'l1d' }] },
      'stacItem(collectionId: "l1d", itemId: "a") { id }',
    ],
  ])('on %s that may have been lost is an error', async (_what, path, body, field) => {
    answering(path, body);
    expect((await facade.ask(below(field))).body.errors).toMatchObject(SHAPE);
  });

  test.each([
    ['a task', '/tasking/tasks/7', { task_id: 8, task_name: 'T', product: 1, status: 'x' }, 'task(taskId: 7) { name }'],
    ['an order', '/v2/orders/7', { order_id: '8', status: 'x' }, 'order(orderId: "7") { name }'],
    ['a collection', '/archive/stac/collections/l1', { id: 'l2' }, 'stacCollection(collectionId: "l1") { title }'],
  ])('on %s from an answer about another is an error', async (_what, path, body, field) => {
    answering(path, body);
    expect((await facade.ask(below(field))).body.errors).toMatchObject(SHAPE);
    facade.sandbox.clearFaults();
    facade.sandbox.inject({ path, answer: { kind: 'status', status: 404, body: { detail: 'Not found.' } } });
    const { body: absent } = await facade.ask(below(field));
    expect([absent.errors, Object.values(absent.data.contract)]).toEqual([undefined, [null]]);
  });
});

describe('a row in an odd form', () => {
  test('is read where that costs nothing', async () => {
    answering('/tasking/tasks', {
      count: 3,
      next: null,
      results: [
        { task_id: '7', task_name: 'T', product: { pk: 169 }, status: 'received', priority: '3' },
        { task_id: 8, task_name: 'T', product: '169', status: 'received' },
        { task_id: 3_000_000_000, task_name: 'T', product: 169, status: 'received' },
      ],
    });
    const { body } = await facade.ask(
      `{ contract(id: "${PORTS}") { tasks { nodes { taskId productId priority } skipped totalCount } } }`,
    );
    expect(body.data.contract.tasks).toEqual({
      nodes: [
        { taskId: 7, productId: 169, priority: 3 },
        { taskId: 8, productId: 169, priority: null },
      ],
      skipped: 1,
      totalCount: 3,
    });
  });

  test('with a long or deep member loses that alone, and says so', async () => {
    const track = Array.from({ length: 10_001 }, () => [1, 2]);
    const properties = {
      datetime: '2026-01-01T00:00:00Z',
      platform: 'newsat1',
      'eo:cloud_cover': 7,
      kept: [[1, 2]],
      track,
    };
    answering('/archive/stac/search', { features: [{ id: 'a', collection: 'l1d', properties }] });
    const { body } = await facade.ask(
      `{ contract(id: "${PORTS}") { stacSearch(input: {}, filter: { cloudCoverMax: 50 }) { nodes { datetime platform cloudCover properties } skipped } } }`,
    );
    const { track: _, ...rest } = properties;
    expect(body.data.contract.stacSearch).toEqual({
      nodes: [{ datetime: '2026-01-01T00:00:00.000Z', platform: 'newsat1', cloudCover: 7, properties: rest }],
      skipped: 0,
    });
    expect(body.extensions.aleph.calls.at(-1).skipped).toEqual({ rows: 0, members: ['properties.track'] });
  });
});
