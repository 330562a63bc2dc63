import type { Geometry, LineString, Position } from 'geojson';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BBox } from '../../../src/aleph/values/wire.ts';
import { idsOf, walkImagery } from '../../support/aleph/imagery-walk.ts';
import { startUpstreamAleph, type UpstreamAleph } from '../../support/aleph/upstream-aleph.ts';
import { bruteForceOver, type Point } from '../../support/sandbox/brute-force.ts';

const ITEMS = 1_500;
const REFERENCE = bruteForceOver(ITEMS);
const WORLD: BBox = [-180, -90, 180, 90];

let upstream: UpstreamAleph;

beforeAll(async () => {
  upstream = await startUpstreamAleph({ itemCount: ITEMS }, { maxCalls: 10_000 });
});
afterAll(() => upstream.close());
beforeEach(() => upstream.sandbox.resetCalls());

// Random searches are in imagery-search-random.test.ts.
describe('a search', () => {
  test('across the antimeridian whose one part is cut short says so, and gives what is sure', async () => {
    const other = await startUpstreamAleph({ itemCount: ITEMS, pageLimit: 20 });
    const url = 'https://evil.test/archive/stac/search';
    other.sandbox.inject({ path: '/archive/stac/search', answer: { kind: 'foreign-next', url }, times: 1 });
    const bbox: BBox = [176, -22, -176, -12];
    const [page, ...more] = await walkImagery({ bbox }, { through: other, first: 1_000 });
    expect(page).toMatchObject({ hasMore: false, complete: false });
    expect(more).toEqual([]);
    const found = idsOf(page ? [page] : []);
    expect(found.length).toBeGreaterThanOrEqual(20);
    expect(found).toEqual(REFERENCE.idsOf({ bbox }).slice(0, found.length));
    await other.close();
  });

  test('across the antimeridian does not depend on how Aleph reads a west above its east', async () => {
    const other = await startUpstreamAleph({ itemCount: ITEMS, guesses: { westAboveEast: 'between' } });
    const bbox: BBox = [176, -22, -176, -12];
    expect(idsOf(await walkImagery({ bbox }, { through: other }))).toEqual(REFERENCE.idsOf({ bbox }));
    await other.close();
  });

  test('by a line is left to Aleph in one part', async () => {
    const line: readonly Point[] = [
      [-10, 30],
      [140, 0],
    ];
    const intersects: LineString = { type: 'LineString', coordinates: line.map((point) => [...point]) };
    const found = idsOf(await walkImagery({ intersects }, { through: upstream }));
    expect(found.length).toBeGreaterThan(0);
    expect(found).toEqual(REFERENCE.idsOf({ intersects }, [[line]]));
    expect(upstream.calls()).toEqual(['POST /archive/stac/search']);
  });

  const line = (...coordinates: [number, number][]): Geometry => ({ type: 'LineString', coordinates });
  const ring = (reach: number): [number, number][] => [
    [180 - reach, -16.8 - reach],
    [reach - 180, -16.8 - reach],
    [reach - 180, -16.8 + reach],
    [180 - reach, -16.8 + reach],
    [180 - reach, -16.8 - reach],
  ];
  const byHand = (west: Position[], east: Position[]): Geometry => ({
    type: 'MultiLineString',
    coordinates: [west, east],
  });

  test('by a short line across the antimeridian finds what the line cut by hand finds', async () => {
    const find = async (intersects: Geometry) => idsOf(await walkImagery({ intersects }, { through: upstream }));
    const cut = byHand([[179.9, -16.8], [180, -16.8]], [[-180, -16.8], [-179.9, -16.8]]); // biome-ignore format: short
    const found = await find(line([179.9, -16.8], [-179.9, -16.8]));
    expect(found.length).toBeGreaterThan(20);
    expect(found).toEqual(await find(cut));
    expect(found).toEqual(REFERENCE.idsOf({}, [[[[179.9, -16.8], [180.1, -16.8]]]])); // biome-ignore format: short
  });

  test('by a line from Tokyo to San Francisco finds nothing over land on the other side of the world', async () => {
    const pages = await walkImagery({ intersects: line([139.7, 35.7], [-122.4, 37.8]) }, { through: upstream });
    const asked: [number, number][] = [[139.7, 35.7], [237.6, 37.8]]; // biome-ignore format: short
    expect(idsOf(pages)).toEqual(REFERENCE.idsOf({}, [[asked]]));
    for (const { item } of pages.flatMap(({ rows }) => rows))
      expect(Math.abs(item.bbox?.[0] ?? 0)).toBeGreaterThan(120);
  });

  test('by a ring with a hole across the antimeridian finds nothing within the hole', async () => {
    const shell: Geometry = { type: 'Polygon', coordinates: [ring(1), ring(0.5)] };
    expect(idsOf(await walkImagery({ intersects: shell }, { through: upstream }))).toEqual([]);
    const whole: Geometry = { type: 'Polygon', coordinates: [ring(1)] };
    expect(idsOf(await walkImagery({ intersects: whole }, { through: upstream })).length).toBeGreaterThan(20);
  });

  test.each([180, -180])('by a point at %i finds the items on both sides of it', async (lon) => {
    const intersects: Geometry = { type: 'Point', coordinates: [lon, -16.79] };
    const found = idsOf(await walkImagery({ intersects }, { through: upstream }));
    expect(found.length).toBeGreaterThan(0);
    expect(found).toEqual(REFERENCE.idsOf({}, [[[[180, -16.79]]]]));
  });

  test('by ids finds those that exist', async () => {
    const ids = [REFERENCE.entries[7]?.id ?? '', 'no-such-item', REFERENCE.entries[3]?.id ?? ''];
    const pages = await walkImagery({ ids }, { through: upstream });
    expect(idsOf(pages)).toEqual(REFERENCE.idsOf({ ids }));
    expect(pages[0]?.report).toMatchObject({ appliedByAleph: ['ids'], appliedHere: [], itemsScanned: 2 });
  });
});

describe('a walk through everything, two hundred at a time', () => {
  test.each(['body-token', 'merge', 'href-token'] as const)(
    'has no duplicate and no gap, and costs one call a page, where the next link is a %s',
    async (nextLink) => {
      const other = await startUpstreamAleph({ itemCount: ITEMS, guesses: { nextLink } }, { maxCalls: 10_000 });
      const pages = await walkImagery({ bbox: WORLD }, { through: other });
      expect(idsOf(pages)).toEqual(REFERENCE.idsOf({ bbox: WORLD }));
      expect(pages.map(({ complete, scanned, rows }) => complete && scanned === rows.length)).not.toContain(false);
      expect(other.calls()).toEqual(pages.map(() => 'POST /archive/stac/search'));
      await other.close();
    },
  );
});
