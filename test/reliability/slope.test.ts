import { describe, expect, test } from 'vitest';
import { driftOf, medianOf, slopePerMinute } from '../../reliability/slope.ts';

describe('a slope', () => {
  test('is that of a line, whatever one sample in five does', () => {
    const points = Array.from({ length: 20 }, (_, index) => ({
      minutes: index / 4,
      value: index % 5 === 0 ? 900 - index : 50 + 0.5 * (index / 4),
    }));

    expect(slopePerMinute(points.filter((_, index) => index % 5 !== 0))).toBeCloseTo(0.5);
    expect(Math.abs(slopePerMinute(points) - 0.5)).toBeLessThan(0.3);
  });

  test('of samples that swing around one value is nothing', () => {
    const values = [5, 1, 5, 1, 5, 1, 5, 1];

    expect(slopePerMinute(values.map((value, minutes) => ({ minutes, value })))).toBeCloseTo(0);
    expect(driftOf([3, 3, 3, 9, 3, 3, 3])).toBe(0);
    expect(driftOf([1, 2, 30, 31])).toBe(30);
    expect(medianOf([4, 1, 2])).toBe(2);
    expect(medianOf([4, 1, 2, 3])).toBe(2.5);
  });
});
