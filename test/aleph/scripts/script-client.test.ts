import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { itemsOf } from '../../../src/aleph/scripts/listings.ts';
import { createAleph, type ScriptAleph, type ScriptClient } from '../../../src/aleph/scripts/script-client.ts';
import { Secret } from '../../../src/aleph/sign-in/secret.ts';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { HARBOUR, NORTH } from '../../support/aleph/upstream-aleph.ts';

const WORLD = { bbox: [-180, -90, 180, 90], dates: { start: '2025-06-01', end: '2026-09-30' } } as const;
const PAIR = { kind: 'PAIR', clientId: 'sandbox-north', clientSecret: new Secret('sandbox-north-secret') } as const;

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('the client of a plain script', () => {
  let sandbox: Sandbox;
  let aleph: ScriptAleph;
  let client: ScriptClient;
  beforeAll(async () => {
    sandbox = await startSandbox({ itemCount: 3_000 });
    const { url: apiUrl } = sandbox;
    aleph = createAleph({ apiUrl, tokenUrl: `${apiUrl}/oauth/token`, audience: 'https://api.satellogic.com/' });
    client = aleph.connect({ credentials: PAIR });
  });
  afterEach(() => {
    sandbox.clearFaults();
    sandbox.resetCalls();
  });
  afterAll(async () => {
    await aleph.close();
    await sandbox.close();
  });
  const calls = () => sandbox.calls().map(({ path }) => path);

  test('lists contracts, products and collections as they are read whole', async () => {
    expect(await all(client.contracts())).toEqual([...(await client.listContracts())]);
    expect(await all(client.products(NORTH))).toEqual([...(await client.listProducts(NORTH))]);
    expect(await all(client.collections(NORTH))).toEqual([...(await client.listCollections(NORTH))]);
  });

  test('lists every task and order once, page by page', async () => {
    const { totalCount } = await client.listTasks(NORTH, { limit: 1, offset: 0 });
    const tasks = await all(client.tasks(NORTH));
    expect(new Set(tasks.map(({ taskId }) => taskId)).size).toBe(totalCount);
    expect(tasks).toHaveLength(totalCount ?? 0);
    const completed = await all(client.tasks(NORTH, { status: 'COMPLETED' }));
    expect(completed).toEqual(tasks.filter(({ status }) => status === 'COMPLETED'));
    const orders = await client.listOrders(NORTH, { limit: 1, offset: 0 });
    expect(await all(client.orders(NORTH))).toHaveLength(orders.totalCount ?? 0);
  });

  test('finds by either search what the other finds, cloud and collections included', async () => {
    const conditions = { ...WORLD, cloudCoverMax: 30, collections: ['l1d-sr'] };
    const byArchive = await all(client.searchArchive(NORTH, conditions));
    const byStac = await all(client.searchStac(NORTH, conditions));
    const idsOf = (items: typeof byStac) => items.map(({ itemId }) => itemId).sort();
    expect(byArchive.length).toBeGreaterThan(120);
    expect(byArchive.every(({ cloudCover = 100, collectionId }) => cloudCover <= 30 && collectionId === 'l1d-sr')).toBe(
      true,
    );
    expect(idsOf(byStac)).toEqual(idsOf(byArchive));
  });

  test('reads on past the calls that one operation may make', async () => {
    const { url: apiUrl } = sandbox;
    const options = { apiUrl, tokenUrl: `${apiUrl}/oauth/token`, audience: 'https://api.satellogic.com/', maxCalls: 2 };
    const other = createAleph(options);
    const tasks = await all(other.connect({ credentials: PAIR }).tasks(NORTH));
    expect(tasks.length).toBeGreaterThan(200);
    await other.close();
  });

  test('makes no call before it is iterated, and none after a loop is left', async () => {
    const tasks = client.tasks(NORTH);
    expect(calls()).toEqual([]);
    for await (const _task of tasks) break;
    expect(calls()).toEqual(['/tasking/tasks']);
  });

  test('ends with the reason of its signal, and the call under way with it', async () => {
    sandbox.inject({ path: '/tasking/tasks', answer: { kind: 'hang' } });
    const controller = new AbortController();
    const reason = new Error('enough');
    const listed = all(client.tasks(NORTH, { signal: controller.signal }));
    await expect.poll(calls).toContain('/tasking/tasks');
    controller.abort(reason);
    await expect(listed).rejects.toBe(reason);
    for (const ended of [
      client.contracts({ signal: controller.signal }),
      client.searchArchive(NORTH, { ...WORLD, signal: controller.signal }),
    ]) {
      await expect(all<unknown>(ended)).rejects.toBe(reason);
    }
  });

  test('ends between two items of one page, and with the signal of its connection', async () => {
    for (const at of ['connection', 'listing'] as const) {
      const controller = new AbortController();
      const { signal } = controller;
      const other = aleph.connect({ credentials: PAIR, ...(at === 'connection' && { signal }) });
      const seen: unknown[] = [];
      const listed = (async () => {
        for await (const task of other.tasks(HARBOUR, at === 'listing' ? { signal } : {})) {
          seen.push(task);
          controller.abort();
        }
      })();
      await expect(listed).rejects.toThrow(/abort/i);
      expect(seen.length).toBe(at === 'listing' ? 1 : 100);
    }
  });

  test('notes the calls of all its listings in one receipt', async () => {
    const other = aleph.connect({ credentials: PAIR });
    await all(other.tasks(HARBOUR, { signal: new AbortController().signal }));
    await all(other.contracts());
    expect(other.receipt().totals.upstreamCalls + other.receipt().totals.shared).toBe(3);
  });

  test.each<[string, readonly (string | number)[], (client: ScriptClient) => AsyncIterable<unknown>]>([
    ['a box of three', ['bbox'], (of) => of.searchArchive(NORTH, { ...WORLD, bbox: [1, 2, 3] as never })],
    ['no box', ['bbox'], (of) => of.searchArchive(NORTH, { dates: WORLD.dates } as never)],
    ['a box upside down', ['bbox'], (of) => of.searchStac(NORTH, { bbox: [0, 10, 1, 0] })],
    ['no dates', ['dates', 'start'], (of) => of.searchArchive(NORTH, { bbox: WORLD.bbox } as never)],
    [
      'a day that is none',
      ['dates', 'end'],
      (of) => of.searchArchive(NORTH, { ...WORLD, dates: { start: '2026-01-01', end: '2026-02-30' } }),
    ],
    [
      'days that run back',
      ['dates', 'end'],
      (of) => of.searchStac(NORTH, { dates: { start: '2026-02-01', end: '2026-01-01' } }),
    ],
    [
      'two areas',
      ['input', 'bbox'],
      (of) => of.searchStac(NORTH, { bbox: WORLD.bbox, intersects: { type: 'Point', coordinates: [0, 0] } }),
    ],
    ['a contract that is none', ['contractId'], (of) => of.tasks('a\nb')],
  ])('refuses %s before any call', async (_name, argumentPath, list) => {
    await expect(all(list(client))).rejects.toMatchObject({ code: 'BAD_USER_INPUT', argumentPath });
    expect(calls()).toEqual([]);
  });
});

describe('a listing', () => {
  const page = (rows: number[], end: number, rest = {}) => ({
    rows: rows.map((item) => ({ item, next: item })),
    end,
    hasMore: true,
    complete: true,
    totalCount: undefined,
    scanned: rows.length,
    skipped: 0,
    ...rest,
  });
  const listed = (pages: readonly ReturnType<typeof page>[]) => {
    const left = [...pages];
    return all(itemsOf({ start: 0, idOf: String, read: async () => left.shift() ?? expect.fail('read too far') }));
  };

  test('goes on behind a page that stopped at a limit, and skips what came before', async () => {
    const pages = [
      page([1, 2], 2, { complete: false }),
      page([], 3, { complete: false }),
      page([2, 3], 4, { hasMore: false }),
    ];
    expect(await listed(pages)).toEqual([1, 2, 3]);
  });

  test('that leads back to a page before, or is broken off, is an error after its items', async () => {
    for (const pages of [
      [page([1], 1), page([2], 2), page([3], 1)],
      [page([1], 1), page([2], 2, { hasMore: false, complete: false })],
    ]) {
      await expect(listed(pages)).rejects.toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', reason: 'FOREIGN_LINK' });
    }
  });
});
