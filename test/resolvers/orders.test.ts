import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MOST_ROWS } from '../../src/resolvers/arguments.ts';
import { encodeNodeId } from '../../src/resolvers/node-ids.ts';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { idsOf, PAGE_FIELDS, sizesOf, walk } from '../support/facade/paging.ts';
import { type Rest, restOf } from '../support/sandbox/rest.ts';
import { HARBOUR, PORTS } from '../support/sandbox/world.ts';

interface OrderRow {
  readonly geometry: object;
  readonly properties: {
    readonly order_id: string;
    readonly status: string;
    readonly parameters: { readonly task_id?: number };
  } & Readonly<Record<string, unknown>>;
}

let facade: Facade;
let rest: Rest;
let rows: readonly OrderRow[];

beforeAll(async () => {
  facade = await startFacade();
  rest = await restOf(facade.sandbox);
  rows = (await rest.get('/v2/orders?limit=500', PORTS)).features;
  expect(rows.length).toBeGreaterThan(20);
  await facade.ask('{ contracts { id } }');
});
afterAll(() => facade.close());
beforeEach(() => facade.sandbox.resetCalls());

const orders = (args: string, fields: string, contract = PORTS) =>
  `query ($after: String) { contract(id: "${contract}") { page: orders(after: $after, ${args}) { ${fields} } } }`;
const order = (orderId: string, fields: string, contract = PORTS) =>
  `{ contract(id: "${contract}") { name order(orderId: "${orderId}") { ${fields} } } }`;
const idOf = ({ properties }: OrderRow) => encodeNodeId('Order', PORTS, properties.order_id);

describe('the orders of a contract', () => {
  test('page through in Aleph’s order, without gap or duplicate, a call for each page', async () => {
    const pages = await walk(facade, orders('first: 9', PAGE_FIELDS));
    expect(idsOf(pages)).toEqual(rows.map(idOf));
    expect(sizesOf(pages)).toEqual([9, 9, 9, rows.length - 27]);
    expect(pages.every((page) => page.complete && page.totalCount === rows.length)).toBe(true);
    expect(facade.upstreamCalls()).toEqual(pages.map(() => 'GET /v2/orders'));
  });

  test('are ten where nothing is said, and at most a hundred', async () => {
    const ten = await facade.ask(`{ contract(id: "${PORTS}") { orders { nodes { id } } } }`);
    expect(ten.body.data.contract.orders.nodes).toHaveLength(10);
    const all = await facade.ask(orders('first: 100', 'nodes { id }'));
    expect(all.body.data.contract.page.nodes).toHaveLength(rows.length);
    facade.sandbox.resetCalls();
    for (const first of [0, -1, MOST_ROWS.orders + 1]) {
      const { body } = await facade.ask(orders(`first: ${first}`, 'nodes { id }'));
      expect(body.data.contract.page).toBeNull();
      expect(body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: ['first'] });
    }
    expect(facade.upstreamCalls()).toEqual([]);
  });

  test('by free text are those that Aleph finds', async () => {
    const { features } = await rest.get('/v2/orders?limit=500&query=closed', PORTS);
    expect(features.length).toBeLessThan(rows.length);
    const pages = await walk(facade, orders('first: 5, filter: { search: "closed" }', PAGE_FIELDS));
    expect(idsOf(pages)).toEqual(features.map(idOf));
    expect(pages[0]?.totalCount).toBe(features.length);
  });

  test.each([
    ['under another contract', orders('first: 9', PAGE_FIELDS, HARBOUR)],
    ['with another search', orders('first: 9, filter: { search: "closed" }', PAGE_FIELDS)],
    ['by the tasks', orders('first: 9', PAGE_FIELDS).replace('orders(', 'tasks(')],
  ])('give cursors that are refused %s', async (_where, query) => {
    const first = await facade.ask(orders('first: 9', PAGE_FIELDS));
    facade.sandbox.resetCalls();
    const { body } = await facade.ask(query, { after: first.body.data.contract.page.pageInfo.endCursor });
    expect(body.data.contract.page).toBeNull();
    expect(body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: ['after'] });
    expect(facade.upstreamCalls()).toEqual([]);
  });

  test('share no id and no text between two contracts', async () => {
    const { body } = await facade.ask(
      `{ a: contract(id: "${PORTS}") { orders(first: 100) { nodes { id orderId } } } b: contract(id: "${HARBOUR}") { orders(first: 100) { nodes { id orderId } } } }`,
    );
    const own = new Set(rows.map(({ properties }) => properties.order_id));
    const [a, b] = [body.data.a.orders.nodes, body.data.b.orders.nodes];
    expect(a.map(({ orderId }: { orderId: string }) => orderId)).toEqual([...own]);
    expect(b.length).toBeGreaterThan(5);
    expect(b.filter(({ orderId }: { orderId: string }) => own.has(orderId))).toEqual([]);
  });
});

describe('one order', () => {
  test('keeps the zeros of its id and what Aleph says of it', async () => {
    for (const { geometry, properties } of rows) {
      const fields = 'orderId name projectName sku productName statusText parameters taskId geometry createdAt';
      const { body } = await facade.ask(order(properties.order_id, fields));
      expect(body.data.contract.order).toEqual({
        orderId: properties.order_id,
        name: properties['order_name'],
        projectName: properties['project_name'],
        sku: properties['sku'],
        productName: properties['product_name'],
        statusText: properties.status,
        parameters: properties.parameters,
        taskId: properties.parameters.task_id ?? null,
        geometry,
        createdAt: new Date(String(properties['created_at'] ?? properties['created'])).toISOString(),
      });
    }
    expect(facade.upstreamCalls()).toEqual(rows.map(({ properties }) => `GET /v2/orders/${properties.order_id}`));
  });

  test.each([
    ['that does not exist', '999999', PORTS],
    ['without its zeros', '5077', PORTS],
    ['of another contract', '005077', HARBOUR],
  ])('%s is null, without an error', async (_which, orderId, contract) => {
    const { body } = await facade.ask(order(orderId, 'id', contract));
    expect(body.errors).toBeUndefined();
    expect(body.data.contract.order).toBeNull();
  });

  test.each([['.'], ['..'], ['']])('by the id %j is bad input, and Aleph is not asked', async (orderId) => {
    const { body } = await facade.ask(order(orderId, 'id'));
    expect(body.data.contract).toEqual({ name: 'Northern Ports Observatory', order: null });
    expect(body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: ['orderId'] });
    expect(facade.upstreamCalls()).toEqual([]);
  });
});
