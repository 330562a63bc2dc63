import { afterEach, describe, expect, test } from 'vitest';
import {
  IMAGERY_START,
  type ImageryPage,
  type ImageryPosition,
  readImageryPage,
} from '../../../src/aleph/imagery/imagery.ts';
import type { ItemFilter } from '../../../src/aleph/imagery/item-filters.ts';
import type { StacItem } from '../../../src/aleph/items.ts';
import type { BBox } from '../../../src/aleph/values/wire.ts';
import type { SandboxOptions } from '../../../src/sandbox/server.ts';
import { NORTH, startUpstreamAleph, type UpstreamAleph } from '../../support/aleph/upstream-aleph.ts';

const WORLD: BBox = [-180, -90, 180, 90];
const FIJI: BBox = [176, -22, -176, -12];

interface Changes {
  readonly bbox?: BBox;
  readonly start?: string;
  readonly end?: string;
  readonly collections?: readonly string[];
  readonly filter?: ItemFilter;
  readonly first?: number;
  readonly from?: ImageryPosition;
}

const DOCUMENTED: SandboxOptions = { itemCount: 1_500 };
const STAC_ONLY: SandboxOptions = { ...DOCUMENTED, guesses: { archiveSearch: 'missing' } };
const ROUTES: readonly (readonly [string, SandboxOptions])[] = [
  ['documented search', DOCUMENTED],
  ['STAC search', STAC_ONLY],
  ['STAC search of short pages', { ...STAC_ONLY, pageLimit: 7 }],
];

let upstream: UpstreamAleph;

afterEach(() => upstream.close());

const start = async (options: SandboxOptions, maxCalls = 1_000) => {
  upstream = await startUpstreamAleph(options, { maxCalls });
};

const read = (changes: Changes = {}) => {
  const { bbox = WORLD, start: from = '2023-10-01', end: to = '2026-09-30', collections } = changes;
  return readImageryPage(upstream.connect(), {
    search: { contractId: NORTH, route: 'archive', bbox, dates: { start: from, end: to }, collections },
    filter: changes.filter ?? {},
    first: changes.first ?? 20,
    from: changes.from ?? IMAGERY_START,
  });
};
const keysOf = (items: readonly StacItem[]) => items.map(({ collectionId, itemId }) => `${collectionId}/${itemId}`);
const itemsOf = (page: ImageryPage) => page.rows.map(({ item }) => item);

/** Page after page until there is no more. */
async function walk(changes: Changes): Promise<StacItem[]> {
  const found: StacItem[] = [];
  for (let from: ImageryPosition = IMAGERY_START; ; ) {
    const page = await read({ ...changes, from });
    found.push(...itemsOf(page));
    if (!page.hasMore) return found;
    from = page.end;
  }
}

/** Every item in the box, found without a search by box. */
async function bruteForce([west, south, east, north]: BBox, keep: (item: StacItem) => boolean): Promise<Set<string>> {
  const { items } = await upstream.connect().searchItems(NORTH, { limit: 10_000 });
  const spans = (from: number, to: number) =>
    from <= to
      ? [[from, to]]
      : [
          [from, 180],
          [-180, to],
        ];
  const meets = ({ bbox }: StacItem) =>
    bbox !== undefined &&
    bbox[1] <= north &&
    bbox[3] >= south &&
    spans(west, east).some(([a = 0, b = 0]) => spans(bbox[0], bbox[2]).some(([c = 0, d = 0]) => a <= d && c <= b));
  return new Set(keysOf(items.filter((item) => meets(item) && keep(item))));
}

describe.each(ROUTES)('a walk through the %s', (_route, options) => {
  const wholeArchive = { ...options, pageLimit: Number.POSITIVE_INFINITY };

  const compare = async (changes: Changes, keep: (item: StacItem) => boolean) => {
    await start(wholeArchive);
    const expected = await bruteForce(changes.bbox ?? WORLD, keep);
    await upstream.close();
    await start(options);
    const found = keysOf(await walk(changes));
    expect(found).toHaveLength(expected.size);
    expect(new Set(found)).toEqual(expected);
    return expected.size;
  };

  test('gives every item of a box across the antimeridian once', async () => {
    expect(await compare({ bbox: FIJI, first: 17 }, () => true)).toBeGreaterThan(17);
  });

  test('gives every item that passes the filters once', async () => {
    const filter = { cloudCoverMax: 20, gsdMax: 0.7 };
    const collections = ['l1d', 'l1d-sr'];
    const keep = (item: StacItem) =>
      (item.cloudCover ?? 101) <= 20 && (item.gsd ?? 101) <= 0.7 && collections.includes(item.collectionId);
    expect(await compare({ collections, filter, first: 50 }, keep)).toBeGreaterThan(50);
  });
});

describe('the box across the antimeridian', () => {
  test('holds items that lie across it, which both of its parts find', async () => {
    await start(DOCUMENTED);
    const items = await walk({ bbox: FIJI, first: 500 });
    expect(items.filter(({ bbox }) => bbox !== undefined && bbox[0] > bbox[2])).not.toEqual([]);
    expect(new Set(upstream.calls())).toEqual(new Set(['POST /archive/search']));
  });
});

