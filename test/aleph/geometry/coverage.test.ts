import fc from 'fast-check';
import type { Geometry, Polygon } from 'geojson';
import { describe, expect, test } from 'vitest';
import {
  coverageOf,
  steradiansOf,
  targetOfBox,
  targetOfGeometry,
  touches,
} from '../../../src/aleph/geometry/coverage.ts';
import { mapReady } from '../../../src/aleph/geometry/rfc7946.ts';
import { boxRing } from '../../../src/aleph/geometry/rings.ts';
import type { BBox } from '../../../src/aleph/values/wire.ts';
import { around, type Place, polygonOf, type Shape, sampledCoverage, square } from '../../support/inputs/shapes.ts';

const PLACES: readonly (readonly [string, Place])[] = [
  ['at the equator', [10, 0]],
  ['at 50 south', [-70, -50]],
  ['at 80 north', [15, 80]],
  ['across the antimeridian', [180, -17]],
  ['across the antimeridian from the west', [-179.9, 65]],
  ['across the antimeridian at 80 north', [179.9, 80]],
];

const BAY = [
  [-50, -50],
  [50, -50],
  [50, 50],
  [20, 50],
  [20, -20],
  [-20, -20],
  [-20, 50],
  [-50, 50],
] as const;
const RINGED = [square(100), square(50)];
const FORMS: readonly (readonly [string, readonly (readonly (readonly [number, number])[])[]])[] = [
  ['a turned tile', [square(60, [30, 20], 33)]],
  ['a small tile inside', [square(10, [-12, 7], 12)]],
  ['a tile around', [square(200)]],
  ['a concave footprint', [BAY.map(([east, north]) => [east + 15, north - 10] as const)]],
  ['a footprint with a hole', [square(90, [20, 0], 45), square(30, [20, 0])]],
];
const TARGETS: readonly (readonly [string, typeof RINGED])[] = [
  ['a turned square', [square(100, [0, 0], 20)]],
  ['a bay', [[...BAY]]],
  ['a square with a hole', RINGED],
];
const CASES = PLACES.flatMap(([where, place]) =>
  TARGETS.flatMap(([target, rings]) =>
    FORMS.map(([form, shape]) => [form, target, where, place, rings, shape] as const),
  ),
);

