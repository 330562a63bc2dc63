import { describe, expect, test } from 'vitest';
import type { AlephClient } from '../../src/aleph/client.ts';
import { AlephError } from '../../src/aleph/errors.ts';
import { createContext } from '../../src/resolvers/context.ts';
import { createLoaders, type Loaders } from '../../src/resolvers/loaders.ts';
import { CLIENT_READS, createFakeAleph } from '../support/aleph/fake-aleph.ts';
import {
  CAPTURE,
  COLLECTION,
  CONTRACT,
  DELIVERABLE,
  itemLike,
  ORDER,
  PRODUCT,
  TASK,
} from '../support/aleph/samples.ts';

/** Answers of reads that say more than their names. */
const OWN_ANSWERS: Partial<AlephClient> = {
  authenticate: async () => undefined,
  listContracts: async () => [CONTRACT],
  listProducts: async () => [PRODUCT],
  listTasks: async () => ({ rows: [], next: undefined }),
  getTask: async () => TASK,
  listArchive: async () => ({ items: [], gaps: [], matched: 0, goesOn: false }),
  searchItems: async () => ({ items: [], gaps: [], matched: 0, next: undefined, broken: false }),
  listCollections: async () => [COLLECTION],
  getCollection: async () => COLLECTION,
  getItems: async (contractId, collectionId, ids) =>
    ids.map((itemId) => itemLike({ contractId, collectionId, itemId })),
  takesFilters: async () => true,
  takesPlainFilter: async () => true,
  listTaskCaptures: async () => [CAPTURE],
  listAttachments: async () => [{ name: 'delivery_zip', fileName: undefined, url: undefined }],
  listOrders: async () => ({ rows: [], next: undefined }),
  getOrder: async () => ORDER,
  listOrderEvents: async () => [{ eventId: 'e', type: 'OrderAccepted', timestamp: undefined, message: undefined }],
  listOrderCaptures: async () => [CAPTURE],
  listDeliverables: async () => [DELIVERABLE],
};
const ANSWERS: Partial<AlephClient> = {
  ...Object.fromEntries(CLIENT_READS.map((name) => [name, async (...args: unknown[]) => ({ name, args })])),
  ...OWN_ANSWERS,
};

type Read = (loaders: Loaders) => Promise<unknown>;

