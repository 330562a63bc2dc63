import type { Geometry, Polygon, Position } from 'geojson';
import { describe, expect, test } from 'vitest';
import { cutAreasOf, cutGeometry, partsOfBox } from '../../../src/aleph/geometry/antimeridian.ts';
import { steradiansOf } from '../../../src/aleph/geometry/coverage.ts';
import { type Area, boxRing } from '../../../src/aleph/geometry/rings.ts';
import { areaOnSphere } from '../../../src/aleph/geometry/sphere.ts';
import { around, polygonOf, square } from '../../support/inputs/shapes.ts';
import { isValid } from './validity.ts';

const TILE = polygonOf([around([180, 40], square(100, [0, 0], 30))]);
const spanOf = ({ outer }: Area) => [Math.min(...outer.map(([lon]) => lon)), Math.max(...outer.map(([lon]) => lon))];
const polygon = (...rings: Position[][]): Polygon => ({ type: 'Polygon', coordinates: rings });
const line = (...coordinates: Position[]): Geometry => ({ type: 'LineString', coordinates });
const lines = (...coordinates: Position[][]): Geometry => ({ type: 'MultiLineString', coordinates });
const box = (west: number, south: number, east: number, north: number): Position[] =>
  [...boxRing(west, south, east, north), [west, south]].map(([lon = 0, lat = 0]) => [lon, lat]);
/** In square degrees of the equator. */
const sizeOf = (geometry: Geometry) => steradiansOf(geometry) * (180 / Math.PI) ** 2;

describe('a box', () => {
  test('across the antimeridian has two parts, west first, and any other one', () => {
    expect(partsOfBox([170, -1, -170, 1])).toEqual([
      [170, -1, 180, 1],
      [-180, -1, -170, 1],
    ]);
    expect(partsOfBox([-180, -1, 180, 1])).toEqual([[-180, -1, 180, 1]]);
  });
});

describe('a polygon across the antimeridian', () => {
  test('is cut into a part on each side that together are as large', () => {
    const [west, east] = cutAreasOf(TILE);
    expect(west && spanOf(west)).toEqual([expect.closeTo(179.2, 0), 180]);
    expect(east && spanOf(east)).toEqual([-180, expect.closeTo(-179.2, 0)]);
    const whole = areaOnSphere(around([0, 40], square(100, [0, 0], 30)));
    expect([west, east].reduce((sum, area) => sum + areaOnSphere(area?.outer ?? []), 0)).toBeCloseTo(whole, 9);
  });

  test.each([
    ['east of it', [60, 0], [1, 0]],
    ['west of it', [-60, 0], [0, 1]],
    ['across as well', [0, 0], [0, 0]],
  ] as const)('keeps a hole %s where it is, wherever its ring starts', (_where, offset, holes) => {
    const shape = [around([180, 10], square(300)), around([180, 10], square(40, offset))];
    for (const start of [0, 1, 2, 3]) {
      const [outer = [], hole = []] = shape;
      const turned = [...outer.slice(start), ...outer.slice(0, start)];
      const areas = cutAreasOf(polygonOf([turned, hole])).toSorted((a, b) => (spanOf(a)[0] ?? 0) - (spanOf(b)[0] ?? 0));
      expect(areas.map((area) => area.holes.length)).toEqual(holes);
      expect(isValid(cutGeometry(polygonOf([turned, hole])))).toBe(true);
    }
  });

  test('that goes on beyond 180 is cut as one that jumps', () => {
    const ring = [...around([180, 40], square(100, [0, 0], 30))];
    const beyond = polygon([...ring, ...ring.slice(0, 1)].map(([lon, lat]) => [lon, lat]));
    expect(cutAreasOf(beyond).map(spanOf)).toEqual(cutAreasOf(TILE).map(spanOf));
  });

  test('is cut among others, and a geometry on one side stays as it is', () => {
    const fiji = polygonOf([around([178, -17], square(50))]);
    const taveuni = polygonOf([around([-179.5, -17], square(50))]);
    const all = [fiji, TILE, taveuni].map(({ coordinates }) => coordinates);
    const cut = cutGeometry({ type: 'MultiPolygon', coordinates: all });
    expect(cutAreasOf(cut)).toHaveLength(4);
    expect(isValid(cut)).toBe(true);
    expect(cutGeometry(fiji)).toBe(fiji);
    const touching = polygon(box(179, -17, 180, -16));
    expect(cutGeometry(touching)).toBe(touching);
  });

  const SHELL = box(179, -18, -179, -16);
  test.each<[string, Position[]]>([
    ['lies across it', box(179.5, -17.5, -179.5, -16.5)],
    ['ends on it', box(179.5, -17.5, 180, -16.5)],
    ['begins on it', box(-180, -17.5, -179.5, -16.5)],
    ['begins on it, written as 180', [[180, -17.5], [-179.5, -17.5], [-179.5, -16.5], [180, -16.5], [180, -17.5]]], // biome-ignore format: one ring
    ['touches it with a corner', [[179.5, -17], [180, -17.5], [179.8, -16.5], [179.5, -17]]], // biome-ignore format: one ring
    ['has two corners on it', [[179.5, -17], [180, -17.5], [179.8, -17], [180, -16.5], [179.5, -17]]], // biome-ignore format: one ring
    ['crosses it in a corner', [[179.5, -17], [180, -17.5], [-179.5, -17], [180, -16.5], [179.5, -17]]], // biome-ignore format: one ring
  ])('is valid on both sides where a hole %s', (_how, hole) => {
    for (const ring of [hole, hole.toReversed()]) {
      const cut = cutGeometry(polygon(SHELL, ring));
      expect(isValid(cut)).toBe(true);
      expect(sizeOf(cut)).toBeCloseTo(sizeOf(polygon(SHELL)) - sizeOf(polygon(ring)), 9);
    }
  });

  test('lies within ±180 to the last digit', () => {
    const ring: Position[] = [[-178, 0], [-178, 1], [179.999_999_999_999_97, 0.5], [-178, 0]]; // biome-ignore format: one ring
    for (const [lon = 0] of cutAreasOf(polygon(ring)).flatMap(({ outer }) => outer)) {
      expect(Math.abs(lon)).toBeLessThanOrEqual(180);
    }
  });

  test('has its hole where its shell is, however wide that is', () => {
    const lons = [-60, -120, 179, 120, 60, 20];
    const [south, north] = [-10, 10].map((lat) => lons.map((lon): Position => [lon, lat]));
    const shell = [...(south ?? []), ...(north ?? []).toReversed(), [-60, -10]];
    const hole = box(100, -5, 110, 5);
    expect(sizeOf(polygon(shell, hole))).toBeCloseTo(sizeOf(polygon(shell)) - sizeOf(polygon(hole)), 9);
    expect(isValid(cutGeometry(polygon(shell, hole)))).toBe(true);
  });
});

