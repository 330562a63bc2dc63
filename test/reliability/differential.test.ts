import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Aleph, type AlephClient, createAleph } from '../../src/aleph/client.ts';
import { Secret } from '../../src/aleph/sign-in/secret.ts';
import { type Facade, NORTH, SOUTH, startFacade } from '../support/facade/facade.ts';

/** The same question in two ways: as part of `contracts { id … }`, and to a client without GraphQL in front. */
interface Topic {
  readonly part: string;
  readonly path: readonly string[];
  readonly direct: (client: AlephClient, contractId: string) => Promise<readonly unknown[]>;
}

const BBOX = [103.5, 1.1, 104.1, 1.6] as const;
const DATES = { start: '2023-10-01', end: '2026-10-01' };
const AREA = `bbox: [${BBOX}], dates: { start: "${DATES.start}", end: "${DATES.end}" }`;
const ITEM = `itemId collectionId datetime platform instruments gsd cloudCover offNadir incidenceAngle viewAzimuth
  sunAzimuth sunElevation outcomeId productName productVersion satelliteGeneration validPixelPercent gridCode epsg
  bbox geometry properties`;
const TASK = `taskId name projectName productId status statusText start end createdAt priority client target`;
const ORDER = `orderId name projectName sku productName statusText statusReport geometry parameters createdAt updatedAt
  taskId latestEvent { eventId type timestamp message }`;
const COLLECTION = `collectionId title description license keywords providers { name roles url description }
  extent { bboxes intervals { start end } } summaries`;

const TOPICS: Readonly<Record<string, Topic>> = {
  'tasking products': {
    part: 'taskingProducts { productId name targetType }',
    path: ['taskingProducts'],
    direct: (client, id) => client.listProducts(id),
  },
  tasks: {
    part: `tasks(first: 40) { nodes { ${TASK} } }`,
    path: ['tasks', 'nodes'],
    direct: async (client, id) => rowsOf(await client.listTasks(id, { limit: 40, offset: 0 })),
  },
  'completed tasks': {
    part: `tasks(first: 40, filter: { status: COMPLETED }) { nodes { ${TASK} } }`,
    path: ['tasks', 'nodes'],
    direct: async (client, id) =>
      rowsOf(await client.listTasks(id, { limit: 40, offset: 0, filter: { status: 'COMPLETED' } })),
  },
  'archive items': {
    part: `archiveSearch(${AREA}, first: 30) { nodes { ${ITEM} } }`,
    path: ['archiveSearch', 'nodes'],
    direct: async (client, id) => (await client.listArchive(id, { bbox: BBOX, ...DATES })).items.slice(0, 30),
  },
  'STAC items': {
    part: `stacSearch(input: { bbox: [${BBOX}] }, first: 30) { nodes { ${ITEM} } }`,
    path: ['stacSearch', 'nodes'],
    direct: async (client, id) => (await client.searchItems(id, { bbox: BBOX, limit: 30 })).items,
  },
  collections: {
    part: `stacCollections { ${COLLECTION} }`,
    path: ['stacCollections'],
    direct: (client, id) => client.listCollections(id),
  },
  orders: {
    part: `orders(first: 20) { nodes { ${ORDER} } }`,
    path: ['orders', 'nodes'],
    direct: async (client, id) => rowsOf(await client.listOrders(id, { limit: 20, offset: 0 })),
  },
  'captures of tasks': {
    part: 'tasks(first: 8) { nodes { taskId captures { captureId statusText } } }',
    path: ['tasks', 'nodes'],
    direct: async (client, id) => {
      const tasks = rowsOf(await client.listTasks(id, { limit: 8, offset: 0 }));
      return Promise.all(
        tasks.map(async ({ taskId }) => ({ taskId, captures: await client.listTaskCaptures(id, taskId) })),
      );
    },
  },
  'parts of orders': {
    part: `orders(first: 5) { nodes {
      orderId events { eventId type timestamp message } captures { captureId statusText }
      deliverables { deliverableId statusText }
    } }`,
    path: ['orders', 'nodes'],
    direct: async (client, id) => {
      const orders = rowsOf(await client.listOrders(id, { limit: 5, offset: 0 }));
      return Promise.all(
        orders.map(async ({ orderId }) => ({
          orderId,
          events: await client.listOrderEvents(id, orderId),
          captures: await client.listOrderCaptures(id, orderId),
          deliverables: await client.listDeliverables(id, orderId),
        })),
      );
    },
  },
};

describe.each([
  ['North', 'sandbox-north', NORTH],
  ['South', 'sandbox-south', SOUTH],
])('for %s the server says what Aleph says', (_name, clientId, headers) => {
  let facade: Facade;
  let aleph: Aleph;
  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 2_000 } });
    const tokenUrl = `${facade.sandbox.url}/oauth/token`;
    aleph = createAleph({ apiUrl: facade.sandbox.url, tokenUrl, audience: 'https://api.satellogic.com/' });
  });
  afterAll(async () => {
    await aleph.close();
    await facade.close();
  });

  function connect(): AlephClient {
    const clientSecret = new Secret(headers['x-aleph-client-secret']);
    return aleph.connect({ credentials: { kind: 'PAIR', clientId, clientSecret } });
  }

  test('of contracts, in the same order', async () => {
    const { body } = await facade.ask('{ contracts { id name } }', {}, headers);
    expect(body).toMatchObject({ data: { contracts: await connect().listContracts() } });
    expect(body.errors).toBeUndefined();
  });

  test.each(Object.entries(TOPICS))('of %s, contract by contract', async (_topic, { part, path, direct }) => {
    const contracts = await connect().listContracts();
    let found = 0;
    for (const { id } of contracts) {
      const { body } = await facade.ask(`query ($id: ID!) { contract(id: $id) { ${part} } }`, { id }, headers);
      const answer: unknown[] = path.reduce((value, step) => value[step], body.data.contract);
      expect(body.errors).toBeUndefined();
      expect(answer).toEqual(inShapeOf(answer, await direct(connect(), id)));
      found += answer.length;
    }
    expect(found).toBeGreaterThan(0);
  });
});

function rowsOf<T>({ rows }: { readonly rows: readonly { readonly item: T }[] }): readonly T[] {
  return rows.map(({ item }) => item);
}

/** The members of `value` that an answer has, with null for what is absent; lists keep their own length. */
function inShapeOf(answer: unknown, value: unknown): unknown {
  if (Array.isArray(value))
    return value.map((one, index) => inShapeOf(Array.isArray(answer) ? answer[index] : {}, one));
  if (typeof answer !== 'object' || answer === null || typeof value !== 'object' || value === null)
    return value ?? null;
  // Asked for one by one: an item reads its members when they are asked for, and has none of its own.
  return Object.fromEntries(
    Object.entries(answer).map(([name, one]) => [name, inShapeOf(one, Reflect.get(value, name))]),
  );
}
