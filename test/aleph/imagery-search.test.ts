import fc from 'fast-check';
import type { Polygon } from 'geojson';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { IMAGERY_START, type ImageryPage, type ImageryPageRequest, readImageryPage } from '../../src/aleph/imagery.ts';
import type { ImagerySearch } from '../../src/aleph/imagery-parts.ts';
import type { BBox } from '../../src/aleph/wire.ts';
import { createCatalog, type Filter, findEntries, newestFirst } from '../../src/sandbox/catalog.ts';
import { COLLECTION_IDS } from '../../src/sandbox/entries.ts';
import { readFigures } from '../../src/sandbox/footprints.ts';
import { parseInstant } from '../../src/sandbox/instants.ts';
import { orderBy } from '../../src/sandbox/sorting.ts';
import { createValues } from '../../src/sandbox/values.ts';
import { NORTH, startUpstreamAleph, type UpstreamAleph } from '../support/upstream-aleph.ts';

const ITEMS = 1_500;
const CATALOG = createCatalog(1, ITEMS);
const VALUES = createValues(CATALOG, 1);
const DAY_US = 86_400_000_000;
const WORLD: BBox = [-180, -90, 180, 90];

let upstream: UpstreamAleph;

beforeAll(async () => {
  upstream = await startUpstreamAleph({ itemCount: ITEMS }, { maxCalls: 10_000 });
});
afterAll(() => upstream.close());
beforeEach(() => upstream.sandbox.resetCalls());

type Search = Omit<ImagerySearch, 'contractId' | 'route'>;
type Paging = Partial<Pick<ImageryPageRequest, 'first'>> & { readonly through?: UpstreamAleph };

/** Every page, in order. */
async function walk(search: Search, { first = 200, through = upstream }: Paging = {}): Promise<ImageryPage[]> {
  const pages: ImageryPage[] = [];
  const request = { search: { contractId: NORTH, route: 'stac', ...search }, filter: {}, first } as const;
  for (let from = IMAGERY_START; ; ) {
    const page = await readImageryPage(through.connect(), { ...request, from });
    pages.push(page);
    if (!page.hasMore) return pages;
    from = page.end;
  }
}
const idsOf = (pages: readonly ImageryPage[]) => pages.flatMap(({ rows }) => rows.map(({ item }) => item.itemId));

/** The ids that the sandbox's own data hold, found without this client. */
function expected({ bbox, dates, collections, ids, sortBy = [] }: Search, figures?: Filter['figures']): string[] {
  const instant = (day: string) => parseInstant(day) ?? Number.NaN;
  const found = findEntries(CATALOG, {
    box: bbox,
    figures,
    ids,
    collections: collections?.length ? collections : undefined,
    span: dates && { from: instant(dates.start), to: instant(dates.end) + DAY_US - 1_000 },
  });
  const keys = sortBy.map(({ field, direction }) => ({ name: field, isDescending: direction === 'DESC' }));
  return found.toSorted(keys.length === 0 ? newestFirst : orderBy(keys, VALUES, 'as-largest')).map(({ id }) => id);
}

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const box = fc
  .record({ west: between(-180, 180), east: between(-180, 180), south: between(-90, 60), height: between(0, 100) })
  .map(({ west, east, south, height }): BBox => [west, south, east, Math.min(90, south + height)]);
const boxOfAnItem: fc.Arbitrary<BBox> = fc.constantFrom(
  ...CATALOG.entries.flatMap(({ bbox }) => (bbox === undefined ? [] : [bbox])),
);
/** Across the antimeridian, where some items lie. */
const fiji = fc.tuple(between(0.1, 4), between(0.1, 4)).map(([west, east]): BBox => [180 - west, -22, east - 180, -12]);
const day = fc
  .integer({ min: 0, max: 1_000 })
  .map((days) => new Date(Date.UTC(2023, 9, 1) + days * 86_400_000).toISOString().slice(0, 10));
const dates = fc.tuple(day, day).map(([a, b]) => (a < b ? { start: a, end: b } : { start: b, end: a }));
const search = fc.record({
  bbox: fc.option(fc.oneof(box, boxOfAnItem, fiji), { nil: undefined, freq: 10 }),
  dates: fc.option(dates, { nil: undefined, freq: 1 }),
  collections: fc.option(fc.subarray([...COLLECTION_IDS]), { nil: undefined, freq: 1 }),
});
const FIELDS = ['datetime', 'eo:cloud_cover', 'platform', 'gsd', 'collection', 'satl:valid_pixel', 'id'] as const;
const sortBy = fc.uniqueArray(
  fc.record({ field: fc.constantFrom(...FIELDS), direction: fc.constantFrom('ASC' as const, 'DESC' as const) }),
  { maxLength: 3, selector: ({ field }) => field },
);

