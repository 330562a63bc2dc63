import fc from 'fast-check';
import type { Place, Shape } from '../../support/inputs/shapes.ts';

/** An outline whose centre sees every corner. The part between two rays from there is known without cutting anything. */
export interface Star {
  readonly centre: Place;
  /** Counter-clockwise. */
  readonly corners: readonly Place[];
  /** The hole in the sector from each corner to the next; undefined where there is none. */
  readonly holes: readonly (Shape[number] | undefined)[];
}

/** Half the width and half the height of a star, in degrees. */
export interface StarBounds {
  readonly width: readonly [least: number, most: number];
  readonly height: readonly [least: number, most: number];
  readonly corners?: readonly [fewest: number, most: number];
}

/** A sector that reaches this many times as far as its star is still on the map. */
export const FURTHEST = 1.5;

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** Sizes from one to ten are as frequent as sizes from ten to a hundred. */
const anySize = ([least, most]: readonly [number, number]) => between(Math.log(least), Math.log(most)).map(Math.exp);

/**
 * Stars anywhere on the map, many of them across the antimeridian, with corners on it; there longitudes go on beyond
 * ±180.
 */
export function stars({ width, height, corners: [minLength, maxLength] = [4, 12] }: StarBounds): fc.Arbitrary<Star> {
  const corner = fc.record({
    reach: between(0.2, 1),
    // The widest sector of four stays below half a turn.
    lag: between(0, 0.9),
    hole: fc.option(between(0.1, 0.8), { nil: undefined }),
  });
  return fc
    .record({
      lon: fc.oneof(between(-180, 180), between(179, 180), between(-180, -179), fc.constantFrom(180, -180)),
      latitude: between(-1, 1),
      width: anySize(width),
      height: anySize(height),
      corners: fc.array(corner, { minLength, maxLength }),
    })
    .map(({ lon, latitude, width, height, corners: drawn }) => {
      const centre: Place = [lon, latitude * (90 - FURTHEST * height)];
      const corners = drawn.map(({ reach, lag }, index): Place => {
        const angle = ((index + lag) / drawn.length) * 2 * Math.PI;
        return [centre[0] + width * reach * Math.cos(angle), centre[1] + height * reach * Math.sin(angle)];
      });
      const star = { centre, corners, holes: [] };
      const holes = drawn.map(({ hole }, index) => hole && shrunk(sectorsOf(star, { from: index }), hole));
      return { ...star, holes: holes.map((hole) => hole || undefined) };
    });
}

export function shapeOf({ corners, holes }: Star): Shape {
  return [corners, ...holes.filter((hole) => hole !== undefined)];
}

export interface Sectors {
  readonly from: number;
  readonly count?: number;
  /** Their reach as a multiple of the star's. */
  readonly reach?: number;
}

/** Some sectors of a star, side by side, as one ring without holes. */
export function sectorsOf({ centre, corners }: Star, { from, count = 1, reach = 1 }: Sectors): Shape[number] {
  const arc = Array.from({ length: count + 1 }, (_, index) => corners[(from + index) % corners.length] ?? centre);
  return [centre, ...arc.map((corner) => onTheWay(centre, corner, reach))];
}

/** The same with the star's holes in them. */
export function sectorsWithHoles(star: Star, { from, count = 1 }: Sectors): Shape {
  const holes = Array.from({ length: count }, (_, index) => star.holes[(from + index) % star.holes.length]);
  return [sectorsOf(star, { from, count }), ...holes.filter((hole) => hole !== undefined)];
}

function shrunk(ring: Shape[number], share: number): Shape[number] {
  const middle: Place = [mean(ring.map(([lon]) => lon)), mean(ring.map(([, lat]) => lat))];
  return ring.map((place) => onTheWay(middle, place, share));
}

function onTheWay([lon, lat]: Place, [toLon, toLat]: Place, share: number): Place {
  return [lon + (toLon - lon) * share, lat + (toLat - lat) * share];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
