import type { Geometry } from 'geojson';
import { describe, expect, test } from 'vitest';
import type { ArchiveSearch } from '../../../src/aleph/archive.ts';
import { AlephError } from '../../../src/aleph/errors.ts';
import {
  type AreaPart,
  type ImagerySearch,
  type PartPosition,
  partsOf,
  readPart,
} from '../../../src/aleph/imagery/imagery-parts.ts';
import { itemListOf, type StacItem } from '../../../src/aleph/items.ts';
import type { ItemSearch, ItemSearchPage } from '../../../src/aleph/search.ts';
import type { BBox } from '../../../src/aleph/values/wire.ts';
import { failureOf } from '../../support/aleph/upstream-aleph.ts';

const MISSING = new AlephError('UPSTREAM_INVALID_RESPONSE', 'no route', { reason: 'ROUTE' });
const TOO_LONG = new AlephError('UPSTREAM_INVALID_RESPONSE', 'over 16 MiB', { reason: 'TOO_LARGE' });
const BOX: BBox = [0, 0, 1, 1];
const DATES = { start: '2026-01-01', end: '2026-01-31' };
const SEARCH: ImagerySearch = { contractId: 'cont.1', route: 'archive', bbox: BOX, dates: DATES };
const START: PartPosition = { index: 0 };

const boxRing = ([west, south, east, north]: BBox) => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
/** Items named by one letter each, all with the same footprint. */
const itemsOf = (ids: string, bbox: BBox = BOX): readonly StacItem[] => {
  const geometry = { type: 'Polygon', coordinates: [boxRing(bbox)] };
  return itemListOf('cont.1', { features: [...ids].map((id) => ({ id, collection: 'l1d', geometry })) }).items;
};
const pageOf = (ids: string, nextToken?: string, broken = false): ItemSearchPage => ({
  items: itemsOf(ids),
  gaps: [],
  matched: 9,
  next: nextToken === undefined ? undefined : { token: nextToken },
  broken,
});
const idsOf = (rows: readonly { item: StacItem }[]) => rows.map(({ item }) => item.itemId).join('');

/** A client that answers the documented search with a list, or fails it; and pages of the other by token. */
function fakeClient(list: readonly StacItem[] | AlephError, pages: Record<string, ItemSearchPage> = {}) {
  const archiveSearches: ArchiveSearch[] = [];
  const itemSearches: ItemSearch[] = [];
  return {
    archiveSearches,
    itemSearches,
    listArchive: async (_contractId: string, search: ArchiveSearch) => {
      archiveSearches.push(search);
      if (list instanceof AlephError) throw list;
      return { items: list, gaps: [], matched: list.length, goesOn: false };
    },
    searchItems: async (_contractId: string, search: ItemSearch) => {
      itemSearches.push(search);
      return pages[search.at?.['token'] ?? ''] ?? pageOf('');
    },
  };
}
type Client = Parameters<typeof readPart>[0];

const reading = (client: Client, search: ImagerySearch = SEARCH, position = START, limit = 2) =>
  readPart(client, { search, parts: partsOf(search), part: 0, filter: undefined, limit }, position);

describe('a part by the documented search', () => {
  test('asks only what Aleph takes, so that other page sizes and filters share the call', async () => {
    const client = fakeClient([]);
    await reading(client, { ...SEARCH, collections: ['l0'] }, START, 99);
    expect(client.archiveSearches).toEqual([{ bbox: BOX, ...DATES }]);
    expect(client.itemSearches).toEqual([]);
  });

  test('is the whole list with a place behind each item', async () => {
    const slice = await reading(fakeClient(itemsOf('abc')));
    expect(slice.rows.map(({ next }) => next)).toEqual([
      { index: 1, behind: 'a' },
      { index: 2, behind: 'b' },
      { index: 3, behind: 'c' },
    ]);
    expect(slice).toMatchObject({ next: undefined, totalCount: 3, route: 'archive' });
  });

  test.each([
    ['stayed the same', 'abcde', 'cde'],
    ['grew at its start', 'xyabcde', 'cde'],
    ['shrank before it', 'bcde', 'cde'],
    ['lost the item itself', 'acde', 'de'],
    ['shrank to nothing', '', ''],
  ])('goes on behind the same item when the list %s', async (_how, ids, rest) => {
    const slice = await reading(fakeClient(itemsOf(ids)), SEARCH, { index: 2, behind: 'b' });
    expect(idsOf(slice.rows)).toBe(rest);
  });

  test('fails as Aleph fails', async () => {
    const down = new AlephError('UPSTREAM_UNAVAILABLE', 'down');
    const client = { ...fakeClient([]), listArchive: () => Promise.reject(down) };
    await expect(reading(client)).rejects.toBe(down);
    expect(client.itemSearches).toEqual([]);
  });
});