/** Reads that take other arguments than a contract and an id: as below. */
const OWN_READS: Readonly<Partial<Record<keyof Loaders, readonly [Read, ...Read[]]>>> = {
  authenticate: [(of) => of.authenticate()],
  listContracts: [(of) => of.listContracts()],
  listProducts: [(of) => of.listProducts('a'), (of) => of.listProducts('b')],
  listTasks: [
    (of) => of.listTasks('a', { limit: 5, offset: 0 }),
    (of) => of.listTasks('b', { limit: 5, offset: 0 }),
    (of) => of.listTasks('a', { limit: 6, offset: 0 }),
    (of) => of.listTasks('a', { limit: 5, offset: 5 }),
    (of) => of.listTasks('a', { limit: 5, offset: 0, filter: { status: 'FAILED' } }),
  ],
  getTask: [(of) => of.getTask('a', 1), (of) => of.getTask('b', 1), (of) => of.getTask('a', 11)],
  listArchive: [
    (of) => of.listArchive('a', { bbox: [0, 0, 1, 1], start: '2026-01-01', end: '2026-01-02' }),
    (of) => of.listArchive('b', { bbox: [0, 0, 1, 1], start: '2026-01-01', end: '2026-01-02' }),
    (of) => of.listArchive('a', { bbox: [0, 0, 1, 2], start: '2026-01-01', end: '2026-01-02' }),
    (of) => of.listArchive('a', { bbox: [0, 0, 1, 1], start: '2026-01-02', end: '2026-01-02' }),
    (of) => of.listArchive('a', { bbox: [0, 0, 1, 1], start: '2026-01-01', end: '2026-01-03' }),
  ],
  searchItems: [
    (of) => of.searchItems('a', { limit: 5 }),
    (of) => of.searchItems('b', { limit: 5 }),
    (of) => of.searchItems('a', { limit: 6 }),
    (of) => of.searchItems('a', { limit: 5, at: { token: 'next:1' } }),
    (of) => of.searchItems('a', { limit: 5, bbox: [0, 0, 1, 1] }),
    (of) => of.searchItems('a', { limit: 5, intersects: { type: 'Point', coordinates: [0, 0] } }),
    (of) => of.searchItems('a', { limit: 5, datetime: '2026-01-01T00:00:00Z' }),
    (of) => of.searchItems('a', { limit: 5, collections: ['l1d'] }),
    (of) => of.searchItems('a', { limit: 5, ids: ['l1d'] }),
    (of) => of.searchItems('a', { limit: 5, filter: { op: 'isNull', args: [{ property: 'gsd' }] } }),
    (of) => of.searchItems('a', { limit: 5, sortBy: [{ field: 'gsd', direction: 'ASC' }] }),
    (of) => of.searchItems('a', { limit: 5, sortBy: [{ field: 'gsd', direction: 'DESC' }] }),
  ],
  listCollections: [(of) => of.listCollections('a'), (of) => of.listCollections('b')],
  getCollection: [
    (of) => of.getCollection('a', 'l1d'),
    (of) => of.getCollection('b', 'l1d'),
    (of) => of.getCollection('a', 'l0'),
  ],
  getItem: [
    (of) => of.getItem('a', 'l1d', 'x'),
    (of) => of.getItem('b', 'l1d', 'x'),
    (of) => of.getItem('a', 'l1d', 'y'),
    (of) => of.getItem('a', 'l0', 'x'),
  ],
  takesFilters: [(of) => of.takesFilters('a'), (of) => of.takesFilters('b')],
  takesPlainFilter: [(of) => of.takesPlainFilter('a'), (of) => of.takesPlainFilter('b')],
  listTaskCaptures: [
    (of) => of.listTaskCaptures('a', 1),
    (of) => of.listTaskCaptures('b', 1),
    (of) => of.listTaskCaptures('a', 11),
  ],
  listAttachments: [
    (of) => of.listAttachments('a', 'x'),
    (of) => of.listAttachments('b', 'x'),
    (of) => of.listAttachments('a', 'x--1'),
  ],
  listOrders: [
    (of) => of.listOrders('a', { limit: 5, offset: 0 }),
    (of) => of.listOrders('b', { limit: 5, offset: 0 }),
    (of) => of.listOrders('a', { limit: 6, offset: 0 }),
    (of) => of.listOrders('a', { limit: 5, offset: 5 }),
    (of) => of.listOrders('a', { limit: 5, offset: 0, search: 'port' }),
  ],
  getOrder: [(of) => of.getOrder('a', '0001'), (of) => of.getOrder('b', '0001'), (of) => of.getOrder('a', '1')],
  listOrderEvents: [
    (of) => of.listOrderEvents('a', '0001'),
    (of) => of.listOrderEvents('b', '0001'),
    (of) => of.listOrderEvents('a', '1'),
  ],
  listOrderCaptures: [
    (of) => of.listOrderCaptures('a', '0001'),
    (of) => of.listOrderCaptures('b', '0001'),
    (of) => of.listOrderCaptures('a', '1'),
  ],
  listDeliverables: [
    (of) => of.listDeliverables('a', '0001'),
    (of) => of.listDeliverables('b', '0001'),
    (of) => of.listDeliverables('a', '1'),
  ],
};

/** Every read there is: asked for, and asked for with each argument changed in turn. */
const READS: Readonly<Record<string, readonly [Read, ...Read[]]>> = {
  ...Object.fromEntries(CLIENT_READS.filter((name) => name !== 'getItems').map((name) => [name, readsBy(name)])),
  ...OWN_READS,
};

function readsBy(name: string): readonly [Read, ...Read[]] {
  const by =
    (...args: string[]): Read =>
    (of) =>
      Reflect.apply(Reflect.get(of, name), of, args);
  return [by('a', '0001'), by('b', '0001'), by('a', '1')];
}

