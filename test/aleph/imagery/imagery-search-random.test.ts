import fc from 'fast-check';
import type { Polygon } from 'geojson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BBox } from '../../../src/aleph/values/wire.ts';
import { COLLECTION_IDS } from '../../../src/sandbox/world/imagery/entries.ts';
import { idsOf, walkImagery } from '../../support/aleph/imagery-walk.ts';
import { startUpstreamAleph, type UpstreamAleph } from '../../support/aleph/upstream-aleph.ts';
import { seamCollections, seamShapes } from '../../support/inputs/seam-shapes.ts';
import { bruteForceOver, type Point } from '../../support/sandbox/brute-force.ts';

/** Enough for items on either side of the antimeridian and across it. */
const ITEMS = 1_500;
const REFERENCE = bruteForceOver(ITEMS);
/** A thousand searches in all. */
const RUNS = { boxes: 600, sorted: 150, acrossPolygons: 100, polygons: 150, seams: 30 };

let upstream: UpstreamAleph;

beforeAll(async () => {
  upstream = await startUpstreamAleph({ itemCount: ITEMS }, { maxCalls: 10_000 });
});
afterAll(() => upstream.close());

/** To six decimals: nearer to a border than that, rounding decides on which side a place is. */
const between = (min: number, max: number) =>
  fc.double({ min, max, noNaN: true }).map((value) => Math.round(value * 1e6) / 1e6);
const turned = (lon: number) => (lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon);
const box = fc
  .record({ west: between(-180, 180), width: between(0, 60), south: between(-90, 60), height: between(0, 40) })
  .map(({ west, width, south, height }): BBox => [west, south, turned(west + width), Math.min(90, south + height)]);
/** Of most of the globe, so across the antimeridian as often as not. */
const wideBox = fc.tuple(between(-180, 180), between(-180, 180)).map(([west, east]): BBox => [west, -60, east, 75]);
const boxOfAnItem: fc.Arbitrary<BBox> = fc.constantFrom(
  ...REFERENCE.entries.flatMap(({ bbox }) => (bbox === undefined ? [] : [bbox])),
);
/** Across the antimeridian, where some items lie. */
const fiji = fc
  .tuple(between(0.1, 1.5), between(0.1, 1.5))
  .map(([west, east]): BBox => [180 - west, -22, east - 180, -12]);
const dayOf = (epochMs: number) => new Date(epochMs).toISOString().slice(0, 10);
const day = fc.oneof(
  fc.integer({ min: 0, max: 1_000 }).map((days) => dayOf(Date.UTC(2023, 9, 1) + days * 86_400_000)),
  fc.constantFrom(...REFERENCE.entries.map(({ time }) => dayOf(time / 1_000))),
);
const dates = fc.tuple(day, day).map(([a, b]) => (a < b ? { start: a, end: b } : { start: b, end: a }));
const search = fc.record({
  bbox: fc.option(fc.oneof({ arbitrary: box, weight: 12 }, { arbitrary: boxOfAnItem, weight: 5 }, fiji, wideBox), {
    nil: undefined,
    freq: 20,
  }),
  // fast-check leaves out one in `freq`.
  dates: fc.option(dates, { nil: undefined, freq: 2 }),
  collections: fc.option(fc.subarray([...COLLECTION_IDS]), { nil: undefined, freq: 2 }),
});
const FIELDS = ['datetime', 'eo:cloud_cover', 'platform', 'gsd', 'collection', 'view:azimuth', 'id'] as const;
const sortBy = fc.uniqueArray(
  fc.record({ field: fc.constantFrom(...FIELDS), direction: fc.constantFrom('ASC' as const, 'DESC' as const) }),
  { maxLength: 3, selector: ({ field }) => field },
);

