import { afterAll, beforeAll, expect, test } from 'vitest';
import { NORTH, startUpstreamAleph, type UpstreamAleph } from '../support/aleph/upstream-aleph.ts';

let upstream: UpstreamAleph;
/** The same archive with the names of STAC 1.1. */
let newer: UpstreamAleph;

beforeAll(async () => {
  upstream = await startUpstreamAleph({ itemCount: 3_000 }, { maxCalls: 1_000 });
  newer = await startUpstreamAleph({ itemCount: 100, guesses: { stac: '1.1' } });
});
afterAll(() => Promise.all([upstream.close(), newer.close()]));

/** Records of each noun, as the client reads them from the sandbox, which is written from Aleph's documentation alone. */
async function readAll(): Promise<Readonly<Record<string, readonly object[]>>> {
  const client = upstream.connect();
  const contracts = await client.listContracts();
  const { rows: orderRows } = await client.listOrders(NORTH, { limit: 100, offset: 0 });
  const { rows: taskRows } = await client.listTasks(NORTH, { limit: 100, offset: 0 });
  const [orders, tasks] = [orderRows.map(({ item }) => item), taskRows.map(({ item }) => item)];
  const searched = [
    await client.searchItems(NORTH, { limit: 3_000 }),
    await newer.connect().searchItems(NORTH, { limit: 100 }),
  ];
  const items = searched.flatMap((page) => page.items);
  const captures = (await Promise.all(tasks.map((task) => client.listTaskCaptures(NORTH, task.taskId)))).flat();
  const ofOrders = <T>(read: (orderId: string) => Promise<readonly T[]>) =>
    Promise.all(orders.slice(0, 40).map(({ orderId }) => read(orderId))).then((lists) => lists.flat());
  return {
    contracts,
    products: await client.listProducts(NORTH),
    tasks,
    items,
    assets: items.flatMap(({ assets }) => assets),
    collections: await client.listCollections(NORTH),
    captures,
    attachments: (
      await Promise.all(captures.slice(-60).map(({ captureId }) => client.listAttachments(NORTH, captureId)))
    ).flat(),
    orders,
    events: await ofOrders((orderId) => client.listOrderEvents(NORTH, orderId)),
    deliverables: await ofOrders((orderId) => client.listDeliverables(NORTH, orderId)),
  };
}

test('every member of every noun has a value in some row of the sandbox, so that its name on the wire is right', async () => {
  const nouns = await readAll();
  const missing = Object.entries(nouns).flatMap(([noun, rows]) => {
    const plain: readonly Record<string, unknown>[] = rows.map((row) => JSON.parse(JSON.stringify(row)));
    const names = new Set(rows.flatMap((row) => namesOf(row)));
    return [...names].filter((name) => plain.every((row) => row[name] === undefined)).map((name) => `${noun}.${name}`);
  });
  expect(missing).toEqual([]);
  expect(Object.keys(nouns).filter((noun) => nouns[noun]?.length === 0)).toEqual([]);
});

/** Members of a plain record, or of one on a tape, whose getters stand on its prototype. */
function namesOf(row: object): string[] {
  const shown = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(row) ?? {});
  const getters = Object.entries(shown).filter(([, { get, enumerable }]) => get !== undefined && enumerable === true);
  return [...Object.keys(row), ...getters.map(([name]) => name)];
}