describe('a part by the STAC search', () => {
  const search = { ...SEARCH, collections: ['l1d'] };

  test('stands in where the documented one is missing, with whole days and the collections', async () => {
    const client = fakeClient(MISSING, { '': pageOf('ab', 't1') });
    expect(await reading(client, search)).toMatchObject({
      next: { index: 0, at: { token: 't1' } },
      totalCount: 9,
      route: 'stac',
    });
    expect(client.itemSearches).toEqual([
      {
        bbox: BOX,
        datetime: '2026-01-01T00:00:00Z/2026-01-31T23:59:59.999999Z',
        collections: ['l1d'],
        ids: undefined,
        sortBy: undefined,
        filter: undefined,
        limit: 2,
        at: {},
      },
    ]);
  });

  test('stands in where the list of the documented one is too long', async () => {
    const client = fakeClient(TOO_LONG, { '': pageOf('ab', 't1') });
    const slice = await reading(client);
    expect([slice.route, idsOf(slice.rows)]).toEqual(['stac', 'ab']);
    expect(idsOf((await reading(client, SEARCH, { index: 1, at: {} })).rows)).toBe('b');
    expect([client.archiveSearches.length, client.itemSearches.length]).toEqual([1, 2]);
  });

  test('is asked at once where the search says so', async () => {
    const client = fakeClient(itemsOf('ab'), { '': pageOf('c') });
    expect(idsOf((await reading(client, { ...SEARCH, route: 'stac' })).rows)).toBe('c');
    expect(client.archiveSearches).toEqual([]);
  });

  test('with no collections named names none', async () => {
    const client = fakeClient(MISSING);
    await reading(client, { ...SEARCH, collections: [] });
    expect(client.itemSearches[0]?.collections).toBeUndefined();
  });

  test('goes on at the next page behind its last item, without reading its own page again', async () => {
    const slice = await reading(fakeClient(MISSING, { '': pageOf('ab', 't1') }));
    expect(slice.rows.map(({ next }) => next)).toEqual([
      { index: 1, behind: 'a', at: {} },
      { index: 0, at: { token: 't1' }, behind: 'b' },
    ]);
  });

  test('goes on in the middle of a page by its token, which is read as long as it was', async () => {
    const client = fakeClient(MISSING, { t1: pageOf('cdefg') });
    const slice = await reading(client, search, { index: 4, at: { token: 't1' } });
    expect(idsOf(slice.rows)).toBe('g');
    expect(client.itemSearches).toMatchObject([{ at: { token: 't1' }, limit: 4 }]);
    expect(client.archiveSearches).toEqual([]);
  });

  test('whose link is broken ends there, and can be found broken again behind its last item', async () => {
    const client = fakeClient(MISSING, { '': pageOf('ab', undefined, true) });
    const slice = await reading(client);
    expect(slice).toMatchObject({ next: undefined, broken: true });
    const last = slice.rows.at(-1)?.next ?? START;
    expect(await reading(client, SEARCH, last)).toMatchObject({ rows: [], next: undefined, broken: true });
  });

  test.each([
    ['is missing', MISSING],
    ['is too long', TOO_LONG],
  ])('does not know a place in a list that %s now', async (_how, failure) => {
    expect(await failureOf(reading(fakeClient(failure), SEARCH, { index: 2, behind: 'b' }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      argumentPath: ['after'],
    });
  });
});

describe('the parts of a search', () => {
  const WEST: BBox = [170, -10, 180, 10];
  const EAST: BBox = [-180, -10, -170, 10];

  test('are two boxes across the antimeridian, and one geometry, and one part elsewhere or without an area', () => {
    expect(partsOf({ ...SEARCH, bbox: [170, -10, -170, 10] })).toEqual([{ bbox: WEST }, { bbox: EAST }]);
    expect(partsOf(SEARCH)).toEqual([{ bbox: BOX }]);
    expect(partsOf({ ...SEARCH, bbox: undefined })).toEqual([{}]);
    const [west, east] = [boxRing([179, 0, 180, 1]), boxRing([-180, 0, -179, 1])];
    const intersects: Geometry = { type: 'Polygon', coordinates: [boxRing([179, 0, -179, 1])] };
    expect(partsOf({ ...SEARCH, bbox: undefined, intersects })).toEqual([
      {
        intersects: {
          type: 'MultiPolygon',
          coordinates: [[expect.arrayContaining(west)], [expect.arrayContaining(east)]],
        },
      },
    ]);
  });

  const secondOf = async (parts: readonly AreaPart[], boxes: Record<string, BBox>) => {
    const items = Object.entries(boxes).flatMap(([id, box]) => itemsOf(id, box));
    const request = { search: SEARCH, parts, part: 1, filter: undefined, limit: 9 };
    return readPart(fakeClient(items), request, START);
  };

  test('leave what lies across the line to the first of them, and have no count', async () => {
    const across = { bbox: WEST };
    const slice = await secondOf([across, { bbox: EAST }], {
      a: [-179, 0, -178, 1],
      b: [-180, 0, -179, 1],
      c: [179.5, 0, 180, 1],
    });
    expect(idsOf(slice.rows)).toBe('ab');
    expect(slice.rows.map(({ next }) => next)).toMatchObject([{ index: 1 }, { index: 2 }]);
    expect(slice.totalCount).toBeUndefined();
  });

  test('are told apart where one of them is wider than half the globe', async () => {
    const parts = partsOf({ ...SEARCH, bbox: [-10, -10, -30, 10] });
    expect(parts).toHaveLength(2);
    const slice = await secondOf(parts, { a: [100, 0, 101, 1], b: [-100, 0, -99, 1] });
    expect(idsOf(slice.rows)).toBe('b');
  });
});
