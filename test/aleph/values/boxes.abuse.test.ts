import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bboxOf } from '../../../src/aleph/values/boxes.ts';

const numbers = fc.array(fc.oneof(fc.double(), fc.integer(), fc.constant(null), fc.string()), { maxLength: 8 });

test('a box is four numbers in range, or absent, whatever it is read from', () => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), numbers), (wire) => {
      const box = bboxOf(wire);
      if (box === undefined) return;
      const [west, south, east, north] = box;
      expect([4, 6]).toContain(Array.isArray(wire) ? wire.length : undefined);
      expect(Math.max(Math.abs(west), Math.abs(east))).toBeLessThanOrEqual(180);
      expect(south).toBeLessThanOrEqual(north);
      expect(Math.max(-south, north)).toBeLessThanOrEqual(90);
    }),
    { numRuns: 1_000 },
  );
});

test('lists of 10,000 levels are no box', () => {
  expect(bboxOf(JSON.parse('['.repeat(10_000) + ']'.repeat(10_000)))).toBeUndefined();
});