describe('a read', () => {
  test.each(Object.entries(READS))(
    'by %s happens once when it is asked for twice in one request',
    async (_name, [read]) => {
      const aleph = createFakeAleph(ANSWERS);
      const loaders = createLoaders(aleph);
      const [first, beside] = await Promise.all([read(loaders), read(loaders)]);
      const after = await read(loaders);
      expect([beside, after]).toEqual([first, first]);
      expect(aleph.asked).toHaveLength(1);
    },
  );

  test.each(Object.entries(READS))('by %s is another read when any of its arguments differs', async (_name, reads) => {
    const aleph = createFakeAleph(ANSWERS);
    const loaders = createLoaders(aleph);
    for (const read of reads) await read(loaders);
    expect(aleph.asked).toHaveLength(reads.length);
    expect(new Set(aleph.asked.map((call) => JSON.stringify(call))).size).toBe(reads.length);
  });

  test('of every kind reaches Aleph once, and none as another', async () => {
    const aleph = createFakeAleph(ANSWERS);
    const loaders = createLoaders(aleph);
    await Promise.all(Object.values(READS).flatMap(([read]) => [read(loaders), read(loaders)]));
    expect(aleph.asked.map(([name]) => name).sort()).toEqual(Object.keys(ANSWERS).sort());
  });

  test('is the same read when its arguments are equal, in whatever order they are written', async () => {
    const aleph = createFakeAleph(ANSWERS);
    const loaders = createLoaders(aleph);
    await Promise.all([
      loaders.listTasks('a', { limit: 5, offset: 0, filter: { name: 'n', status: 'FAILED' } }),
      loaders.listTasks('a', { offset: 0, filter: { status: 'FAILED', name: 'n', projectName: undefined }, limit: 5 }),
    ]);
    expect(aleph.asked).toHaveLength(1);
  });

  test('that failed fails again the same way, and is not made again', async () => {
    const error = new AlephError('FORBIDDEN', 'no');
    const aleph = createFakeAleph({ listTasks: () => Promise.reject(error), getItems: () => Promise.reject(error) });
    const loaders = createLoaders(aleph);
    for (let ask = 0; ask < 2; ask += 1) {
      await expect(loaders.listTasks('a', { limit: 5, offset: 0 })).rejects.toBe(error);
      await expect(loaders.getItem('a', 'l1d', 'x')).rejects.toBe(error);
    }
    expect(aleph.asked.map(([name]) => name)).toEqual(['listTasks', 'getItems']);
  });
});

describe('items asked for one by one', () => {
  test('go to Aleph as one search for each contract and collection', async () => {
    const aleph = createFakeAleph(ANSWERS);
    const loaders = createLoaders(aleph);
    await Promise.all([
      loaders.getItem('a', 'l1d', '1'),
      loaders.getItem('a', 'l1d', '2'),
      loaders.getItem('a', 'l0', '1'),
      loaders.getItem('b', 'l1d', '1'),
      loaders.getItem('a', 'l1d', '1'),
    ]);
    expect(aleph.asked).toEqual([
      ['getItems', 'a', 'l1d', ['1', '2']],
      ['getItems', 'a', 'l0', ['1']],
      ['getItems', 'b', 'l1d', ['1']],
    ]);
  });

  test('find their own answer when Aleph answers in another order, and none where it leaves one out', async () => {
    const [first, third] = [itemLike({ itemId: '1' }), itemLike({ itemId: '3' })];
    const loaders = createLoaders(createFakeAleph({ getItems: async () => [third, first] }));
    const found = await Promise.all(['1', '2', '3'].map((id) => loaders.getItem('a', 'l1d', id)));
    expect(found).toEqual([first, undefined, third]);
  });

  test('of a collection that fails leave those of the others alone', async () => {
    const item = itemLike({ itemId: '1' });
    const getItems: AlephClient['getItems'] = async (_contractId, collectionId) => {
      if (collectionId === 'l0') throw new AlephError('UPSTREAM_TIMEOUT', 'late');
      return [item];
    };
    const loaders = createLoaders(createFakeAleph({ getItems }));
    const [good, bad] = await Promise.allSettled([loaders.getItem('a', 'l1d', '1'), loaders.getItem('a', 'l0', '1')]);
    expect(good).toEqual({ status: 'fulfilled', value: item });
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'UPSTREAM_TIMEOUT' } });
  });

  test('cannot be mixed up by ids that read the same when they are joined', async () => {
    const aleph = createFakeAleph(ANSWERS);
    const loaders = createLoaders(aleph);
    await Promise.all([
      loaders.getItem('a', 'bc', 'd'),
      loaders.getItem('ab', 'c', 'd'),
      loaders.getItem('a', 'b","c', 'd'),
      loaders.getItem('a","b', 'c', 'd'),
    ]);
    expect(aleph.asked).toHaveLength(4);
  });
});

test('two requests share nothing, not even over the same client', async () => {
  const aleph = createFakeAleph(ANSWERS);
  await Promise.all([createContext(aleph), createContext(aleph)].map((context) => context.aleph.listContracts()));
  expect(aleph.asked).toEqual([['listContracts'], ['listContracts']]);
});
