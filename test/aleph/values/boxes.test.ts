import fc from 'fast-check';
import { isScalarType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { passesOf } from '../../../src/aleph/imagery/passes.ts';
import { itemListOf } from '../../../src/aleph/items.ts';
import { bboxOf } from '../../../src/aleph/values/boxes.ts';
import { schema } from '../../../src/schema/index.ts';

/** A box as the server takes it from a caller. */
function asInput(box: unknown): unknown {
  const type = schema.getType('BBox');
  return isScalarType(type) ? type.parseValue(box) : undefined;
}

describe('a box', () => {
  test.each([
    ['as it should be', [1, 2, 3, 4], [1, 2, 3, 4]],
    ['with heights', [1, 2, -50, 3, 4, 900], [1, 2, 3, 4]],
    ['across the antimeridian', [179.9, -1, -179.9, 1], [179.9, -1, -179.9, 1]],
    ['of the globe', [-180, -90, 180, 90], [-180, -90, 180, 90]],
    ['of one place', [4, 52, 4, 52], [4, 52, 4, 52]],
    ['that begins west of -180', [-180.67, 51, -179.5, 52], [179.33, 51, -179.5, 52]],
    ['that ends east of 180', [179.5, 51, 180.67, 52], [179.5, 51, -179.33, 52]],
    ['beyond 180 as a whole', [181, 0, 182.5, 1], [-179, 0, -177.5, 1]],
    ['a turn ahead', [359, 0, 361, 1], [-1, 0, 1, 1]],
    ['three turns behind', [-1_081, 0, -1_079, 1], [-1, 0, 1, 1]],
    ['that ends at 180 a turn ahead', [530, 0, 540, 1], [170, 0, 180, 1]],
    ['that begins at 180, not at the end of a box', [180, 0, 181, 1], [-180, 0, -179, 1]],
    ['as wide as the globe, from 0', [0, -60, 360, 60], [-180, -60, 180, 60]],
    ['wider than the globe', [-200, -60, 200, 60], [-180, -60, 180, 60]],
    ['almost as wide as the globe', [-190, 0, 169, 1], [170, 0, 169, 1]],
    ['with its latitudes swapped', [1, 4, 3, 2], [1, 2, 3, 4]],
    ['with heights, its latitudes swapped', [1, 4, 0, 3, 2, 0], [1, 2, 3, 4]],
  ])('%s, %j, is %j', (_how, wire, box) => {
    expect(bboxOf(wire)).toEqual(box);
    expect(asInput(box)).toEqual(box);
  });

  test.each([
    ...[null, 'abcd', {}, [], [1, 2, 3], [1, 2, 3, 4, 5], [1, 2, 3, null], ['1', 2, 3, 4], [1, 2, 3, Infinity]],
    ...[
      [0, -90.5, 1, 1],
      [0, 0, 1, 90.1],
      [500_000, 0, 500_100, 1],
      [0, 0, 1e300, 1],
      [Number.NaN, 0, 1, 1],
    ],
  ])('%j is none', (wire) => {
    expect(bboxOf(wire)).toBeUndefined();
  });

  test('that comes out goes in again, of an item as of a pass', () => {
    const longitude = fc.oneof(
      fc.double({ min: -800, max: 800, noNaN: true }),
      fc.constantFrom(-540, -360, -180, -0, 0, 180, 360, 540, 180.000_000_000_1, -180.000_000_000_1),
    );
    const latitude = fc.double({ min: -95, max: 95, noNaN: true });
    const box = fc.oneof(
      fc.tuple(longitude, latitude, longitude, latitude),
      fc.tuple(longitude, latitude, latitude, longitude, latitude, latitude),
    );
    let count = 0;
    fc.assert(
      fc.property(fc.array(box, { minLength: 1, maxLength: 3 }), (boxes) => {
        const properties = { 'satl:outcome_id': 'outcome' };
        // With a geometry, the box of a continent stays.
        const geometry = { type: 'Point', coordinates: [0, 0] };
        const features = boxes.map((bbox, id) => ({ id: `${id}`, collection: 'l1d', bbox, geometry, properties }));
        const { items } = itemListOf('cont.1', { features });
        for (const { bbox } of [...items, ...passesOf(items)]) {
          if (bbox === undefined) continue;
          expect(asInput(bbox)).toEqual(bbox);
          count += 1;
        }
      }),
      { numRuns: 2_000, seed: 1 },
    );
    expect(count).toBeGreaterThan(4_000);
  });

  test('keeps its place and its width', () => {
    const side = fc.double({ min: -720, max: 720, noNaN: true });
    fc.assert(
      fc.property(side, fc.double({ min: 0, max: 359.9, noNaN: true }), (west, width) => {
        const [from = Number.NaN, , to = Number.NaN] = bboxOf([west, 0, west + width, 1]) ?? [];
        const turns = (lon: number, other: number) => Math.abs(Math.round((lon - other) / 360) * 360 - (lon - other));
        expect(turns(from, west)).toBeLessThan(1e-8);
        expect((to - from + 360) % 360).toBeCloseTo(width % 360, 8);
      }),
      { numRuns: 1_000, seed: 2 },
    );
  });
});
