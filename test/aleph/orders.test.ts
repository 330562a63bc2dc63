import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Order } from '../../src/aleph/orders.ts';
import { fillPage } from '../../src/aleph/reads/pages.ts';
import type { ListPosition } from '../../src/aleph/reads/positions.ts';
import { failureOf, HARBOUR, NORTH, startUpstreamAleph, type UpstreamAleph } from '../support/aleph/upstream-aleph.ts';

const LIST = '/v2/orders';
const ROW = {
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [4.4, 51.92] },
  properties: { order_id: '000042', status: 'in_progress', parameters: { task_id: 23272, sensors: ['ms'] } },
};

let upstream: UpstreamAleph;

beforeAll(async () => {
  // What becomes of an order follows from the whole archive.
  upstream = await startUpstreamAleph({ itemCount: 20_000 });
});
afterAll(() => upstream.close());
afterEach(() => {
  upstream.sandbox.clearFaults();
  upstream.sandbox.resetCalls();
});

const list = (limit = 5, offset = 0, search?: string) =>
  upstream.connect().listOrders(NORTH, { limit, offset, search });
const get = (id: string, contractId = NORTH) => upstream.connect().getOrder(contractId, id);
const answering = (body: unknown, path = LIST) => upstream.sandbox.inject({ path, answer: { kind: 'json', body } });
const queries = () =>
  upstream.sandbox
    .calls()
    .filter(({ path }) => path === LIST)
    .map(({ query }) => query);

/** A row of a list reads its members on demand; this is all of them. */
function plain<T>(row: object | undefined): T | undefined {
  return row && JSON.parse(JSON.stringify(row));
}

/** The only order of a list made of this row. */
async function orderFrom(row: object) {
  answering({ count: 1, next: null, features: [row] });
  return plain<Order>((await list()).rows[0]?.item);
}
const orderWith = (properties: object) => orderFrom({ ...ROW, properties: { ...ROW.properties, ...properties } });

describe('an order', () => {
  test('has the names of this client, its zeros, and the task behind it', async () => {
    const order = await orderWith({
      order_name: 'Rotterdam',
      project_name: 'Ports',
      sku: 'TSKPOI-M',
      product_name: 'Tasking, point',
      latest_event: {
        event_id: 'event.1',
        type: 'OrderAccepted',
        timestamp: '2026-02-01T08:30:00.123456Z',
        message: 'ok',
      },
      created_at: '2026-02-01T08:30:00.123456Z',
      updated_at: '2026-02-02T08:30:00Z',
    });
    expect(order).toEqual({
      contractId: NORTH,
      orderId: '000042',
      name: 'Rotterdam',
      projectName: 'Ports',
      sku: 'TSKPOI-M',
      productName: 'Tasking, point',
      statusText: 'in_progress',
      statusReport: undefined,
      latestEvent: { eventId: 'event.1', type: 'OrderAccepted', timestamp: '2026-02-01T08:30:00.123Z', message: 'ok' },
      geometry: ROW.geometry,
      parameters: ROW.properties.parameters,
      createdAt: '2026-02-01T08:30:00.123Z',
      updatedAt: '2026-02-02T08:30:00.000Z',
      taskId: 23272,
    });
  });

  test.each<[string, object]>([
    ['at the top alone', { ...ROW, id: '000042', properties: { status: 'received' } }],
    ['at the top with everything else', { order_id: '000042', status: 'received' }],
    ['as a plain id', { id: '000042', status: 'received' }],
    ['in its properties, which win over the top', { id: 'x', properties: { order_id: '000042', status: 'received' } }],
  ])('is found with its id %s', async (_where, row) => {
    expect(await orderFrom(row)).toMatchObject({ orderId: '000042', statusText: 'received' });
  });

  test.each<[unknown, string | undefined]>([
    [null, undefined],
    ['No opportunity', 'No opportunity'],
    [['a', 5], '["a",5]'],
    [5, '5'],
    [{ outcome: 'failed', code: 17 }, '{"outcome":"failed","code":17}'],
    ['x'.repeat(3_000), `${'x'.repeat(1_999)}…`],
  ])('with the report %j says it in words', async (status_report, text) => {
    expect((await orderWith({ status_report }))?.statusReport).toBe(text);
  });

  test.each([
    ['text', '23272a'],
    ['a fraction', 1.5],
    ['a number that no task has', 3_000_000_000],
    ['nothing', null],
  ])('whose task is %s has no task', async (_what, task_id) => {
    expect((await orderWith({ parameters: { task_id } }))?.taskId).toBeUndefined();
  });

  test('created under the other name is as old', async () => {
    expect((await orderWith({ created: '2026-02-01T08:30:00Z' }))?.createdAt).toBe('2026-02-01T08:30:00.000Z');
  });

  test('that does not fit costs itself, not its list, and places count it', async () => {
    answering({ features: [{ properties: { order_id: 4.2, status: 'x' } }, null, ROW] });
    const { rows, skipped } = await list();
    expect(rows.map(({ item, next }) => [item.orderId, next])).toEqual([['000042', 3]]);
    expect(skipped).toEqual({ rows: 2, members: ['order_id'] });
  });
});

