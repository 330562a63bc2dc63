import type { Point, Ring } from './rings.ts';

/**
 * The part of a run of points inside a convex, counter-clockwise ring (Sutherland-Hodgman). The pieces of a concave
 * subject may be joined by edges along the border. Those enclose nothing, so areas are right. For lines and single
 * points only an empty or non-empty result has a meaning. Points on the border count as inside.
 */
export function clipTo(subject: Ring, convex: Ring): Ring {
  let inside = subject;
  for (const [index, from] of convex.entries()) {
    const to = convex[(index + 1) % convex.length];
    if (to === undefined || inside.length === 0) break;
    inside = clipToSide(inside, from, to);
  }
  return inside;
}

/** The part on the left of the line from → to. */
function clipToSide(ring: Ring, from: Point, to: Point): Ring {
  const kept: Point[] = [];
  let previous = ring.at(-1);
  let previousSide = previous === undefined ? 0 : sideOf(previous, from, to);
  for (const point of ring) {
    const side = sideOf(point, from, to);
    if (previous !== undefined && side < 0 !== previousSide < 0) {
      kept.push(between(previous, point, previousSide / (previousSide - side)));
    }
    if (side >= 0) kept.push(point);
    previous = point;
    previousSide = side;
  }
  return kept;
}

/** Positive on the left, zero on the line. */
function sideOf([lon, lat]: Point, [fromLon, fromLat]: Point, [toLon, toLat]: Point): number {
  return (toLon - fromLon) * (lat - fromLat) - (toLat - fromLat) * (lon - fromLon);
}

function between([lonA, latA]: Point, [lonB, latB]: Point, share: number): Point {
  return [lonA + (lonB - lonA) * share, latA + (latB - latA) * share];
}