describe('the coverage', () => {
  test.each(CASES)('by %s of %s %s is right to one percent', (_form, _target, _where, place, rings, form) => {
    const target: Shape = rings.map((ring) => around(place, ring));
    const footprint: Shape = form.map((ring) => around(place, ring));
    const measured = coverageOf(targetOfGeometry(polygonOf(target)), polygonOf(footprint));
    expect(Math.abs((measured ?? Number.NaN) - sampledCoverage(target, footprint))).toBeLessThan(1);
  });

  test('of a box across the antimeridian counts both of its sides', () => {
    const target = targetOfBox([179, 10, -179, 11]);
    expect(coverageOf(target, polygonOf([around([180, 10.5], square(1_000))]))).toBeCloseTo(100, 6);
    expect(
      coverageOf(target, {
        type: 'Polygon',
        coordinates: [
          [
            [179, 10],
            [180, 10],
            [180, 11],
            [179, 11],
            [179, 10],
          ],
        ],
      }),
    ).toBeCloseTo(50, 6);
  });

  test('counts a footprint that goes on beyond 180 instead of being cut', () => {
    const beyond = [
      [179.5, 10],
      [180.5, 10],
      [180.5, 11],
      [179.5, 11],
      [179.5, 10],
    ];
    expect(coverageOf(targetOfBox([179.5, 10, -179.5, 11]), { type: 'Polygon', coordinates: [beyond] })).toBeCloseTo(
      100,
      6,
    );
  });

  test('is unknown without a footprint, a footprint with an area, or a target with one', () => {
    const target = targetOfBox([0, 0, 1, 1]);
    expect(coverageOf(target, undefined)).toBeUndefined();
    expect(coverageOf(target, { type: 'Point', coordinates: [0.5, 0.5] })).toBeUndefined();
    expect(coverageOf(targetOfBox([0, 0, 0, 1]), polygonOf([around([0, 0], square(9))]))).toBeUndefined();
    expect(
      coverageOf(targetOfGeometry({ type: 'Point', coordinates: [0, 0] }), polygonOf([around([0, 0], square(9))])),
    ).toBeUndefined();
  });

  test('of a collection and by one is that of its polygons', () => {
    const [west, east] = [polygonOf([boxRing(0, 0, 1, 1)]), polygonOf([boxRing(1, 0, 2, 1)])];
    const point: Geometry = { type: 'Point', coordinates: [0.5, 0.5] };
    const both: Geometry = { type: 'GeometryCollection', geometries: [west, point, east] };
    const nested: Geometry = { type: 'GeometryCollection', geometries: [both, point] };
    const target = targetOfBox([0.5, 0, 2.5, 1]);
    expect(coverageOf(target, nested)).toBeCloseTo(75, 6);
    expect(coverageOf(targetOfGeometry(nested), west)).toBeCloseTo(50, 6);
    expect(coverageOf(target, { type: 'GeometryCollection', geometries: [point] })).toBeUndefined();
  });

  test.each([
    ['polygon', { type: 'Polygon', coordinates: [] }],
    ['polygon of an empty ring', { type: 'Polygon', coordinates: [[]] }],
    ['list of polygons', { type: 'MultiPolygon', coordinates: [[[]]] }],
  ] as const)('is unknown of an empty %s', (_what, footprint) => {
    expect(coverageOf(targetOfBox([0, 0, 1, 1]), footprint as unknown as Geometry)).toBeUndefined();
    expect(touches(footprint as unknown as Geometry, [0, 0, 1, 1])).toBe(false);
  });

  test('of two hundred tiles is measured against five hundred vertices, each between 0 and 100', () => {
    const ring = Array.from({ length: 500 }, (_, index) => {
      const turn = (index / 500) * 2 * Math.PI;
      const radius = 40 + 8 * Math.sin(9 * turn);
      return [radius * Math.cos(turn), radius * Math.sin(turn)] as const;
    });
    const target = targetOfGeometry(polygonOf([around([103.8, 1.3], ring)]));
    const tiles = Array.from({ length: 200 }, (_, index) =>
      square(6, [(index % 20) * 5 - 50, Math.floor(index / 20) * 10 - 50], index),
    );
    const percents = tiles.map((tile) => coverageOf(target, polygonOf([around([103.8, 1.3], tile)])) ?? Number.NaN);
    expect(percents).toHaveLength(200);
    expect(percents.every((percent) => percent >= 0 && percent < 5)).toBe(true);
    expect(percents.filter((percent) => percent > 0).length).toBeGreaterThan(50);
  });

  test('of any turned tile by itself is whole, and by one far away nothing', () => {
    const tile = fc.record({
      lon: fc.double({ min: -180, max: 180, noNaN: true }),
      lat: fc.double({ min: -80, max: 80, noNaN: true }),
      size: fc.integer({ min: 1, max: 100 }),
      degrees: fc.integer({ min: 0, max: 89 }),
    });
    fc.assert(
      fc.property(tile, ({ lon, lat, size, degrees }) => {
        const own = polygonOf([around([lon, lat], square(size, [0, 0], degrees))]);
        const far = polygonOf([around([lon, lat], square(size, [3 * size, 0], degrees))]);
        expect(coverageOf(targetOfGeometry(own), own)).toBeCloseTo(100, 3);
        expect(coverageOf(targetOfGeometry(own), far)).toBe(0);
      }),
      { seed: 2 },
    );
  });
});

