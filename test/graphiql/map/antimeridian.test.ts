import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cut, unrolled } from '../../../assets/graphiql/map/data/antimeridian.ts';
import { boxOf, type Part, type Path, partOfBox, partsOf } from '../../../assets/graphiql/map/data/parts.ts';
import { boundsAround, boundsOfPart, shortestSpan, wrap } from '../../../assets/graphiql/map/data/spans.ts';

const drawn = (geometry: unknown) => cut(partsOf(geometry).map(unrolled));
const polygon = (...ring: readonly (readonly [number, number])[]) => ({
  type: 'Polygon',
  coordinates: [[...ring, ring[0]]],
});
const area = (ring: Path) =>
  Math.abs(
    ring.reduce((sum, [x, y], index) => sum + x * (ring[index + 1]?.[1] ?? 0) - (ring[index + 1]?.[0] ?? 0) * y, 0) / 2,
  );
const areaOf = (rings: readonly Path[]) =>
  area(rings[0] ?? []) - rings.slice(1).reduce((sum, ring) => sum + area(ring), 0);

describe('a part at the antimeridian', () => {
  test('is cut into two halves without a seam, when its ring jumps', () => {
    const { areas, borders, isCut } = drawn(polygon([179, 0], [-179, 0], [-179, 2], [179, 2]));

    expect(areas.map(([ring = []]) => ring.map(([x]) => x))).toEqual([
      expect.arrayContaining([179, 180]),
      expect.arrayContaining([-180, -179]),
    ]);
    expect(areas.map(areaOf)).toEqual([2, 2]);
    expect(isCut).toBe(true);
    expect(
      borders.flatMap((path) => path.slice(1).filter(([x], index) => Math.abs(x) === 180 && path[index]?.[0] === x)),
    ).toEqual([]);
  });

  test('keeps halves as Aleph cuts them, and has its bounds around the seam', () => {
    const halves = [
      polygon([179, 0], [180, 0], [180, 1], [179, 1]),
      polygon([-180, 0], [-179, 0], [-179, 1], [-180, 1]),
    ];
    const geometry = { type: 'MultiPolygon', coordinates: halves.map(({ coordinates }) => coordinates) };
    const parts = partsOf(geometry).map(unrolled);

    expect(cut(parts).isCut).toBe(true);
    expect(boundsAround(parts.map(boundsOfPart))).toEqual({ west: 179, south: 0, east: 181, north: 1 });
  });

  test('keeps a border that only touches it', () => {
    const { isCut, borders } = drawn(polygon([178, 0], [180, 0], [180, 1], [178, 1]));
    expect(isCut).toBe(false);
    expect(borders).toHaveLength(1);
  });

  test('is a ring around a pole, and is closed over it', () => {
    const { areas, borders } = drawn(polygon([0, 80], [90, 80], [180, 80], [-90, 80]));
    expect(areas.map(areaOf).reduce((sum, one) => sum + one, 0)).toBeCloseTo(3_600, 6);
    expect(borders.flat().every(([, latitude]) => latitude === 80)).toBe(true);
  });

  test.each([
    ['crosses it', [170, -5, -170, 5], 200, { west: 170, east: 190 }],
    ['is the globe', [-180, -90, 180, 90], 64_800, { west: -180, east: 180 }],
    ['is wider than half the globe', [0, -10, 180, 10], 3_600, { west: 0, east: 180 }],
    ['is wide and crosses it', [10, 0, -10, 1], 340, { west: 10, east: 350 }],
  ])('is drawn as it stands where a box %s', (_, box, size, span) => {
    const part = partOfBox(boxOf(box) ?? [0, 0, 0, 0]);
    expect(
      cut([part])
        .areas.map(areaOf)
        .reduce((sum, one) => sum + one, 0),
    ).toBeCloseTo(size, 6);
    expect(boundsAround([boundsOfPart(part)])).toMatchObject(span);
  });

  test('is a line, and is cut where it crosses', () => {
    const { lines } = drawn({
      type: 'LineString',
      coordinates: [
        [170, 0],
        [-170, 10],
      ],
    });
    expect(lines).toEqual([
      [
        [170, 0],
        [180, 5],
      ],
      [
        [-180, 5],
        [-170, 10],
      ],
    ]);
  });

  test('lies within ±180 and keeps its area, wherever a star of corners has its middle', () => {
    const middle = fc.tuple(
      fc.double({ min: -180, max: 180, noNaN: true }),
      fc.double({ min: -60, max: 60, noNaN: true }),
    );
    const radii = fc.array(fc.double({ min: 1, max: 25, noNaN: true }), { minLength: 3, maxLength: 12 });
    fc.assert(
      fc.property(middle, radii, ([x, y], lengths) => {
        const ring = lengths.map((length, index) => {
          const angle = (2 * Math.PI * index) / lengths.length;
          return [x + length * Math.cos(angle), y + length * Math.sin(angle)] as const;
        });
        const wrapped = ring.map(([one, other]) => [wrap(one), other] as const);
        const { areas } = drawn(polygon(...wrapped));
        const expected = area([...ring, ...ring.slice(0, 1)]);
        expect(areas.map(areaOf).reduce((sum, one) => sum + one, 0)).toBeCloseTo(expected, 4);
        expect(areas.flat(2).every(([one]) => Math.abs(one) <= 180)).toBe(true);
      }),
      { seed: 25, numRuns: 500 },
    );
  });
});

describe('the shortest span', () => {
  test('leaves the widest gap of the globe out, which no span reaches into', () => {
    const span = fc
      .tuple(fc.integer({ min: -180, max: 180 }), fc.integer({ min: 1, max: 90 }))
      .map(([west, width]) => ({ west, east: west + width }));
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 6 }), (spans) => {
        const { west, east } = shortestSpan(spans) ?? { west: 0, east: 0 };
        const covers = (one: { west: number; east: number }) =>
          [-360, 0, 360].some((turn) => west <= one.west + turn && one.east + turn <= east) || east - west >= 360;
        expect(spans.every(covers)).toBe(true);
        const degrees = Array.from({ length: 720 }, (_, index) => index / 2 - 179.75);
        const isFree = (degree: number) =>
          !spans.some((one) => [-360, 0, 360].some((turn) => one.west + turn < degree && degree < one.east + turn));
        const runs = [...degrees, ...degrees].map(isFree).reduce<{ best: number; run: number }>(
          ({ best, run }, free) => {
            const next = free ? run + 1 : 0;
            return { best: Math.max(best, next), run: next };
          },
          { best: 0, run: 0 },
        );
        expect(east - west).toBeCloseTo(Math.max(0, 360 - Math.min(runs.best, 720) / 2), 6);
      }),
      { seed: 25, numRuns: 300 },
    );
  });

  test('is none for none, and a point for points at both names of the antimeridian', () => {
    const points: readonly Part[] = [
      { kind: 'point', at: [180, 0] },
      { kind: 'point', at: [-180, 0] },
    ];
    expect(shortestSpan([])).toBeUndefined();
    expect(boundsAround(points.map(boundsOfPart))).toMatchObject({ west: 180, east: 180 });
  });
});
