import type { Geometry, Position } from 'geojson';
import { doubledArea, type Edge, edgesOf, holds, type Point, type Ring, runsOf } from './rings.ts';

const MOST_TARGET_VERTICES = 1_000;
const SHORTEST_RING = 4;

/**
 * The flaw of a Point or Polygon that is to be imaged, in words; undefined for one without. A polygon has closed rings
 * that neither cross nor touch themselves or each other, and encloses an area.
 */
export function flawOfTarget(geometry: Geometry): string | undefined {
  if (geometry.type === 'Point') return flawOfPosition(geometry.coordinates);
  if (geometry.type !== 'Polygon') return 'expected one Point or one Polygon.';
  const { coordinates } = geometry;
  const positions = coordinates.flat();
  if (positions.length === 0) return 'it has no position.';
  if (positions.length > MOST_TARGET_VERTICES) {
    return `at most ${MOST_TARGET_VERTICES.toLocaleString('en')} positions.`;
  }
  const misplaced = positions.map(flawOfPosition).find((flaw) => flaw !== undefined);
  if (misplaced !== undefined) return misplaced;
  if (!coordinates.every(isClosed)) return 'each ring has four positions or more, and ends where it starts.';
  return flawOfRings(runsOf(geometry).map(withoutRepeats));
}

function flawOfPosition([lon = Number.NaN, lat = Number.NaN, ...rest]: Position): string | undefined {
  const isOnGlobe = Math.abs(lon) <= 180 && Math.abs(lat) <= 90 && rest.length <= 1;
  return isOnGlobe ? undefined : 'longitudes lie in [-180, 180], latitudes in [-90, 90].';
}

function isClosed(ring: readonly Position[]): boolean {
  const [first, last] = [ring[0], ring.at(-1)];
  return ring.length >= SHORTEST_RING && first?.[0] === last?.[0] && first?.[1] === last?.[1];
}

/** Two positions in a row may be equal, as they may in other software. */
function withoutRepeats(ring: Ring): Ring {
  return ring.filter(([lon, lat], index) => {
    const [lonBefore, latBefore] = ring.at(index - 1) as Point;
    return lon !== lonBefore || lat !== latBefore;
  });
}

function flawOfRings(rings: readonly Ring[]): string | undefined {
  const sides = rings.map(edgesOf);
  if (sides.flat().some(([a, b]) => Math.abs(a[0] - b[0]) > 180)) {
    return 'it crosses the antimeridian: cut it there, and send one part.';
  }
  if (rings.some((ring) => ring.length < SHORTEST_RING - 1 || doubledArea(ring) === 0)) return 'it encloses no area.';
  if (!isSimple(sides)) return 'its rings cross or touch themselves or each other.';
  const [outer = [], ...holes] = rings;
  return holes.every((hole) => holds(outer, hole[0])) ? undefined : 'a hole lies outside of it.';
}

interface Side {
  readonly edge: Edge;
  readonly ring: number;
  readonly index: number;
  readonly west: number;
  readonly east: number;
}

/**
 * Whether no two sides meet but neighbours, at the corner that they share. Sides are sorted by longitude, so only those
 * that overlap there are compared.
 */
function isSimple(rings: readonly (readonly Edge[])[]): boolean {
  const sides = rings.flatMap((edges, ring) =>
    edges.map((edge, index): Side => {
      const [west, east] = edge[0][0] < edge[1][0] ? [edge[0][0], edge[1][0]] : [edge[1][0], edge[0][0]];
      return { edge, ring, index, west, east };
    }),
  );
  sides.sort((one, other) => one.west - other.west);
  return sides.every((side, at) => {
    for (let next = at + 1; next < sides.length; next += 1) {
      const other = sides[next] as Side;
      if (other.west > side.east) return true;
      if (meetWrongly(side, other, rings[side.ring]?.length ?? 0)) return false;
    }
    return true;
  });
}

function meetWrongly(one: Side, other: Side, count: number): boolean {
  const [a, b] = one.edge;
  const [c, d] = other.edge;
  if (one.ring === other.ring && (one.index + 1) % count === other.index) return turnsBack(a, b, d);
  if (one.ring === other.ring && (other.index + 1) % count === one.index) return turnsBack(c, d, b);
  const crosses = sideOf(a, b, c) !== sideOf(a, b, d) && sideOf(c, d, a) !== sideOf(c, d, b);
  return crosses || liesOn(a, b, c) || liesOn(a, b, d) || liesOn(c, d, a) || liesOn(c, d, b);
}

/** Whether the way from `corner` on lies on the way to it. */
function turnsBack(from: Point, corner: Point, to: Point): boolean {
  const along = (corner[0] - from[0]) * (to[0] - corner[0]) + (corner[1] - from[1]) * (to[1] - corner[1]);
  return sideOf(from, corner, to) === 0 && along < 0;
}

/** 1 left of the line, -1 right of it, 0 on it. */
function sideOf(from: Point, to: Point, point: Point): number {
  return Math.sign((to[0] - from[0]) * (point[1] - from[1]) - (to[1] - from[1]) * (point[0] - from[0]));
}

function liesOn(from: Point, to: Point, point: Point): boolean {
  if (sideOf(from, to, point) !== 0) return false;
  const isBetween = (low: number, value: number, high: number) =>
    Math.min(low, high) <= value && value <= Math.max(low, high);
  return isBetween(from[0], point[0], to[0]) && isBetween(from[1], point[1], to[1]);
}