/** A diamond around a place on the antimeridian, and the two triangles that it is made of. */
const diamond = fc
  .record({ west: between(0.5, 5), east: between(0.5, 5), lat: between(-20, -14), height: between(0.5, 4) })
  .map(({ west, east, lat, height }) => {
    const [low, high] = [lat - height, lat + height];
    const ring = [
      [180 - west, lat],
      [180, low],
      [east - 180, lat],
      [180, high],
      [180 - west, lat],
    ];
    const triangle = (line: number, tip: number) => [
      [line, low],
      [tip, lat],
      [line, high],
      [line, low],
    ];
    const whole: Polygon = { type: 'Polygon', coordinates: [ring] };
    const coordinates = [[triangle(180, 180 - west)], [triangle(-180, east - 180)]];
    return { whole, parts: readFigures({ type: 'MultiPolygon', coordinates }, 180) };
  });

describe('a search', () => {
  test('by box, days and collections finds what the data hold, newest first, whatever it crosses', async () => {
    await fc.assert(
      fc.asyncProperty(search, async (asked) => {
        expect(idsOf(await walk(asked, { first: 2_000 }))).toEqual(expected(asked));
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  test('by a box across the antimeridian comes in the order asked for, page after page', async () => {
    await fc.assert(
      fc.asyncProperty(fiji, sortBy, fc.integer({ min: 50, max: 300 }), async (bbox, order, first) => {
        const found = idsOf(await walk({ bbox, sortBy: order }, { first }));
        expect(found.length).toBeGreaterThan(0);
        expect(found).toEqual(expected({ bbox, sortBy: order }));
      }),
      { numRuns: 30, seed: 2 },
    );
  });

  test('by a polygon across the antimeridian finds what either of its sides holds, once', async () => {
    let total = 0;
    await fc.assert(
      fc.asyncProperty(diamond, sortBy, async ({ whole, parts }, order) => {
        const found = idsOf(await walk({ intersects: whole, sortBy: order }, { first: 150 }));
        total += found.length;
        expect(found).toEqual(expected({ sortBy: order }, parts));
      }),
      { numRuns: 60, seed: 3 },
    );
    expect(total).toBeGreaterThan(0);
  });

  test('across the antimeridian whose one part is cut short says so, and gives what is sure', async () => {
    const other = await startUpstreamAleph({ itemCount: ITEMS, pageLimit: 20 });
    const url = 'https://evil.test/archive/stac/search';
    other.sandbox.inject({ path: '/archive/stac/search', answer: { kind: 'foreign-next', url }, times: 1 });
    const bbox: BBox = [176, -22, -176, -12];
    const [page, ...more] = await walk({ bbox }, { through: other, first: 1_000 });
    expect(page).toMatchObject({ hasMore: false, complete: false });
    expect(more).toEqual([]);
    const found = idsOf(page ? [page] : []);
    expect(found.length).toBeGreaterThanOrEqual(20);
    expect(found).toEqual(expected({ bbox }).slice(0, found.length));
    await other.close();
  });

  test('by a line is left to Aleph in one part', async () => {
    const coordinates = [
      [-10, 30],
      [140, 0],
    ];
    const intersects = { type: 'LineString', coordinates } as const;
    const pages = await walk({ intersects });
    expect(idsOf(pages)).toEqual(expected({}, readFigures(intersects, 180)));
    expect(upstream.calls()).toEqual(['POST /archive/stac/search']);
  });

  test('by ids finds those that exist', async () => {
    const ids = [CATALOG.entries[7]?.id ?? '', 'no-such-item', CATALOG.entries[3]?.id ?? ''];
    const pages = await walk({ ids });
    expect(idsOf(pages)).toEqual(expected({ ids }));
    expect(pages[0]?.report).toMatchObject({ appliedByAleph: ['ids'], appliedHere: [], itemsScanned: 2 });
  });
});

describe('a walk through everything, two hundred at a time', () => {
  test.each(['body-token', 'merge', 'href-token'] as const)(
    'has no duplicate and no gap, and costs one call a page, where the next link is a %s',
    async (nextLink) => {
      const other = await startUpstreamAleph({ itemCount: ITEMS, guesses: { nextLink } }, { maxCalls: 10_000 });
      const pages = await walk({ bbox: WORLD }, { through: other });
      expect(idsOf(pages)).toEqual(expected({ bbox: WORLD }));
      expect(pages.map(({ complete, scanned, rows }) => complete && scanned === rows.length)).not.toContain(false);
      expect(other.calls()).toEqual(pages.map(() => 'POST /archive/stac/search'));
      await other.close();
    },
  );
});