describe('180 and -180', () => {
  test.each<[string, Position[], number]>([
    ['on two parallels', [[179, -1], [180, -1], [-180, 1], [179, 1], [179, -1]], 2], // biome-ignore format: one ring
    ['in an edge along the antimeridian', [[179, -1], [180, -1], [180, 0], [-180, 1], [179, 1], [179, -1]], 2], // biome-ignore format: one ring
    ['for one corner', [[179, -1], [-180, -1], [-180, 1], [179, 1], [179, -1]], 2], // biome-ignore format: one ring
    ['at both ends of a parallel', [[179, -1], [180, -1], [-180, -1], [-179, -1], [-179, 1], [-180, 1], [180, 1], [179, 1], [179, -1]], 4], // biome-ignore format: one ring
  ])('are one meridian in one ring: %s', (_how, ring, size) => {
    const cut = cutGeometry(polygon(ring));
    expect(sizeOf(cut)).toBeCloseTo(size, 3);
    expect(isValid(cut)).toBe(true);
  });

  test.each<[string, Position[]]>([
    ['the world', box(-180, -90, 180, 90)],
    ['a band', box(-180, 10, 180, 20)],
    ['a band with waves', [[-180, 10], [-60, 14], [60, 8], [180, 10], [180, 20], [-180, 20], [-180, 10]]], // biome-ignore format: one ring
    ['a polar cap', box(-180, 60, 180, 90)],
    ['a polar cap with waves', [[-180, 60], [-90, 66], [0, 60], [90, 66], [180, 60], [180, 90], [-180, 90], [-180, 60]]], // biome-ignore format: one ring
    ['a southern cap, clockwise', box(-180, -90, 180, -60).toReversed()],
  ])('are the two ends of %s, whose edge goes around the globe', (_what, ring) => {
    expect(cutGeometry(polygon(ring))).toEqual(polygon(ring));
    const [south = 0, north = 0] = [Math.min, Math.max].map((most) => most(...ring.map(([, lat = 0]) => lat)));
    expect(sizeOf(polygon(ring))).toBeGreaterThan(360 * (north - south) * 0.2);
  });

  test('cut a hole of the world in two', () => {
    const world = polygon(box(-180, -90, 180, 90), box(179, -1, -179, 1));
    expect(sizeOf(world)).toBeCloseTo(sizeOf(polygon(box(-180, -90, 180, 90))) - 4, 3);
    expect(isValid(cutGeometry(world))).toBe(true);
  });
});