describe('the orders of a contract', () => {
  test('are read page after page by links that start with a slash, and counted', async () => {
    const operation = upstream.connect();
    const page = await fillPage({
      first: 1_000,
      start: 0 as ListPosition,
      read: (offset) => operation.listOrders(NORTH, { limit: 7, offset }),
      idOf: ({ orderId }) => orderId,
    });
    const ids = page.rows.map(({ item }) => item.orderId);
    expect(ids).toHaveLength(page.totalCount ?? Number.NaN);
    expect(ids.every((id) => /^\d{6}$/.test(id))).toBe(true);
    expect(page).toMatchObject({ complete: true, hasMore: false });
    expect(queries()).toEqual(queries().map((_, index) => ({ limit: '7', offset: String(index * 7) })));
    expect(queries().length).toBe(Math.ceil(ids.length / 7));
  });

  test('are searched by words', async () => {
    const { rows } = await list(100, 0, 'canceled');
    expect(new Set(rows.map(({ item }) => item.statusText))).toEqual(new Set(['canceled']));
    expect(queries()).toEqual([{ limit: '100', offset: '0', query: 'canceled' }]);
  });

  test.each([
    ['to another path', '/v2/admin?offset=5'],
    ['back to itself', '/v2/orders?offset=0'],
    ['nowhere', { bookmark: 7 }],
  ])('whose next link leads %s are cut short, and say so', async (_where, next) => {
    answering({ features: [ROW], next });
    expect(await list()).toMatchObject({ next: undefined, broken: true });
    expect(upstream.calls()).toEqual([`GET ${LIST}`]);
  });
});

describe('one order', () => {
  test.each([
    ['005077', 'closed'],
    ['001686', 'canceled'],
    ['000760', 'received'],
  ])('%s is read by itself: %s', async (id, statusText) => {
    expect(await get(id)).toMatchObject({ orderId: id, statusText, contractId: NORTH });
    expect(upstream.calls()).toEqual([`GET ${LIST}/${id}`]);
  });

  test('that the contract does not have is absent', async () => {
    expect(await get('999999')).toBeUndefined();
    expect(await get('005077', HARBOUR)).toBeUndefined();
  });

  test('is the same with or without its leading zeros', async () => {
    answering(ROW, `${LIST}/42`);
    expect(await get('42')).toMatchObject({ orderId: '000042' });
  });

  test.each(['43', '420', '00004', 'x42'])('%s that is answered with another one is an error', async (id) => {
    answering(ROW, `${LIST}/${id}`);
    expect(await failureOf(get(id))).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', reason: 'SHAPE' });
  });

  test.each(['0003/83', '0003 83', 'a,b', '(x)', 'a?b', 'a#b', 'a%2fb', '..a', 'ä', 'x'.repeat(300)])(
    'with the id %j is asked for as one segment',
    async (id) => {
      answering({ ...ROW, properties: { ...ROW.properties, order_id: id } }, `${LIST}/*`);
      expect(await get(id)).toMatchObject({ orderId: id });
      expect(upstream.calls()).toEqual([`GET ${LIST}/${encodeURIComponent(id)}`]);
    },
  );

  test.each(['', '.', '..', 'a\r\nb', 'a\u0000', '\ud800', 'x'.repeat(1_001)])(
    'with the id %j is refused without a call',
    async (id) => {
      expect(await failureOf(get(id))).toMatchObject({ code: 'BAD_USER_INPUT' });
      expect(upstream.calls()).toEqual([]);
    },
  );
});
