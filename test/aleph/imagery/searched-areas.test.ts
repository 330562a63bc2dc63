import type { Geometry, Position } from 'geojson';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { IMAGERY_START, readImageryPage } from '../../../src/aleph/imagery/imagery.ts';
import type { ImagerySearch } from '../../../src/aleph/imagery/imagery-parts.ts';
import type { ItemFilter } from '../../../src/aleph/imagery/item-filters.ts';
import { targetOf } from '../../../src/aleph/imagery/searched-areas.ts';
import { failureOf, NORTH, startUpstreamAleph, type UpstreamAleph } from '../../support/aleph/upstream-aleph.ts';

let upstream: UpstreamAleph;

beforeAll(async () => {
  upstream = await startUpstreamAleph({ itemCount: 100 });
});
afterAll(() => upstream.close());
beforeEach(() => upstream.sandbox.resetCalls());

const SEARCH: ImagerySearch = { contractId: NORTH, route: 'stac' };
const read = (search: ImagerySearch, filter: ItemFilter = {}) =>
  readImageryPage(upstream.connect(), { search, filter, first: 10, from: IMAGERY_START });
const polygon = (...rings: Position[][]): Geometry => ({ type: 'Polygon', coordinates: rings });
const box = (west: number, south: number, east: number, north: number): Position[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];

describe('the area of a search by the plain client', () => {
  test.each<[string, Partial<ImagerySearch>]>([
    ['is missing', {}],
    ['is a point', { intersects: { type: 'Point', coordinates: [0, 0] } }],
    ['is a box of no height', { bbox: [0, 0, 1, 0] }],
  ])('that %s cannot be covered: bad input, without a call', async (_what, area) => {
    expect(await failureOf(read({ ...SEARCH, ...area }, { coverageMin: 0 }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      argumentPath: ['filter', 'coverageMin'],
    });
    expect(upstream.calls()).toEqual([]);
  });

  test('that goes around a pole is bad input, without a call', async () => {
    const intersects = polygon([[0, 80], [120, 80], [-120, 80], [0, 80]]); // biome-ignore format: one ring
    expect(await failureOf(read({ ...SEARCH, intersects }))).toMatchObject({
      code: 'BAD_USER_INPUT',
      argumentPath: ['input', 'intersects'],
      message: expect.stringMatching(/pole/),
    });
    expect(upstream.calls()).toEqual([]);
  });
});

describe('an edge of a polygon', () => {
  const isTaken = (intersects: Geometry) => {
    try {
      return targetOf({ ...SEARCH, intersects }, {}) !== undefined;
    } catch {
      return false;
    }
  };

  test.each([
    [200, false],
    [269, false],
    [271, true],
    [358, true],
  ])('that looks %i° long in a ring that would then run as it should is taken: %s', (length, isGood) => {
    expect(isTaken(polygon(box(-length / 2, 0, length / 2, 10)))).toBe(isGood);
    expect(isTaken(polygon(box(length / 2, 0, -length / 2, 10)))).toBe(true);
  });

  test('of 180° or less is taken as it is, and one around the globe as well', () => {
    expect(isTaken(polygon(box(-90, 0, 90, 10)))).toBe(true);
    expect(isTaken(polygon(box(-180, 60, 180, 90)))).toBe(true);
    expect(isTaken({ type: 'LineString', coordinates: box(-100, 0, 100, 10) })).toBe(true);
  });
});
