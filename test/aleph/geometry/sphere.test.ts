import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boxRing, type Ring } from '../../../src/aleph/geometry/rings.ts';
import { areaOnSphere, boundOf } from '../../../src/aleph/geometry/sphere.ts';

const radians = (degrees: number) => (degrees * Math.PI) / 180;
const boxArea = (west: number, south: number, east: number, north: number) =>
  radians(east - west) * (Math.sin(radians(north)) - Math.sin(radians(south)));

describe('the area of a ring', () => {
  test.each<[string, Ring, number]>([
    ['an octant', boxRing(0, 0, 90, 90), Math.PI / 2],
    ['the globe', boxRing(-180, -90, 180, 90), 4 * Math.PI],
    ['a degree at the equator', boxRing(10, 0, 11, 1), boxArea(10, 0, 11, 1)],
    ['a degree at 80 north', boxRing(10, 80, 11, 81), boxArea(10, 80, 11, 81)],
    ['a degree at 80 south', boxRing(10, -81, 11, -80), boxArea(10, 80, 11, 81)],
    ['a kilometre at 80 north', boxRing(10, 80, 10.05, 80.009), boxArea(10, 80, 10.05, 80.009)],
    [
      'half a degree, cut from corner to corner',
      [
        [0, 0],
        [1, 0],
        [1, 1],
      ],
      boxArea(0, 0, 1, 1) / 2,
    ],
    ['nothing', [], 0],
    ['a point', [[5, 5]], 0],
    [
      'a line there and back',
      [
        [5, 5],
        [6, 7],
      ],
      0,
    ],
  ])('is that of %s', (_what, ring, steradians) => {
    expect(areaOnSphere(ring)).toBeCloseTo(steradians, steradians > 1 ? 9 : steradians > 1e-5 ? 7 : 11);
  });

  test('is the same either way round, and wherever the ring starts', () => {
    const point = fc.tuple(
      fc.double({ min: -20, max: 20, noNaN: true }),
      fc.double({ min: -80, max: 80, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(point, { minLength: 3, maxLength: 3 }), fc.nat(7), (ring, start) => {
        const turned = [...ring.slice(start), ...ring.slice(0, start)];
        expect(areaOnSphere(ring.toReversed())).toBeCloseTo(areaOnSphere(ring), 12);
        expect(areaOnSphere(turned)).toBeCloseTo(areaOnSphere(ring), 12);
      }),
      { seed: 1 },
    );
  });
});

test('the bound of a geometry is never below its area, and close to it for a tile at the equator', () => {
  const lon = fc.double({ min: -180, max: 180, noNaN: true });
  const lat = fc.double({ min: -90, max: 90, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(lon, lat), { minLength: 3, maxLength: 3 }), (corners) => {
      const [first = [0, 0]] = corners;
      const bound = boundOf({ type: 'Polygon', coordinates: [[...corners, first]] });
      expect(bound).toBeGreaterThanOrEqual(areaOnSphere(corners) - 1e-9);
    }),
  );
  const tile: [number, number][] = [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ];
  expect(boundOf({ type: 'Polygon', coordinates: [tile] })).toBeCloseTo(areaOnSphere(tile), 6);
  expect(boundOf({ type: 'Point', coordinates: [5, 5] })).toBe(0);
  const far: [number, number] = [2, 2];
  const collection = {
    type: 'GeometryCollection' as const,
    geometries: [{ type: 'Point' as const, coordinates: far }],
  };
  expect(boundOf(collection)).toBe(0);
  const both = {
    ...collection,
    geometries: [...collection.geometries, { type: 'Polygon' as const, coordinates: [tile] }],
  };
  expect(boundOf(both)).toBeCloseTo(4 * areaOnSphere(tile), 5);
});