describe('a page of the documented search', () => {
  test('costs one call, counts what matches, and filters collections here', async () => {
    await start(DOCUMENTED);
    const page = await read();
    expect(page).toMatchObject({ hasMore: true, complete: true, scanned: 20 });
    expect(page.totalCount).toBeGreaterThan(1_000);
    expect(page.report).toEqual({
      appliedByAleph: ['bbox', 'dates'],
      appliedHere: [],
      itemsScanned: 20,
      itemsSkipped: 0,
    });
    const filtered = await read({ collections: ['l0'], filter: { cloudCoverMax: undefined } });
    expect(new Set(itemsOf(filtered).map(({ collectionId }) => collectionId))).toEqual(new Set(['l0']));
    expect(filtered.totalCount).toBeUndefined();
    expect(filtered.report).toMatchObject({ appliedByAleph: ['bbox', 'dates'], appliedHere: ['collections'] });
    expect(filtered.report.itemsScanned).toBeGreaterThan(20);
    expect(upstream.calls()).toEqual(['POST /archive/search', 'POST /archive/search']);
  });

  test('takes both days whole', async () => {
    await start(DOCUMENTED);
    const day = (await read()).rows[0]?.item.datetime?.slice(0, 10) ?? '';
    const items = await walk({ start: day, end: day });
    expect(new Set(items.map(({ datetime }) => datetime?.slice(0, 10)))).toEqual(new Set([day]));
  });
});

describe('a page of the STAC search', () => {
  test('is asked for after one look at the documented one, which is remembered', async () => {
    await start(STAC_ONLY);
    await read();
    await read();
    expect(upstream.calls()).toEqual([
      'POST /archive/search',
      'POST /archive/stac/search',
      'POST /archive/stac/search',
    ]);
  });

  test('leaves collections to Aleph and the rest to this client', async () => {
    await start(STAC_ONLY);
    const page = await read({ collections: ['l1d'], filter: { platform: 'newsat48' }, first: 5 });
    expect(page.report).toMatchObject({ appliedByAleph: ['bbox', 'dates', 'collections'], appliedHere: ['platform'] });
    const counted = await read({ collections: ['l1d'] });
    expect(counted.report.appliedHere).toEqual([]);
    expect(counted.totalCount).toBeGreaterThan(20);
  });

  test('costs one call each, also when one goes on behind the other', async () => {
    await start(STAC_ONLY);
    let page = await read();
    for (const _ of [1, 2, 3]) page = await read({ from: page.end });
    expect(upstream.calls()).toEqual(['POST /archive/search', ...Array(4).fill('POST /archive/stac/search')]);
  });

  test('says that it is not complete when the budget of calls ends before it is full', async () => {
    await start({ ...STAC_ONLY, pageLimit: 2 }, 4);
    const page = await read();
    expect(page).toMatchObject({ hasMore: true, complete: false, scanned: 6 });
    const next = await read({ from: page.end });
    expect(next.rows.length).toBeGreaterThan(0);
    expect(keysOf(itemsOf(next)).some((key) => keysOf(itemsOf(page)).includes(key))).toBe(false);
  });

  test.each<[string, object]>([
    ['to another host', { kind: 'foreign-next', url: 'https://evil.test/archive/stac/search' }],
    ['to itself', { kind: 'loop-next' }],
  ])('ends without completeness where the next link leads %s', async (_where, answer) => {
    await start({ ...STAC_ONLY, pageLimit: 5 });
    upstream.sandbox.inject({ path: '/archive/stac/search', answer: answer as { kind: 'loop-next' } });
    expect(await read()).toMatchObject({ hasMore: false, complete: false });
    expect(upstream.calls().length).toBeLessThanOrEqual(3);
  });
});

describe('a cursor into a page of the STAC search', () => {
  const PATH = '/archive/stac/search';
  const feature = (id: string) => ({ id, collection: 'l1d', geometry: { type: 'Point', coordinates: [0, 0] } });
  const listing = (...ids: string[]) => {
    upstream.sandbox.clearFaults();
    upstream.sandbox.inject({ path: PATH, answer: { kind: 'json', body: { features: ids.map(feature) } } });
  };
  const searched = (from: ImageryPosition) =>
    readImageryPage(upstream.connect(), { search: { contractId: NORTH, route: 'stac' }, filter: {}, first: 2, from });

  test.each([
    ['grew at its head', ['new', 'a', 'b', 'c', 'd']],
    ['lost what was read', ['b', 'c', 'd']],
    ['lost nothing', ['a', 'b', 'c', 'd']],
  ])('goes on behind its item where the page %s', async (_what, ids) => {
    await start(STAC_ONLY);
    listing('a', 'b', 'c', 'd');
    const page = await searched(IMAGERY_START);
    expect(page.rows.map(({ item }) => item.itemId)).toEqual(['a', 'b']);
    listing(...ids);
    expect((await searched(page.end)).rows.map(({ item }) => item.itemId)).toEqual(['c', 'd']);
  });
});
