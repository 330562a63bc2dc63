import { expect, test } from 'vitest';
import { type Figures, figuresOf, orderOf, ratioOf, type Turn } from '../../bench/measure.ts';
import { placeOf, SIZES, sizeIn } from '../../bench/places.ts';
import { plotOf } from '../../bench/plot.ts';
import { medianOf, pairedRatios, quartilesOf } from '../../bench/statistics.ts';

function figures(perSecond: number, cpuMs: number): Figures {
  return { perSecond, cpuMs, p50: 1, p99: 1, rssMb: 1, mostRssMb: 1, calls: 1, refused: 0 };
}

function turn(one: Partial<Turn>): Turn {
  const times = { perSecond: 1, p50: 1, p99: 1, rssMb: 1, mostRssMb: 1 };
  return { answered: 1, refused: 0, cpuMs: 1, calls: 1, ...times, ...one };
}

test('a ratio above 1 says better, of a rate as well as of a cost', () => {
  const own = [figures(200, 1), figures(200, 1), figures(10, 9)];
  const other = [figures(100, 2), figures(100, 2), figures(100, 2)];
  expect(ratioOf(own, other, 'perSecond')).toBe(2);
  expect(ratioOf(own, other, 'cpuMs')).toBe(2);
});

test('a request counts the same in whichever turn of its round it is answered', () => {
  const round = figuresOf([
    turn({ answered: 30, cpuMs: 30, calls: 60, mostRssMb: 9 }),
    turn({ answered: 10, cpuMs: 50, calls: 20, p50: 5, refused: 10 }),
    turn({ answered: 0, cpuMs: 0, calls: 0, p50: 3 }),
  ]);
  expect(round).toMatchObject({ cpuMs: 2, calls: 2, refused: 0.2, p50: 3, mostRssMb: 9 });
});

test('the first two contestants go first in turn, the others stay where they are', () => {
  expect([0, 1, 2].map((count) => orderOf(['a', 'b', 'c', 'd'], count).join(''))).toEqual(['abcd', 'bacd', 'abcd']);
});

test('a median lies between the middle two of an even number of values', () => {
  expect(medianOf([9, 1, 3])).toBe(3);
  expect(medianOf([4, 1, 3, 9])).toBe(3.5);
  expect(medianOf([])).toBeNaN();
});

test('quartiles leave a quarter of the values below and above, between two values where none stands there', () => {
  expect(quartilesOf([5, 1, 4, 2, 3])).toEqual({ low: 2, median: 3, high: 4 });
  expect(quartilesOf([16, 10, 11, 13, 12, 15, 14])).toEqual({ low: 11.5, median: 13, high: 14.5 });
  expect(quartilesOf([7, 3])).toEqual({ low: 4, median: 5, high: 6 });
  expect(quartilesOf([7])).toEqual({ low: 7, median: 7, high: 7 });
});

test('quartiles of values that were not all measured are NaN', () => {
  const unknown = { low: Number.NaN, median: Number.NaN, high: Number.NaN };
  expect(quartilesOf([])).toEqual(unknown);
  expect(quartilesOf([2, Number.NaN, 1])).toEqual(unknown);
});

test('a paired ratio holds a value against the other of its own round only', () => {
  expect(pairedRatios([3, 10, 4], [2, 20, 4])).toEqual([1.5, 0.5, 1]);
  expect(pairedRatios([3, 1], [2])).toEqual([1.5, Number.NaN]);
});

test('no two of 10,000 searches are for the same place and days, and each is answered with the size it asks for', () => {
  for (const size of SIZES) {
    const searches = Array.from({ length: 10_000 }, (_, serial) => {
      const { bbox, dates } = placeOf(size, serial);
      return JSON.stringify({ bbox, start_date: dates.start, end_date: dates.end });
    });
    expect(new Set(searches).size).toBe(searches.length);
    expect(new Set(searches.map(sizeIn))).toEqual(new Set([size]));
  }
});

test('a plot draws every point inside its panel', () => {
  const lines = [
    {
      name: 'ms',
      points: [
        [1, 0.02],
        [500, 3],
        [10_000, 480],
      ] as const,
    },
  ];
  const svg = plotOf('growth', [{ title: 'items', lines, guided: 0 }]);
  const dots = [...svg.matchAll(/cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)]);
  expect(dots).toHaveLength(3);
  for (const [x = -1, y = -1] of dots) {
    expect(x).toBeGreaterThanOrEqual(48);
    expect(x).toBeLessThanOrEqual(292);
    expect(y).toBeGreaterThanOrEqual(36);
    expect(y).toBeLessThanOrEqual(260);
  }
  expect(svg).not.toContain('NaN');
});
