import type { Geometry, MultiPolygon, Polygon, Position } from 'geojson';
import type { BBox } from '../values/wire.ts';
import { clipTo } from './clip.ts';
import { type Area, areasOf, boxRing, edgesOf, type Point, type Ring } from './rings.ts';

/** A box across the antimeridian as its two parts, the one that ends at 180 first; any other box alone. */
export function partsOfBox([west, south, east, north]: BBox): readonly BBox[] {
  if (west <= east) return [[west, south, east, north]];
  return [
    [west, south, 180, north],
    [-180, south, east, north],
  ];
}

/**
 * A polygonal geometry as its parts on both sides of the antimeridian, if an edge crosses it; any other geometry alone.
 *
 * GeoJSON has no sign for a crossing: an edge from 179 to -179 looks 358 degrees long. So an edge longer than half the
 * globe is taken to go the short way round [RFC 7946 §3.1.9]. Exception: an edge of 360 degrees goes around the globe.
 * A ring is unrolled first: its longitudes go on beyond 180 without a jump. Then it is clipped to each turn of the
 * globe, and the pieces are shifted back into [-180, 180].
 */
export function partsOfGeometry(geometry: Geometry): readonly Geometry[] {
  const areas = areasOf(geometry);
  if (!areas.some(({ outer }) => crosses(outer))) return [geometry];
  const cut = areas.flatMap(cutArea);
  const sides = [cut.filter(({ outer }) => centre(outer) > 0), cut.filter(({ outer }) => centre(outer) <= 0)];
  return sides.filter((side) => side.length > 0).map(polygonal);
}

/** The areas of a geometry, cut at the antimeridian so that every longitude is in [-180, 180]. */
export function cutAreasOf(geometry: Geometry): readonly Area[] {
  return areasOf(geometry).flatMap((area) => (crosses(area.outer) ? cutArea(area) : [area]));
}

/** Whether a ring has to be cut: an edge jumps across the antimeridian, or a longitude lies beyond it. */
function crosses(ring: Ring): boolean {
  return edgesOf(ring).some(([[from], [to]]) => isJump(to - from) || Math.abs(from) > 180);
}

/** Whether a step in longitude crosses the antimeridian. A step of 360 degrees is a band around the globe. */
function isJump(step: number): boolean {
  return Math.abs(step) > 180 && Math.abs(step) < 360;
}

function cutArea({ outer, holes }: Area): readonly Area[] {
  const unrolled = unroll(outer);
  const middle = centre(unrolled);
  const unrolledHoles = holes.map((hole) => unroll(hole, middle));
  return [-360, 0, 360].flatMap((shift) => {
    const piece = window(unrolled, shift);
    if (piece.length < 3) return [];
    return [
      { outer: piece, holes: unrolledHoles.map((hole) => window(hole, shift)).filter((hole) => hole.length >= 3) },
    ];
  });
}

/** The ring without jumps: across the antimeridian its longitudes go on beyond 180. It starts near `near`. */
function unroll(ring: Ring, near = ring[0]?.[0] ?? 0): Ring {
  let turn = 360 * Math.round((near - (ring[0]?.[0] ?? near)) / 360);
  return ring.map(([lon, lat], index) => {
    const step = lon - (ring[index - 1]?.[0] ?? lon);
    if (isJump(step)) turn -= 360 * Math.sign(step);
    return [lon + turn, lat] as const;
  });
}

/** The part of an unrolled ring in one turn of the globe, shifted back into [-180, 180]. */
function window(ring: Ring, shift: number): Ring {
  return clipTo(ring, boxRing(-180 + shift, -90, 180 + shift, 90)).map(([lon, lat]): Point => [lon - shift, lat]);
}

function centre(ring: Ring): number {
  return ring.reduce((sum, [lon]) => sum + lon, 0) / ring.length;
}

/** Areas as GeoJSON. */
export function polygonal(areas: readonly Area[]): Polygon | MultiPolygon {
  const coordinates = areas.map(({ outer, holes }) => [outer, ...holes].map(closed));
  const [only] = coordinates;
  return coordinates.length === 1 && only !== undefined
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates };
}

function closed(ring: Ring): Position[] {
  const [first] = ring;
  return [...ring, ...(first === undefined ? [] : [first])].map(([lon, lat]) => [lon, lat]);
}
