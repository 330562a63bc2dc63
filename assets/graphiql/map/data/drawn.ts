import { type Box, isSame, type Path, type Position } from './parts.ts';
import { wrap } from './spans.ts';

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

/** A drawn polygon as GeoJSON, in words where the server would refuse it. */
export function polygonOf(path: Path): Path | string {
  const open = path.filter((one, index) => !isSame(one, path[index - 1])).map(([x, y]): Position => [x, clamped(y)]);
  const corners = isSame(open[0], open.at(-1)) ? open.slice(0, -1) : open;
  const [first] = corners;
  if (first === undefined || corners.length < 3) return 'A polygon has three corners at least.';
  if (corners.length >= MOST_VERTICES) return 'A polygon has at most 2,000 corners.';
  const ring = [...corners, first];
  if (ring.some(([x], index) => Math.abs(x - (ring[index - 1]?.[0] ?? x)) >= 180)) {
    return 'An edge of a polygon is shorter than 180° of longitude. Draw a box, or more corners.';
  }
  const wrapped = ring.map(([x, y]): Position => [rounded(wrap(x)), rounded(y)]);
  return wrapped;
}

/** The box around a polygon whose longitudes may jump across the antimeridian. */
export function boxAround(ring: Path): Box {
  let turn = 0;
  const unrolled = ring.map(([x, y], index): Position => {
    const step = x - (ring[index - 1]?.[0] ?? x);
    if (Math.abs(step) > 180) turn -= 360 * Math.sign(step);
    return [x + turn, y];
  });
  const [xs, ys] = [unrolled.map(([x]) => x), unrolled.map(([, y]) => y)];
  return boxBetween([Math.min(...xs), Math.min(...ys)], [Math.max(...xs), Math.max(...ys)]);
}

/** A box as a GeoJSON geometry: two polygons where it crosses the antimeridian [RFC 7946 §3.1.9]. */
export function geometryOfBox([west, south, east, north]: Box) {
  if (west <= east) return { type: 'Polygon', coordinates: [ringOf(west, south, east, north)] };
  return {
    type: 'MultiPolygon',
    coordinates: [[ringOf(west, south, 180, north)], [ringOf(-180, south, east, north)]],
  };
}

function ringOf(west: number, south: number, east: number, north: number): Path {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
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
