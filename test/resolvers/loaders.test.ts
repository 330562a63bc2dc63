import { describe, expect, test } from 'vitest';
import type { AlephClient } from '../../src/aleph/client.ts';
import { AlephError } from '../../src/aleph/errors.ts';
import { createContext } from '../../src/resolvers/context.ts';
import { createLoaders } from '../../src/resolvers/loaders.ts';
import { createFakeAleph } from '../support/fake-aleph.ts';
import { COLLECTION, CONTRACT, itemLike, PRODUCT, TASK } from '../support/samples.ts';

const ANSWERS: Partial<AlephClient> = {
  authenticate: async () => undefined,
  listContracts: async () => [CONTRACT],
  listProducts: async () => [PRODUCT],
  listTasks: async () => ({ rows: [], next: undefined }),
  getTask: async () => TASK,
  searchArchive: async () => ({ items: [], matched: 0 }),
  searchItems: async () => ({ items: [], matched: 0, nextToken: undefined, broken: false }),
  listCollections: async () => [COLLECTION],
  getCollection: async () => COLLECTION,
  getItems: async (contractId, collectionId, ids) =>
    ids.map((itemId) => itemLike({ contractId, collectionId, itemId })),
};

describe('a read', () => {
  test('reaches Aleph once in a request, whichever it is and however often it is asked for', async () => {
    const aleph = createFakeAleph(ANSWERS);
    const loaders = createLoaders(aleph);
    const askAll = () =>
      Promise.all([
        loaders.authenticate(),
        loaders.listContracts(),
        loaders.listProducts('a'),
        loaders.listTasks('a', { limit: 5, offset: 0 }),
        loaders.getTask('a', 7),
        loaders.searchArchive('a', { bbox: [0, 0, 1, 1], start: '2026-01-01', end: '2026-01-02' }),
        loaders.searchItems('a', { limit: 5 }),
        loaders.listCollections('a'),
        loaders.getCollection('a', 'l1d'),
        loaders.getItem('a', 'l1d', 'x'),
      ]);
    const first = await askAll();
    const second = await askAll();
    expect(second).toEqual(first);
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

  test('is another read when a contract or an argument differs', async () => {
    const aleph = createFakeAleph(ANSWERS);
    const loaders = createLoaders(aleph);
    await Promise.all([
      loaders.listTasks('a', { limit: 5, offset: 0 }),
      loaders.listTasks('b', { limit: 5, offset: 0 }),
      loaders.listTasks('a', { limit: 5, offset: 5 }),
      loaders.listTasks('a', { limit: 5, offset: 0, filter: { status: 'FAILED' } }),
      loaders.getTask('a', 1),
      loaders.getTask('a', 11),
    ]);
    expect(aleph.asked).toHaveLength(6);
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
