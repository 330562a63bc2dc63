import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { geometryOf, inputGeometryOf, isGeometry } from '../../../src/aleph/values/geometries.ts';

/** Any JSON, and JSON that nearly is what the function wants. */
const almost = (near: fc.Arbitrary<unknown>) => fc.oneof(fc.jsonValue(), near);
const nests = fc.letrec((tie) => ({
  node: fc.oneof({ depthSize: 'small' }, fc.double(), fc.array(tie('node'), { maxLength: 4 })),
})).node;
const types = ['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon', 'toString', 'Ring'];

describe('a geometry', () => {
  const near = fc.record({ type: fc.constantFrom(...types), coordinates: nests });

  test('has a type of GeoJSON and finite numbers only, or is absent', () => {
    fc.assert(
      fc.property(almost(near), (wire) => {
        const geometry = geometryOf(wire);
        if (geometry === undefined) return;
        expect(types.slice(0, 6)).toContain(geometry.type);
        expect(Object.keys(geometry)).toEqual(['type', 'coordinates']);
        const flat = 'coordinates' in geometry ? geometry.coordinates.flat(Number.POSITIVE_INFINITY) : [];
        expect(flat.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test('that is valid comes back as it was', () => {
    const position = fc.tuple(
      fc.double({ min: -180, max: 180, noNaN: true }),
      fc.double({ min: -90, max: 90, noNaN: true }),
    );
    const polygon = fc.record({
      type: fc.constant('Polygon'),
      coordinates: fc.array(
        fc.array(position, { minLength: 3 }).map((ring) => [...ring, ...ring.slice(0, 1)]),
        { minLength: 1 },
      ),
    });
    fc.assert(
      fc.property(polygon, (wire) => {
        expect(geometryOf(wire)).toEqual(wire);
        expect(isGeometry(wire)).toBe(true);
      }),
    );
  });

  test('of 10,000 levels is looked at without an overflow', () => {
    const coordinates = JSON.parse('['.repeat(10_000) + ']'.repeat(10_000));
    const collection = JSON.parse(
      `${'{"type":"GeometryCollection","geometries":['.repeat(10_000)}${']}'.repeat(10_000)}`,
    );
    for (const read of [geometryOf, inputGeometryOf]) {
      expect(read({ type: 'MultiPolygon', coordinates })).toBeUndefined();
      expect(read(collection)).toBeUndefined();
    }
  });
});
