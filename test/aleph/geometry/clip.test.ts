import { describe, expect, test } from 'vitest';
import { clipTo } from '../../../src/aleph/geometry/clip.ts';
import { boxRing, type Ring } from '../../../src/aleph/geometry/rings.ts';
import { areaOnSphere } from '../../../src/aleph/geometry/sphere.ts';

const UNIT = boxRing(0, 0, 1, 1);

describe('what a square leaves of', () => {
  test.each<[string, Ring, Ring]>([
    ['itself', UNIT, UNIT],
    ['a square inside', boxRing(0.2, 0.2, 0.4, 0.4), boxRing(0.2, 0.2, 0.4, 0.4)],
    ['a square around', boxRing(-1, -1, 2, 2), UNIT],
    ['its right half and more', boxRing(0.5, 0, 2, 1), boxRing(0.5, 0, 1, 1)],
    ['a square turned the other way', boxRing(0.5, 0.5, 2, 2).toReversed(), boxRing(0.5, 0.5, 1, 1)],
    [
      'a bay that opens to its left',
      [
        [-1, -1],
        [2, -1],
        [2, 2],
        [-1, 2],
        [0.5, 0.5],
      ],
      boxRing(0, 0, 1, 1).with(3, [0, 1]).toSpliced(4, 0, [0.5, 0.5]),
    ],
  ])('%s covers the right area', (_what, subject, left) => {
    expect(areaOnSphere(clipTo(subject, UNIT))).toBeCloseTo(areaOnSphere(left), 9);
  });

  test.each<[string, Ring, boolean]>([
    ['a square beside', boxRing(2, 0, 3, 1), false],
    ['a square that shares a side', boxRing(1, 0, 2, 1), true],
    ['a point inside', [[0.5, 0.5]], true],
    ['a point on a corner', [[1, 1]], true],
    ['a point outside', [[1, 1.1]], false],
    [
      'a line through',
      [
        [-1, 0.5],
        [2, 0.6],
      ],
      true,
    ],
    [
      'a line that passes a corner by',
      [
        [0.9, 1.2],
        [1.2, 0.9],
      ],
      false,
    ],
    ['nothing', [], false],
  ])('%s is something, or not', (_what, subject, isAny) => {
    expect(clipTo(subject, UNIT).length > 0).toBe(isAny);
  });
});
