import fc from 'fast-check';
import type { Geometry, MultiPolygon, Polygon } from 'geojson';
import { describe, expect, test } from 'vitest';
import { steradiansOf } from '../../../src/aleph/geometry/coverage.ts';
import { mapReady } from '../../../src/aleph/geometry/rfc7946.ts';
import { around, polygonOf, polygonsIn, signedArea, square } from '../../support/inputs/shapes.ts';

const isPolygonal = (geometry: Geometry): geometry is Polygon | MultiPolygon => geometry.type.endsWith('Polygon');
const polygonalOf = (geometry: Geometry | undefined) => {
  if (geometry === undefined || !isPolygonal(geometry)) throw new Error(`${geometry?.type} is not polygonal`);
  return geometry;
};

/** A tile anywhere but at the poles, with or without a hole, either way round. */
const tile = fc
  .record({
    lon: fc.oneof(fc.double({ min: -180, max: 180, noNaN: true }), fc.double({ min: 179, max: 180, noNaN: true })),
    lat: fc.double({ min: -80, max: 80, noNaN: true }),
    size: fc.integer({ min: 1, max: 100 }),
    degrees: fc.integer({ min: 0, max: 359 }),
    hasHole: fc.boolean(),
    isReversed: fc.boolean(),
  })
  .map(({ lon, lat, size, degrees, hasHole, isReversed }) => {
    const rings = [square(size, [0, 0], degrees), ...(hasHole ? [square(size / 3, [0, 0], degrees)] : [])];
    const shape = rings.map((ring) => around([lon, lat], ring));
    return polygonOf(isReversed ? shape.map((ring) => ring.toReversed()) : shape);
  });

const holds = (check: (ready: Polygon | MultiPolygon, geometry: Polygon) => void) =>
  fc.assert(
    fc.property(tile, (geometry) => check(polygonalOf(mapReady(geometry)), geometry)),
    { seed: 1, numRuns: 300 },
  );

describe('a geometry for a map', () => {
  test('has its outer rings to the left and its holes to the right', () => {
    holds((ready) => {
      for (const [outer = [], ...holes] of polygonsIn(ready)) {
        expect(signedArea(outer)).toBeGreaterThan(0);
        for (const hole of holes) expect(signedArea(hole)).toBeLessThan(0);
      }
    });
  });

  test('lies within ±180 and has no edge across', () => {
    holds((ready) => {
      for (const ring of polygonsIn(ready).flat()) {
        const lons = ring.map(([lon = Number.NaN]) => lon);
        expect(Math.min(...lons)).toBeGreaterThanOrEqual(-180);
        expect(Math.max(...lons)).toBeLessThanOrEqual(180);
        expect(Math.max(...lons) - Math.min(...lons)).toBeLessThan(180);
        expect(ring.at(-1)).toEqual(ring[0]);
        expect(ring.length).toBeGreaterThanOrEqual(4);
      }
    });
  });

  test('has six decimals, and is as large as before', () => {
    holds((ready, geometry) => {
      const numbers = polygonsIn(ready).flat(3);
      expect(numbers.filter((number) => Number(number.toFixed(6)) !== number)).toEqual([]);
      expect(steradiansOf(ready) / steradiansOf(geometry)).toBeCloseTo(1, 2);
    });
  });

  test('stays as it is when made ready again', () => {
    holds((ready) => {
      expect(mapReady(ready)).toEqual(ready);
    });
  });

  test('loses what is too thin for six decimals', () => {
    const sliver = [around([179.955036, 0], square(10))];
    const ready = polygonalOf(mapReady(polygonOf(sliver)));
    expect(polygonsIn(ready)).toHaveLength(1);
    const holed = polygonOf([around([10, 0], square(10)), around([10, 0], square(0.00001))]);
    expect(polygonsIn(polygonalOf(mapReady(holed)))[0]).toHaveLength(1);
  });

  test('is one polygon where nothing is cut, two where it is', () => {
    expect(mapReady(polygonOf([around([100, 0], square(9))]))?.type).toBe('Polygon');
    expect(polygonsIn(polygonalOf(mapReady(polygonOf([around([180, 0], square(9))]))))).toHaveLength(2);
  });

  test('of a collection has each member ready', () => {
    const clockwise = polygonOf([around([100, 0], square(9)).toReversed()]);
    const point: Geometry = { type: 'Point', coordinates: [1.123456789, 2, 300] };
    expect(mapReady({ type: 'GeometryCollection', geometries: [clockwise, point] })).toEqual({
      type: 'GeometryCollection',
      geometries: [mapReady(clockwise), { type: 'Point', coordinates: [1.123457, 2] }],
    });
  });

  test('keeps points and lines, without their heights', () => {
    expect(mapReady({ type: 'Point', coordinates: [1.123456789, 2, 300] })).toEqual({
      type: 'Point',
      coordinates: [1.123457, 2],
    });
    expect(
      mapReady({
        type: 'LineString',
        coordinates: [
          [0, 0, 9],
          [1, 1, 9],
        ],
      }),
    ).toEqual({
      type: 'LineString',
      coordinates: [
        [0, 0],
        [1, 1],
      ],
    });
  });

  test.each<[string, Geometry]>([
    ['a polygon around a pole', polygonOf([[[0, 80], [90, 80], [180, 80], [-90, 80]]])], // biome-ignore format: one ring
    ['a polygon without an area', polygonOf([[[0, 0], [1, 1], [2, 2]]])], // biome-ignore format: one ring
    ['a polygon smaller than six decimals', polygonOf([around([10, 0], square(0.000_01))])],
    ['a polygon of no ring', { type: 'Polygon', coordinates: [] }],
    ['a line shorter than six decimals', { type: 'LineString', coordinates: [[0, 0], [1e-9, 0]] }], // biome-ignore format: short
    ['no point', { type: 'MultiPoint', coordinates: [] }],
    [
      'a collection of nothing to draw',
      { type: 'GeometryCollection', geometries: [{ type: 'Polygon', coordinates: [] }] },
    ],
  ])('is none for %s', (_what, geometry) => {
    expect(mapReady(geometry)).toBeUndefined();
  });

  test('keeps the members of a collection that can be drawn', () => {
    const point: Geometry = { type: 'Point', coordinates: [1, 2] };
    const geometries: Geometry[] = [{ type: 'Polygon', coordinates: [] }, point];
    expect(mapReady({ type: 'GeometryCollection', geometries })).toEqual({
      type: 'GeometryCollection',
      geometries: [point],
    });
  });

  test('has lines cut at the antimeridian, and points in place', () => {
    const line: Geometry = { type: 'LineString', coordinates: [[179.5, 0, 9], [-179.5, 1, 9]] }; // biome-ignore format: short
    const cut = [[[179.5, 0], [180, 0.5]], [[-180, 0.5], [-179.5, 1]]]; // biome-ignore format: short
    expect(mapReady(line)).toEqual({ type: 'MultiLineString', coordinates: cut });
    const points: Geometry = { type: 'MultiPoint', coordinates: [[180, 1], [180.5, 2], [-541, 3]] }; // biome-ignore format: short
    expect(mapReady(points)).toEqual({ type: 'MultiPoint', coordinates: [[180, 1], [-179.5, 2], [179, 3]] }); // biome-ignore format: short
  });
});
