import { unrolled } from './antimeridian.ts';
import { type Box, closed, type Path, type Position, ringOfBox } from './parts.ts';
import { boundsOfPart, wrap } from './spans.ts';

/** An area that someone drew. */
export type Drawn = { readonly kind: 'box'; readonly box: Box } | { readonly kind: 'polygon'; readonly ring: Path };

/** Digits behind the point: some 10 m. */
const DIGITS = 4;
const MOST_VERTICES = 2_000;

/** A box from two corners with longitudes that may lie in another copy of the world. */
export function boxBetween([x1, y1]: Position, [x2, y2]: Position): Box {
  const [south, north] = [Math.min(y1, y2), Math.max(y1, y2)].map((one) => rounded(clamped(one))) as [number, number];
  const [from, to] = [Math.min(x1, x2), Math.max(x1, x2)];
  if (to - from >= 360) return [-180, south, 180, north];
  return [rounded(wrap(from)), south, rounded(eastEnd(from, to)), north];
}

/** A drawn polygon as a ring of GeoJSON. Where the server would refuse it, the reason in words. */
export function polygonOf(path: Path): Path | string {
  const ring = closed(path.map(([x, y]): Position => [x, clamped(y)]));
  if (ring.length < 4) return 'A polygon has at least three corners.';
  if (ring.length > MOST_VERTICES) return 'A polygon has at most 2,000 corners.';
  if (ring.some(([x], index) => Math.abs(x - (ring[index - 1]?.[0] ?? x)) >= 180)) {
    return 'An edge of a polygon is shorter than 180° of longitude. Draw a box, or more corners.';
  }
  return ring.map(([x, y]) => [rounded(wrap(x)), rounded(y)]);
}

/** The box around a polygon whose longitudes may jump across the antimeridian. */
export function boxAround(ring: Path): Box {
  const { west, south, east, north } = boundsOfPart(unrolled({ kind: 'line', path: ring }));
  return boxBetween([west, south], [east, north]);
}

/** A box as a GeoJSON geometry: two polygons where it crosses the antimeridian [RFC 7946 §3.1.9]. */
export function geometryOfBox(box: Box) {
  const [west, south, east, north] = box;
  if (west <= east) return { type: 'Polygon', coordinates: [ringOfBox(box)] };
  return {
    type: 'MultiPolygon',
    coordinates: [[ringOfBox([west, south, 180, north])], [ringOfBox([-180, south, east, north])]],
  };
}

/** An end at 180 stays there: -180 would turn the box around. */
function eastEnd(from: number, to: number): number {
  const east = wrap(to);
  return east === -180 && wrap(from) >= -180 ? 180 : east;
}

function clamped(latitude: number): number {
  return Math.min(90, Math.max(-90, latitude));
}

function rounded(degrees: number): number {
  return Number(degrees.toFixed(DIGITS));
}