describe('a footprint touches a box', () => {
  const box = ([[west = 0, south = 0] = [], , [east = 0, north = 0] = []]: readonly (readonly number[])[]): BBox => [
    west,
    south,
    east,
    north,
  ];
  const [holed, bay] = [
    polygonOf([around([0, 0], square(100)), around([0, 0], square(50))]),
    polygonOf([around([0, 0], BAY)]),
  ];
  test.each<[string, Geometry, readonly (readonly [number, number])[], boolean]>([
    ['that lies in it', holed, square(5, [40, 0]), true],
    ['that reaches into its hole', holed, square(20, [30, 0]), true],
    ['that lies around all of it', bay, square(500), true],
    ['that lies in its arm', bay, square(5, [-35, 0]), true],
    ['at a corner', bay, square(10, [55, 55]), true],
    ['not if that lies in its hole', holed, square(20), false],
    ['not if that lies in its bay', bay, square(20, [0, 20]), false],
    ['not if that lies beside it', bay, square(20, [80, 0]), false],
  ])('%s: %#', (_what, footprint, tile, isTouched) => {
    expect(touches(footprint, box(around([0, 0], tile)))).toBe(isTouched);
  });

  test('wider than half the globe only where that is', () => {
    const wide: BBox = [-10, -10, 180, 10];
    expect(touches(polygonOf([around([100, 0], square(5))]), wide)).toBe(true);
    expect(touches(polygonOf([around([-100, 0], square(5))]), wide)).toBe(false);
  });

  test.each<[string, Geometry]>([
    ['a polygon', polygonOf([around([180, 0], square(5))])],
    ['a line', { type: 'LineString', coordinates: [[179.9, 0], [-179.9, 0]] }], // biome-ignore format: short
    ['a point', { type: 'Point', coordinates: [180, 0] }],
    ['a collection', { type: 'GeometryCollection', geometries: [polygonOf([around([180, 0], square(5))])] }],
  ])('on both sides of the antimeridian where it is %s across it', (_what, footprint) => {
    expect([touches(footprint, [179, -1, 180, 1]), touches(footprint, [-180, -1, -179, 1])]).toEqual([true, true]);
    expect([touches(footprint, [0, -1, 1, 1]), touches(footprint, [179, 2, 180, 3])]).toEqual([false, false]);
  });

  test('not between the ends of a line', () => {
    const line: Geometry = { type: 'LineString', coordinates: [[0, 0], [0, 5], [5, 5]] }; // biome-ignore format: short
    expect(touches(line, [2, 1, 3, 2.9])).toBe(false);
    expect(touches(line, [4, 4, 6, 6])).toBe(true);
  });
});

describe('a footprint of more than 2,000 positions', () => {
  const circle = (positions: number): Geometry => {
    const ring = Array.from({ length: positions - 1 }, (_, index) => {
      const turn = (index / (positions - 1)) * 2 * Math.PI;
      return [10 + Math.cos(turn), 20 + Math.sin(turn)];
    });
    return { type: 'Polygon', coordinates: [[...ring, ring[0] ?? []]] };
  };

  test('has no coverage, in one ring or in many', () => {
    const target = targetOfBox([9, 19, 11, 21]);
    expect(coverageOf(target, circle(2_000))).toBeCloseTo((100 * Math.PI) / 4, 1);
    expect(coverageOf(target, circle(2_001))).toBeUndefined();
    const polygons = [circle(1_000), circle(1_001)].map((one) => (one as Polygon).coordinates);
    expect(coverageOf(target, { type: 'MultiPolygon', coordinates: polygons })).toBeUndefined();
  });

  test('is drawn whole', () => {
    const drawn = mapReady(circle(2_500)) as Polygon;
    expect(drawn.coordinates[0]).toHaveLength(2_500);
  });
});

test('the coverage keeps its digits at nearly flat edges', () => {
  for (const rise of [0, 1e-12, 1e-9, 1e-7, 1e-5]) {
    const strip = (from: number, to: number): Polygon => ({
      type: 'Polygon',
      coordinates: [[[from, 60], [to, 60 + rise], [to, 60.0001 + rise], [from, 60.0001], [from, 60]]], // biome-ignore format: one ring
    });
    expect(coverageOf(targetOfGeometry(strip(0, 40)), strip(0, 40))).toBeCloseTo(100, 9);
    const size = steradiansOf(strip(0, 40));
    const radians = Math.PI / 180;
    const flat = 40 * radians * (Math.sin(60.0001 * radians) - Math.sin(60 * radians));
    expect(Math.abs(size / flat - 1)).toBeLessThan(1e-5);
  }
});
