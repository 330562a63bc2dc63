import fc from 'fast-check';
import type { MultiPolygon, Polygon } from 'geojson';
import { describe, expect, test } from 'vitest';
import { coverageOf, steradiansOf, targetOfBox, targetOfGeometry } from '../../../src/aleph/geometry/coverage.ts';
import { boxRing } from '../../../src/aleph/geometry/rings.ts';
import { type Place, polygonOf, type Shape } from '../../support/inputs/shapes.ts';
import { type Box, type D3Area, d3AreaIn, d3AreaOf } from './d3-area.ts';
import { FURTHEST, type StarBounds, sectorsOf, sectorsWithHoles, shapeOf, stars } from './stars.ts';

const HUNDREDS_OF_METRES: StarBounds = { width: [0.001, 0.1], height: [0.001, 0.1] };
const TILES: StarBounds = { width: [0.1, 5], height: [0.1, 2] };
const CONTINENTS: StarBounds = { width: [5, 53], height: [2, 55] };
/** With fewer corners an edge could be longer than half the globe, which means the other way round. */
const OCEANS: StarBounds = { width: [90, 150], height: [5, 59], corners: [12, 16] };

/** A case whose tolerance is a larger share of the area proves little and is drawn anew. */
const LARGEST_TOLERANCE = 0.001;
/** Percent points. A concave footprint is cut into triangles, and the tolerance of a ring knows nothing of their edges. */
const OF_TRIANGLES = 0.001;

/** One shape has four notations: rings run either way round, and longitudes stay within ±180 or go on beyond. */
const notation = fc.record({ isReversed: fc.boolean(), isBeyond: fc.boolean() });

function written(shape: Shape, { isReversed, isBeyond }: { readonly isReversed: boolean; readonly isBeyond: boolean }) {
  const rings = isReversed ? shape.map((ring) => ring.toReversed()) : shape;
  const beyond = rings.map((ring) => [...ring, ...ring.slice(0, 1)].map(([lon, lat]) => [lon, lat]));
  return isBeyond ? ({ type: 'Polygon', coordinates: beyond } satisfies Polygon) : polygonOf(rings);
}

function manyOf(polygons: readonly Polygon[]): MultiPolygon {
  return { type: 'MultiPolygon', coordinates: polygons.map(({ coordinates }) => coordinates) };
}

function expectArea(geometry: Polygon | MultiPolygon, { steradians, tolerance }: D3Area): void {
  fc.pre(tolerance < LARGEST_TOLERANCE * steradians);
  expect(Math.abs(steradiansOf(geometry) - steradians)).toBeLessThanOrEqual(tolerance);
}

function expectCoverage(percent: number | undefined, covered: D3Area, target: D3Area): void {
  fc.pre(covered.tolerance + target.tolerance < LARGEST_TOLERANCE * target.steradians);
  const tolerance = (covered.tolerance + target.tolerance) / target.steradians;
  const difference = Math.abs((percent ?? Number.NaN) - (100 * covered.steradians) / target.steradians);
  expect(difference).toBeLessThanOrEqual(100 * tolerance + OF_TRIANGLES);
}