test.each<[string, Position[][]]>([
  ['around a pole', [[[0, 80], [90, 80], [180, 80], [-90, 80], [0, 80]]]], // biome-ignore format: one ring
  ['around a pole along one parallel', [[[-180, -70], [-60, -70], [60, -70], [180, -70], [-180, -70]]]], // biome-ignore format: one ring
  ['with one edge of more than 180°', [[[-100, 0], [100, 0], [0, 50], [-100, 0]]]], // biome-ignore format: one ring
  ['with a hole around a pole', [box(-180, 60, 180, 90), [[0, 80], [90, 80], [180, 80], [-90, 80], [0, 80]]]], // biome-ignore format: one ring
])('a polygon %s has no area', (_how, rings) => {
  expect(cutAreasOf(polygon(...rings))).toEqual([]);
});

describe('a line across the antimeridian', () => {
  test.each<[string, Geometry, Geometry]>([
    ['once', line([179.9, -16.8], [-179.9, -16.8]), lines([[179.9, -16.8], [180, -16.8]], [[-180, -16.8], [-179.9, -16.8]])], // biome-ignore format: short
    ['at a corner', line([179, 0], [180, 1], [-179, 2]), lines([[179, 0], [180, 1]], [[-180, 1], [-179, 2]])], // biome-ignore format: short
    ['at a corner written twice', line([179, 0], [180, 1], [-180, 1], [-179, 2]), lines([[179, 0], [180, 1], [180, 1]], [[-180, 1], [-180, 1], [-179, 2]])], // biome-ignore format: short
    ['and back', line([179, 0], [-179, 2], [179, 4]), lines([[179, 0], [180, 1]], [[-180, 1], [-179, 2], [-180, 3]], [[180, 3], [179, 4]])], // biome-ignore format: short
    [
      'beyond 180',
      line([179, 0], [181, 2]),
      lines(
        [
          [179, 0],
          [180, 1],
        ],
        [
          [-180, 1],
          [-179, 2],
        ],
      ),
    ],
    ['from Tokyo to San Francisco', line([140, 35], [-122, 37]), lines([[140, 35], [180, expect.closeTo(35.8, 1)]], [[-180, expect.closeTo(35.8, 1)], [-122, 37]])], // biome-ignore format: short
    [
      'along it',
      line([180, 0], [180, 1]),
      lines(
        [
          [180, 0],
          [180, 1],
        ],
        [
          [-180, 0],
          [-180, 1],
        ],
      ),
    ],
  ])('%s is cut there', (_how, geometry, cut) => {
    expect(cutGeometry(geometry)).toEqual(cut);
  });

  test('is cut among others, without its heights, and a line elsewhere stays as it is', () => {
    const many = lines([[179, 0, 5], [-179, 2, 5]], [[0, 0], [1, 1]]); // biome-ignore format: short
    expect(cutGeometry(many)).toEqual(lines([[179, 0], [180, 1]], [[-180, 1], [-179, 2]], [[0, 0], [1, 1]])); // biome-ignore format: short
    for (const other of [line([-100, 0, 7], [0, 0], [100, 0]), line([179, 0], [180, 1]), line([0, 0])]) {
      expect(cutGeometry(other)).toBe(other);
    }
  });
});

describe('a point', () => {
  test.each<[string, Geometry, Geometry]>([
    ['on the antimeridian', { type: 'Point', coordinates: [180, 5] }, { type: 'MultiPoint', coordinates: [[180, 5], [-180, 5]] }], // biome-ignore format: short
    ['on its other side', { type: 'Point', coordinates: [-180, 5] }, { type: 'MultiPoint', coordinates: [[180, 5], [-180, 5]] }], // biome-ignore format: short
    ['beyond it', { type: 'Point', coordinates: [181, 5] }, { type: 'Point', coordinates: [-179, 5] }],
    ['among others', { type: 'MultiPoint', coordinates: [[1, 2], [-181, 5]] }, { type: 'MultiPoint', coordinates: [[1, 2], [179, 5]] }], // biome-ignore format: short
  ])('%s comes on the sides where it is', (_where, point, cut) => {
    expect(cutGeometry(point)).toEqual(cut);
  });

  test('elsewhere stays as it is', () => {
    const point: Geometry = { type: 'Point', coordinates: [179.9, 5, 100] };
    expect(cutGeometry(point)).toBe(point);
  });
});

test('a collection is cut member by member, and comes flat', () => {
  const point: Geometry = { type: 'Point', coordinates: [1, 2, 3] };
  const inner: Geometry = { type: 'GeometryCollection', geometries: [TILE, point] };
  const outer: Geometry = { type: 'GeometryCollection', geometries: [inner, line([179, 0], [-179, 2])] };
  expect(cutGeometry(outer)).toEqual({
    type: 'GeometryCollection',
    geometries: [cutGeometry(TILE), point, lines([[179, 0], [180, 1]], [[-180, 1], [-179, 2]])], // biome-ignore format: short
  });
});