/** A ring around a place without crossing itself: one corner, nearer or farther, in each of as many equal sectors. */
function ringAround(place: fc.Arbitrary<Point>, widest: number): fc.Arbitrary<readonly Point[]> {
  const corners = fc.array(fc.tuple(between(0, 0.9), between(widest / 10, widest)), { minLength: 3, maxLength: 9 });
  return fc.tuple(place, corners).map(([[lon, lat], spokes]) => {
    const points = spokes.map(([within, radius], index): Point => {
      const angle = ((index + within) / spokes.length) * 2 * Math.PI;
      return [lon + radius * Math.cos(angle), lat + radius * Math.sin(angle)];
    });
    return [...points, ...points.slice(0, 1)];
  });
}
const onAntimeridian = fc.tuple(between(-0.5, 0.5), between(-20, -14)).map(([east, lat]): Point => [180 + east, lat]);
const onAnItem: fc.Arbitrary<Point> = fc.constantFrom(
  ...REFERENCE.entries.flatMap(({ ring }) => (ring?.[0] === undefined ? [] : [ring[0]])),
);

/** As GeoJSON has it: longitudes jump from one side to the other where the ring passes ±180. */
function polygonOf(ring: readonly Point[]): Polygon {
  return { type: 'Polygon', coordinates: [ring.map(([lon, lat]) => [turned(lon), lat])] };
}

describe('a random search finds what holding every item against it finds', { timeout: 60_000 }, () => {
  test('by box, days and collections, newest first, on either route and whatever the box crosses', async () => {
    let [total, across] = [0, 0];
    await fc.assert(
      fc.asyncProperty(search, fc.constantFrom('stac' as const, 'archive' as const), async (asked, route) => {
        const found = idsOf(await walkImagery(asked, { through: upstream, first: 2_000, route }));
        expect(found).toEqual(REFERENCE.idsOf(asked));
        total += found.length;
        if (asked.bbox !== undefined && asked.bbox[0] > asked.bbox[2]) across += found.length;
      }),
      { numRuns: RUNS.boxes, seed: 1 },
    );
    expect(across).toBeGreaterThan(RUNS.boxes);
    expect(total - across).toBeGreaterThan(RUNS.boxes);
  });

  test('by a box across the antimeridian, in the order asked for, page after page', async () => {
    let pages = 0;
    await fc.assert(
      fc.asyncProperty(fiji, sortBy, fc.integer({ min: 20, max: 60 }), async (bbox, order, first) => {
        const walked = await walkImagery({ bbox, sortBy: order }, { through: upstream, first });
        pages += walked.length;
        expect(idsOf(walked)).toEqual(REFERENCE.idsOf({ bbox, sortBy: order }));
      }),
      { numRuns: RUNS.sorted, seed: 2 },
    );
    expect(pages).toBeGreaterThan(2 * RUNS.sorted);
  });

  test.each([
    ['across the antimeridian', ringAround(onAntimeridian, 4), RUNS.acrossPolygons],
    ['anywhere', ringAround(onAnItem, 3), RUNS.polygons],
  ])('by a polygon %s, each item once, in the order asked for', async (_where, rings, numRuns) => {
    let total = 0;
    await fc.assert(
      fc.asyncProperty(rings, sortBy, async (ring, order) => {
        const asked = { intersects: polygonOf(ring), sortBy: order };
        const found = idsOf(await walkImagery(asked, { through: upstream, first: 100 }));
        expect(found).toEqual(REFERENCE.idsOf(asked, [[ring]]));
        total += found.length;
      }),
      { numRuns, seed: 3 },
    );
    expect(total).toBeGreaterThan(numRuns);
  });

  test.each([
    ...(['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'] as const).map(
      (type) => [type, seamShapes(type)] as const,
    ),
    ['GeometryCollection', seamCollections] as const,
  ])('by a %s across the antimeridian, by one call a page, counted', async (_type, shapes) => {
    await fc.assert(
      fc.asyncProperty(shapes, async ({ geometry, figures }) => {
        upstream.sandbox.resetCalls();
        const pages = await walkImagery({ intersects: geometry }, { through: upstream, first: 100 });
        const expected = REFERENCE.idsOf({}, figures);
        expect(idsOf(pages)).toEqual(expected);
        expect(pages.map(({ totalCount }) => totalCount)).toEqual(pages.map(() => expected.length));
        expect(upstream.calls()).toEqual(pages.map(() => 'POST /archive/stac/search'));
      }),
      { numRuns: RUNS.seams, seed: 4 },
    );
  });
});
