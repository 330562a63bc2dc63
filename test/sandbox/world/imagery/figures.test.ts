import { expect, test } from 'vitest';
import { figureMeets, figureOf } from '../../../../src/sandbox/world/imagery/figures.ts';
import type { Position } from '../../../../src/sandbox/world/imagery/grid.ts';
import { createRandom } from '../../../../src/sandbox/world/random.ts';

/** Longitudes and latitudes in turn. */
const path = (...degrees: number[]): Position[] =>
  degrees.flatMap((lon, index): Position[] => (index % 2 === 0 ? [[lon, degrees[index + 1] ?? 0]] : []));
const square = (west: number, south: number, size: number) => {
  const [east, north] = [west + size, south + size];
  return path(west, south, east, south, east, north, west, north, west, south);
};
const UNIT = square(0, 0, 1);

test.each<[string, Parameters<typeof figureOf>, boolean]>([
  ['a point inside', ['point', [path(0.5, 0.5)]], true],
  ['a point on an edge', ['point', [path(1, 0.5)]], true],
  ['a point on a corner', ['point', [path(1, 1)]], true],
  ['a point in line with an edge', ['point', [path(2, 0)]], false],
  ['a line inside', ['line', [path(0.2, 0.2, 0.8, 0.3)]], true],
  ['a line through', ['line', [path(-1, 0.5, 2, 0.6)]], true],
  ['a line along an edge', ['line', [path(1, -1, 1, 2)]], true],
  ['a line that ends on an edge', ['line', [path(2, 0.5, 1, 0.5)]], true],
  ['a line that passes a corner by', ['line', [path(0.9, 1.2, 1.2, 0.9)]], false],
  ['a polygon around', ['polygon', [square(-5, -5, 20)]], true],
  ['a polygon inside', ['polygon', [square(0.4, 0.4, 0.1)]], true],
  ['a polygon that shares a corner', ['polygon', [square(1, 1, 3)]], true],
  ['a polygon that shares an edge', ['polygon', [square(1, 0, 1)]], true],
  ['a polygon beside', ['polygon', [square(1.1, 0, 1)]], false],
  ['a polygon with the square in its hole', ['polygon', [square(-5, -5, 20), square(-1, -1, 3)]], false],
  ['a polygon with a hole inside the square', ['polygon', [square(-5, -5, 20), square(0.4, 0.4, 0.1)]], true],
])('%s is told to meet a square, or not: %j %s', (_, [kind, rings], expected) => {
  expect(figureMeets(figureOf(kind, rings), UNIT)).toBe(expected);
});

test('a figure in many bands meets exactly the squares that a coarse one with the same outline meets', () => {
  const random = createRandom(3);
  const outline = square(-50, -50, 100);
  const fine = outline.slice(1).flatMap(([lon, lat], index) => {
    const [fromLon, fromLat] = outline[index] ?? [0, 0];
    return Array.from({ length: 250 }, (__, step): Position => {
      const share = (step + 1) / 250;
      return [fromLon + share * (lon - fromLon), fromLat + share * (lat - fromLat)];
    });
  });
  const [coarse, detailed] = [figureOf('polygon', [outline]), figureOf('polygon', [[[-50, -50], ...fine]])];
  for (let round = 0; round < 500; round += 1) {
    const ring = square(random.between(-60, 60), random.between(-60, 60), random.between(0.1, 20));
    expect(figureMeets(detailed, ring)).toBe(figureMeets(coarse, ring));
  }
});
