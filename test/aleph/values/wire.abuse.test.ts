import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { geometryOf, listOf, passThroughOf, ShapeMismatch } from '../../../src/aleph/values/wire.ts';

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
      coordinates: fc.array(fc.array(position, { minLength: 4 }), { minLength: 1 }),
    });
    fc.assert(
      fc.property(polygon, (wire) => {
        expect(geometryOf(wire)).toEqual(wire);
      }),
    );
  });
});

describe('JSON of any kind', () => {
  test('is a list, or a mismatch and no other error', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        try {
          expect(Array.isArray(listOf(json))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(ShapeMismatch);
        }
      }),
    );
  });

  test('is passed on without a __proto__, or not at all', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (json) => {
        const passed = passThroughOf(json);
        if (passed !== undefined) expect(JSON.stringify(passed)).not.toContain('"__proto__":');
      }),
    );
  });

  test('of 10,000 levels is looked at without an overflow', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`);
    const nested = JSON.parse('['.repeat(10_000) + ']'.repeat(10_000));
    expect(passThroughOf(deep)).toBeUndefined();
    expect(geometryOf({ type: 'MultiPolygon', coordinates: nested })).toBeUndefined();
  });
});