describe('the area on the sphere', () => {
  test.each([
    ['of some hundred metres', HUNDREDS_OF_METRES],
    ['of the size of tiles', TILES],
    ['of the size of continents', CONTINENTS],
    ['wider than half the globe', OCEANS],
  ])('of polygons with holes %s is that of d3-geo', (_size, bounds) => {
    fc.assert(
      fc.property(stars(bounds), notation, (star, form) => {
        expectArea(written(shapeOf(star), form), d3AreaOf([shapeOf(star)]));
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  test('of several polygons side by side is that of d3-geo', () => {
    const row = fc.array(fc.tuple(stars(TILES), notation), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(row, (drawn) => {
        // Ten degrees apart, so that none overlaps the next; each keeps its latitude.
        const [[first] = []] = drawn;
        const shapes = drawn.map(([star], index) => {
          const east = (first?.centre[0] ?? 0) - star.centre[0] + 10 * index;
          return shapeOf(star).map((ring) => ring.map(([lon, lat]): Place => [lon + east, lat]));
        });
        const polygons = shapes.map((shape, index) =>
          written(shape, drawn[index]?.[1] ?? { isReversed: false, isBeyond: false }),
        );
        expectArea(manyOf(polygons), d3AreaOf(shapes));
      }),
      { seed: 2, numRuns: 100 },
    );
  });

  test('of a band around the globe is that of d3-geo, from a parallel to the next or to a pole', () => {
    const latitude = fc.oneof(fc.constantFrom(-90, 90), fc.double({ min: -90, max: 90, noNaN: true }));
    fc.assert(
      fc.property(latitude, latitude, (one, other) => {
        const shape = [boxRing(-180, Math.min(one, other), 180, Math.max(one, other))];
        expectArea(polygonOf(shape), d3AreaOf([shape]));
      }),
      { seed: 3 },
    );
  });

  test('of a tile with straight edges differs from that with great circles by no more than their bend', () => {
    fc.assert(
      fc.property(stars({ width: [0.1, 1], height: [0.1, 1] }), (star) => {
        const { steradians, tolerance } = d3AreaOf([shapeOf(star)], 1);
        expect(Math.abs(steradiansOf(polygonOf(shapeOf(star))) - steradians)).toBeLessThanOrEqual(tolerance);
      }),
      { seed: 4, numRuns: 100 },
    );
  });
});

/** The side of a box, as a share of the star's extent: a tenth outside at most, so that no box meets a wide star twice. */
const share = fc.integer({ min: -100, max: 1_100 }).map((thousandths) => (thousandths + 0.3) / 1_000);
const pair = fc.tuple(share, share).filter(([a, b]) => a !== b);
/** In degrees. d3-geo takes a corner that is nearer than 1e-6 to a side for one on it, and then joins wrong pieces. */
const CLOSE = 0.00001;

function spanOf(values: readonly number[], shares: readonly number[]): readonly [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const ends = shares.map((one) => least + one * (most - least));
  return [Math.min(...ends), Math.max(...ends)];
}

const boxedStars = (bounds: StarBounds) =>
  fc
    .tuple(stars(bounds), pair, pair)
    .map(([star, across, up]) => {
      const shape = shapeOf(star);
      const [lons, lats] = [shape.flat().map(([lon]) => lon), shape.flat().map(([, lat]) => lat)];
      const [west, east] = spanOf(lons, across);
      const [south, north] = spanOf(lats, up);
      const box: Box = [west, Math.max(-90, south), Math.min(east, west + 179), Math.min(90, north)];
      return { shape, box };
    })
    .filter(({ shape, box: [west, south, east, north] }) => {
      const isClose = (value: number, sides: readonly number[]) => sides.some((side) => Math.abs(value - side) < CLOSE);
      return !shape.flat().some(([lon, lat]) => isClose(lon, [west, east]) || isClose(lat, [south, north]));
    });

const wrapped = (lon: number) => (lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon);

describe('the coverage', () => {
  const sizes: readonly (readonly [string, StarBounds])[] = [
    ['of the size of tiles', TILES],
    ['of the size of continents', CONTINENTS],
    ['wider than half the globe', OCEANS],
  ];

  test.each(sizes)('of a box by polygons with holes %s is the part that d3-geo cuts out', (_size, bounds) => {
    fc.assert(
      fc.property(boxedStars(bounds), notation, ({ shape, box }, form) => {
        const [west, south, east, north] = box;
        const target = targetOfBox([wrapped(west), south, wrapped(east), north]);
        expectCoverage(coverageOf(target, written(shape, form)), d3AreaIn(box, shape), d3AreaOf([[boxRing(...box)]]));
      }),
      { seed: 5, numRuns: 100 },
    );
  });

  test.each(sizes)('of polygons with holes %s by a box is the part that d3-geo cuts out', (_size, bounds) => {
    fc.assert(
      fc.property(boxedStars(bounds), notation, ({ shape, box }, form) => {
        const target = targetOfGeometry(written(shape, form));
        expectCoverage(coverageOf(target, polygonOf([boxRing(...box)])), d3AreaIn(box, shape), d3AreaOf([shape]));
      }),
      { seed: 6, numRuns: 100 },
    );
  });

  /** A sector that reaches beyond its star meets the star in the sector alone. */
  const sectors = fc.record({
    from: fc.nat(11),
    count: fc.integer({ min: 1, max: 3 }),
    reach: fc.double({ min: 1, max: FURTHEST, noNaN: true }),
  });

  test.each(sizes.slice(0, 2))(
    'of stars with holes %s by some sectors, and the reverse, is the area of those sectors by d3-geo',
    (_s, bounds) => {
      fc.assert(
        fc.property(stars(bounds), sectors, notation, (star, some, form) => {
          const covered = d3AreaOf([sectorsWithHoles(star, some)]);
          const [whole, sector] = [shapeOf(star), [sectorsOf(star, some)]];
          const [wholly, partly] = [written(whole, form), written(sector, form)];
          expectCoverage(coverageOf(targetOfGeometry(wholly), partly), covered, d3AreaOf([whole]));
          expectCoverage(coverageOf(targetOfGeometry(partly), wholly), covered, d3AreaOf([sector]));
        }),
        { seed: 7, numRuns: 100 },
      );
    },
  );

  test('of a star by every other sector, as one multipolygon, is their sum by d3-geo', () => {
    fc.assert(
      fc.property(stars(CONTINENTS), fc.double({ min: 1, max: FURTHEST, noNaN: true }), (star, reach) => {
        const every = Array.from({ length: Math.floor(star.corners.length / 2) }, (_, index) => ({ from: 2 * index }));
        const footprint = manyOf(every.map((one) => polygonOf([sectorsOf(star, { ...one, reach })])));
        const covered = d3AreaOf(every.map((one) => sectorsWithHoles(star, one)));
        expectCoverage(
          coverageOf(targetOfGeometry(polygonOf(shapeOf(star))), footprint),
          covered,
          d3AreaOf([shapeOf(star)]),
        );
      }),
      { seed: 8, numRuns: 100 },
    );
  });
});
