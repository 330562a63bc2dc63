import fc from 'fast-check';
import type { Geometry, Position } from 'geojson';
import * as polyclip from 'polyclip-ts';
import { describe, expect, test } from 'vitest';
import { cutAreasOf, cutGeometry } from '../../../src/aleph/geometry/antimeridian.ts';
import { steradiansOf } from '../../../src/aleph/geometry/coverage.ts';
import { mapReady } from '../../../src/aleph/geometry/rfc7946.ts';
import { doubledArea, type Ring } from '../../../src/aleph/geometry/rings.ts';
import { simpleOf } from '../../../src/aleph/values/geometries.ts';
import { readFigures } from '../../../src/sandbox/queries/geometries.ts';
import { createCatalog, findEntries } from '../../../src/sandbox/world/imagery/catalog.ts';
import { type SeamShapes, seamCollections, seamShapes } from '../../support/inputs/seam-shapes.ts';
import { bruteForceOver } from '../../support/sandbox/brute-force.ts';
import { d3AreaOf } from './d3-area.ts';
import { isValid } from './validity.ts';

const ITEMS = 400;
const CATALOG = createCatalog(1, ITEMS);
const REFERENCE = bruteForceOver(ITEMS);
/** Great circles for each straight edge: enough for a millionth of the area. */
const STEPS = 128;

const TYPES = ['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'] as const;
const KINDS = [
  ...TYPES.map((type) => [type, seamShapes(type)] as const),
  ['GeometryCollection', seamCollections] as const,
];

const each = (shapes: fc.Arbitrary<SeamShapes>, check: (shape: SeamShapes) => void) =>
  fc.assert(fc.property(shapes, check), { numRuns: 500, seed: 1 });

function expectOnMap(geometry: Geometry): void {
  for (const { coordinates } of simpleOf(geometry)) {
    const lons = (coordinates as unknown[]).flat(9).filter((_, index) => index % 2 === 0);
    expect(lons.every((lon) => Math.abs(Number(lon)) <= 180)).toBe(true);
  }
  expect(isValid(geometry)).toBe(true);
}

describe.each(KINDS)('500 shapes of type %s near the antimeridian', (_type, shapes) => {
  test('find what holding every item against them finds, are valid on both sides, and are drawn valid', () => {
    let total = 0;
    each(shapes, ({ geometry, figures }) => {
      const cut = cutGeometry(geometry);
      expectOnMap(cut);
      expectOnMap(mapReady(geometry) ?? { type: 'GeometryCollection', geometries: [] });
      const found = findEntries(CATALOG, { figures: readFigures(cut, 180) }).map(({ id }) => id);
      expect(found).toEqual(REFERENCE.idsOf({}, figures));
      total += found.length;
    });
    expect(total).toBeGreaterThan(200);
  });
});

describe.each(KINDS.slice(4, 6))('the areas of 500 shapes of type %s', (_type, shapes) => {
  test('are those of d3-geo to a millionth', () => {
    each(shapes, ({ geometry, polygons }) => {
      const { steradians, tolerance } = d3AreaOf(polygons, STEPS);
      // Great circles bend too far from the straight edges of a sliver.
      fc.pre(tolerance < 1e-6 * steradians);
      expect(Math.abs(steradiansOf(geometry) - steradians)).toBeLessThanOrEqual(1e-6 * steradians);
    });
  });

  test('and their pieces are those of polyclip', () => {
    const check = ({ geometry, polygons }: SeamShapes) => {
      const clipped = polygons.flatMap((shape) => [-180, 180].flatMap((west) => inTurn(shape, west)));
      const pieces = cutAreasOf(geometry).map(({ outer, holes }) => [outer, ...holes]);
      const inOrder = (all: readonly Rings[]) =>
        all.map((rings) => [flatSize(rings), rings.length]).toSorted(([a = 0], [b = 0]) => a - b);
      expect(inOrder(pieces)).toEqual(inOrder(clipped).map(([size = 0, rings]) => [expect.closeTo(size, 9), rings]));
    };
    // Fewer, since polyclip takes some milliseconds for each.
    fc.assert(fc.property(shapes, check), { numRuns: 60, seed: 2 });
  });
});

type Rings = readonly Ring[];

/** The pieces of a shape in one turn of the globe. */
function inTurn(shape: Rings, west: number): readonly Rings[] {
  const closed = (ring: Ring) => [...ring, ...ring.slice(0, 1)].map(([lon, lat]): [number, number] => [lon, lat]);
  const window: Position[] = [[west, -90], [west + 360, -90], [west + 360, 90], [west, 90], [west, -90]]; // biome-ignore format: one ring
  const pieces = polyclip.intersection([shape.map(closed)], [[window as [number, number][]]]);
  return pieces.map((rings) => rings.map((ring) => ring.slice(1)));
}

function flatSize([outer = [], ...holes]: Rings): number {
  return Math.abs(doubledArea(outer)) - holes.reduce((sum, hole) => sum + Math.abs(doubledArea(hole)), 0);
}
