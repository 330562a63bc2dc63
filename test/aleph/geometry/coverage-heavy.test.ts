import type { Polygon, Position } from 'geojson';
import { describe, expect, test } from 'vitest';
import {
  coverageOf,
  isHeavy,
  measureAll,
  targetOfBox,
  targetOfGeometry,
} from '../../../src/aleph/geometry/coverage.ts';

/** A star around 10° E 20° N with so many corners. */
function star(corners: number): Polygon {
  const ring = Array.from({ length: corners }, (_, corner): Position => {
    const angle = (corner / corners) * 2 * Math.PI;
    const radius = corner % 2 === 0 ? 2 : 1.6;
    return [10 + radius * Math.cos(angle), 20 + radius * Math.sin(angle)];
  });
  return { type: 'Polygon', coordinates: [[...ring, ring[0] ?? [0, 0]]] };
}

/** Two thousand tiles over the star. */
const TILES = Array.from({ length: 2_000 }, (_, index): Polygon => {
  const [west, south] = [8 + (index % 50) * 0.08, 18 + Math.floor(index / 50) * 0.1];
  const [east, north] = [west + 0.3, south + 0.3];
  return {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  };
});

describe('measuring against a target of 2,000 corners', () => {
  test('gives way to other work again and again, and comes to the same as measuring one by one', async () => {
    const target = targetOfGeometry(star(1_999));
    let turns = 0;
    let isDone = false;
    const count = () => {
      turns += 1;
      if (!isDone) setImmediate(count);
    };
    setImmediate(count);
    await measureAll(target, [...TILES, undefined]);
    isDone = true;
    expect(turns).toBeGreaterThan(2);

    const apart = targetOfGeometry(star(1_999));
    expect(TILES.map((tile) => target.measured.get(tile))).toEqual(TILES.map((tile) => coverageOf(apart, tile)));
  });

  test('is heavy, and against a box is not', () => {
    expect([star(1_999), star(50)].map((geometry) => isHeavy(targetOfGeometry(geometry)))).toEqual([true, false]);
    expect(isHeavy(targetOfBox([179, -1, -179, 1]))).toBe(false);
  });
});
