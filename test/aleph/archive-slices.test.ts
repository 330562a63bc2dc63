import { describe, expect, test } from 'vitest';
import type { ArchiveSearch } from '../../src/aleph/archive.ts';
import {
  ARCHIVE_START,
  type ArchivePosition,
  type ArchiveQuery,
  isArchivePosition,
  readArchive,
} from '../../src/aleph/archive-slices.ts';
import { AlephError } from '../../src/aleph/errors.ts';
import { itemListOf, type StacItem } from '../../src/aleph/items.ts';
import type { ItemSearch, ItemSearchPage } from '../../src/aleph/search.ts';
import type { BBox } from '../../src/aleph/wire.ts';
import { failureOf } from '../support/upstream-aleph.ts';

const MISSING = new AlephError('UPSTREAM_INVALID_RESPONSE', 'no route', { reason: 'ROUTE' });
const WEST: BBox = [170, -10, 180, 10];
const EAST: BBox = [-180, -10, -170, 10];
const ACROSS: BBox = [170, -10, -170, 10];
const QUERY: ArchiveQuery = {
  contractId: 'cont.1',
  bbox: [0, 0, 1, 1],
  start: '2026-01-01',
  end: '2026-01-31',
  limit: 2,
};

const itemsOf = (ids: string, bbox?: BBox): readonly StacItem[] =>
  itemListOf('cont.1', { features: [...ids].map((id) => ({ id, collection: 'l1d', bbox })) }).items;

/** A client that answers the documented search by its box, or says that it is missing; and pages of the other by token. */
function fakeClient(
  lists: readonly (readonly [BBox, readonly StacItem[]])[],
  pages: Record<string, ItemSearchPage> = {},
) {
  const archiveSearches: ArchiveSearch[] = [];
  const itemSearches: ItemSearch[] = [];
  return {
    archiveSearches,
    itemSearches,
    searchArchive: async (_contractId: string, search: ArchiveSearch) => {
      archiveSearches.push(search);
      const list = lists.find(([bbox]) => String(bbox) === String(search.bbox));
      if (list === undefined) throw MISSING;
      return { items: list[1], matched: list[1].length };
    },
    searchItems: async (_contractId: string, search: ItemSearch) => {
      itemSearches.push(search);
      return pages[search.token ?? ''] ?? pageOf('');
    },
  };
}

const pageOf = (ids: string, nextToken?: string, broken = false): ItemSearchPage => ({
  items: itemsOf(ids),
  matched: 9,
  nextToken,
  broken,
});

const idsOf = (rows: readonly { item: StacItem }[]) => rows.map(({ item }) => item.itemId).join('');

describe('a slice of the documented search', () => {
  const reading = (ids: string, position: ArchivePosition = ARCHIVE_START) =>
    readArchive(fakeClient([[QUERY.bbox, itemsOf(ids)]]), QUERY, position);

  test('asks only what Aleph takes, so that other page sizes and filters share the call', async () => {
    const client = fakeClient([[QUERY.bbox, []]]);
    await readArchive(client, { ...QUERY, collections: ['l0'], limit: 99 }, ARCHIVE_START);
    expect(client.archiveSearches).toEqual([{ bbox: [0, 0, 1, 1], start: '2026-01-01', end: '2026-01-31' }]);
  });

  test('is the whole list with a place behind each item', async () => {
    const slice = await reading('abc');
    expect(slice.rows.map(({ next }) => next)).toEqual([
      { part: 0, index: 1, behind: 'a' },
      { part: 0, index: 2, behind: 'b' },
      { part: 0, index: 3, behind: 'c' },
    ]);
    expect(slice).toMatchObject({ next: undefined, totalCount: 3, collectionsApplied: false });
  });

  test.each([
    ['stayed the same', 'abcde', 'cde'],
    ['grew at its start', 'xyabcde', 'cde'],
    ['shrank before it', 'bcde', 'cde'],
    ['lost the item itself', 'acde', 'de'],
    ['shrank to nothing', '', ''],
  ])('goes on behind the same item when the list %s', async (_how, ids, rest) => {
    expect(idsOf((await reading(ids, { part: 0, index: 2, behind: 'b' })).rows)).toBe(rest);
  });

  test('fails as Aleph fails', async () => {
    const down = new AlephError('UPSTREAM_UNAVAILABLE', 'down');
    const client = { ...fakeClient([]), searchArchive: () => Promise.reject(down) };
    await expect(readArchive(client, QUERY, ARCHIVE_START)).rejects.toBe(down);
    expect(client.itemSearches).toEqual([]);
  });
});

