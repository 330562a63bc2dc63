import type { Geometry } from 'geojson';
import { type Point, type Ring, runsOf } from './rings.ts';

/** About two metres. Aleph may round positions, or keep them as 32-bit numbers. */
const TOLERANCE = 2e-5;

/**
 * Whether two points or polygons are the same place, in two dimensions. A ring may begin at another position and run the
 * other way round, and holes may come in another order.
 */
export function isSamePlace(one: Geometry, other: Geometry): boolean {
  if (one.type !== other.type || one.type === 'GeometryCollection' || other.type === 'GeometryCollection') return false;
  const [rings, others] = [runsOf(one), [...runsOf(other)]];
  if (rings.length !== others.length) return false;
  const isFixed = one.type !== 'Polygon';
  return rings.every((ring, index) => {
    // The outer ring comes first in both.
    const at = others.findIndex((candidate, place) => {
      const isItsTurn = isFixed || index === 0 ? place === 0 : true;
      return isItsTurn && (isFixed ? isSameRun(ring, candidate) : isSameRing(ring, candidate));
    });
    return at !== -1 && others.splice(at, 1).length === 1;
  });
}

function isSameRing(ring: Ring, other: Ring): boolean {
  const [first] = ring;
  if (ring.length !== other.length || first === undefined) return false;
  return [other, other.toReversed()].some((run) =>
    run.some((point, start) => isNear(first, point) && isSameRun(ring, [...run.slice(start), ...run.slice(0, start)])),
  );
}

function isSameRun(run: Ring, other: Ring): boolean {
  return run.length === other.length && run.every((point, index) => isNear(point, other[index]));
}

function isNear(one: Point, other: Point | undefined): boolean {
  if (other === undefined) return false;
  // 180 and -180 are one meridian.
  const lon = Math.abs(one[0] - other[0]) % 360;
  return Math.min(lon, 360 - lon) <= TOLERANCE && Math.abs(one[1] - other[1]) <= TOLERANCE;
}