describe('a slice of the STAC search', () => {
  const query = { ...QUERY, collections: ['l1d'] };
  const reading = (pages: Record<string, ItemSearchPage>, position: ArchivePosition = ARCHIVE_START) => {
    const client = fakeClient([], pages);
    return { client, slice: readArchive(client, query, position) };
  };

  test('stands in where the documented one is missing, with whole days and the collections', async () => {
    const { client, slice } = reading({ '': pageOf('ab', 't1') });
    expect(await slice).toMatchObject({
      next: { part: 0, index: 0, token: 't1' },
      totalCount: 9,
      collectionsApplied: true,
    });
    expect(client.itemSearches).toEqual([
      {
        bbox: [0, 0, 1, 1],
        datetime: '2026-01-01T00:00:00Z/2026-01-31T23:59:59.999Z',
        collections: ['l1d'],
        limit: 2,
        token: undefined,
      },
    ]);
  });

  test('with no collections named names none', async () => {
    const client = fakeClient([]);
    await readArchive(client, { ...QUERY, collections: [] }, ARCHIVE_START);
    expect(client.itemSearches[0]?.collections).toBeUndefined();
  });

  test('goes on at the next page behind its last item, without reading its own page again', async () => {
    const { slice } = reading({ '': pageOf('ab', 't1') });
    expect((await slice).rows.map(({ next }) => next)).toEqual([
      { part: 0, index: 1, token: '' },
      { part: 0, index: 0, token: 't1' },
    ]);
  });

  test('goes on in the middle of a page by its token', async () => {
    const { client, slice } = reading({ t1: pageOf('cd') }, { part: 0, index: 1, token: 't1' });
    expect(idsOf((await slice).rows)).toBe('d');
    expect(client.itemSearches[0]?.token).toBe('t1');
    expect(client.archiveSearches).toEqual([]);
  });

  test('whose link is broken ends there', async () => {
    const { slice } = reading({ '': pageOf('ab', undefined, true) });
    expect(await slice).toMatchObject({ next: undefined, broken: true });
  });

  test('does not know a place in a list that is missing now', async () => {
    const { slice } = reading({}, { part: 0, index: 2, behind: 'b' });
    expect(await failureOf(slice)).toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: ['after'] });
  });
});

describe('a box across the antimeridian', () => {
  const query = { ...QUERY, bbox: ACROSS };
  const west = itemsOf('a', [171, 0, 172, 1]);
  const both = itemsOf('b', [179.9, 0, -179.9, 1]);
  const wide = itemsOf('c', [-180, 0, 180, 1]);
  const east = itemsOf('d', [-179, 0, -178, 1]);
  const edge = itemsOf('e', [-180, 0, -179, 1]);
  const lists = [
    [WEST, [...west, ...both, ...wide]],
    [EAST, [...both, ...wide, ...east, ...edge]],
  ] as const;

  test('is searched as the two it is made of, and what lies across comes once', async () => {
    const client = fakeClient(lists);
    const first = await readArchive(client, query, ARCHIVE_START);
    const second = await readArchive(client, query, first.next ?? ARCHIVE_START);
    expect([idsOf(first.rows), idsOf(second.rows)]).toEqual(['abc', 'de']);
    expect(client.archiveSearches.map(({ bbox }) => bbox)).toEqual([WEST, EAST]);
    expect([first.next, second.next]).toEqual([{ part: 1, index: 0 }, undefined]);
  });

  test('has no count, as the sum of two would count twice what lies across', async () => {
    expect((await readArchive(fakeClient(lists), query, ARCHIVE_START)).totalCount).toBeUndefined();
  });

  test('goes on in its second part by the STAC search as well', async () => {
    const client = fakeClient([], { '': pageOf('ab') });
    const first = await readArchive(client, query, ARCHIVE_START);
    expect(first.next).toEqual({ part: 1, index: 0, token: '' });
    expect(first.rows.at(-1)?.next).toEqual(first.next);
    await readArchive(client, query, first.next ?? ARCHIVE_START);
    expect(client.itemSearches.map(({ bbox }) => bbox)).toEqual([WEST, EAST]);
  });

  test('that is broken in its first part does not go on to the second', async () => {
    const client = fakeClient([], { '': pageOf('ab', undefined, true) });
    expect(await readArchive(client, query, ARCHIVE_START)).toMatchObject({ next: undefined, broken: true });
  });

  test('has no third part', async () => {
    const client = fakeClient(lists);
    expect(await failureOf(readArchive(client, query, { part: 2, index: 0 }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      argumentPath: ['after'],
    });
    expect(await failureOf(readArchive(client, QUERY, { part: 1, index: 0 }))).toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    expect(client.archiveSearches).toEqual([]);
  });
});

describe('a place out of a cursor', () => {
  test.each<unknown>([
    { part: 0, index: 0 },
    { part: 1, index: 500, behind: 'a' },
    { part: 0, index: 3, token: '' },
    { part: 0, index: 3, token: 'next:l1d:a' },
  ])('can be %j', (value) => {
    expect(isArchivePosition(value)).toBe(true);
  });

  test.each<unknown>([
    null,
    5,
    [],
    {},
    { part: 0 },
    { part: -1, index: 0 },
    { part: 0, index: 1.5 },
    { part: 0, index: '1' },
    { part: 0, index: 2 ** 60 },
    { part: 0, index: 0, behind: 7 },
    { part: 0, index: 0, token: null },
    { part: 0, index: 0, token: 'a\r\nb' },
    { part: 0, index: 0, token: 'é' },
    { part: 0, index: 0, token: 't'.repeat(2_049) },
    { part: 0, index: 0, behind: 'b'.repeat(2_049) },
  ])('cannot be %j', (value) => {
    expect(isArchivePosition(value)).toBe(false);
  });
});
