import { type Box, boxesOverlap } from './boxes.ts';
import type { Position } from './grid.ts';

/**
 * A point, line or polygon in the plane of longitude and latitude, as a database without geodesy sees it. Its edges
 * lie in bands of latitude, so that a small ring is held against few of a large figure's edges.
 */
export interface Figure {
  readonly kind: FigureKind;
  readonly start: Position;
  /** Never crosses the 180th meridian. */
  readonly box: Box;
  readonly bands: readonly (readonly Edge[])[];
}

export type FigureKind = 'point' | 'line' | 'polygon';
type Edge = readonly [Position, Position];
type Line = readonly Position[];

const MOST_BANDS = 128;

/** Of a polygon the rings come closed, the outer one first, then its holes; a point is a ring of one position. */
export function figureOf(kind: FigureKind, rings: readonly Line[]): Figure {
  const positions = rings.flat();
  const box = boxAround(positions);
  const count = Math.max(1, Math.min(MOST_BANDS, Math.floor(positions.length / 4)));
  const bands = Array.from({ length: count }, (): Edge[] => []);
  for (const edge of rings.flatMap(edgesOf)) {
    const [[, from], [, to]] = edge;
    for (const band of bandsBetween({ box, bands }, Math.min(from, to), Math.max(from, to))) band.push(edge);
  }
  return { kind, start: positions[0] ?? [Number.NaN, Number.NaN], box, bands };
}

/** True when the figure and the area inside a closed ring have at least one position in common, edges included. */
export function figureMeets(figure: Figure, ring: Line): boolean {
  const box = boxAround(ring);
  const [corner] = ring;
  if (!corner || !boxesOverlap(figure.box, box)) return false;
  const edges = edgesOf(ring);
  if (holds([edges], figure.start)) return true;
  if (figure.kind === 'point') return false;
  const near = bandsBetween(figure, box[1], box[3]);
  if (near.some((band) => band.some((edge) => !isFar(edge, box) && edges.some((side) => edgesMeet(edge, side)))))
    return true;
  return figure.kind === 'polygon' && holds(bandsBetween(figure, corner[1], corner[1]), corner);
}

function boxAround(positions: Line): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [lon, lat] of positions) {
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  return [west, south, east, north];
}

function bandsBetween<Band>(
  { box: [, south, , north], bands }: { readonly box: Box; readonly bands: readonly Band[] },
  from: number,
  to: number,
): readonly Band[] {
  const bandAt = (lat: number) => {
    const share = north > south ? (lat - south) / (north - south) : 0;
    return Math.max(0, Math.min(bands.length - 1, Math.floor(share * bands.length)));
  };
  return bands.slice(bandAt(from), bandAt(to) + 1);
}

function edgesOf(line: Line): Edge[] {
  return line.slice(1).map((end, index) => [line[index] ?? end, end] as const);
}

/** Whether a position lies in a polygon, by the even-odd rule; on an edge counts as inside. */
function holds(bands: readonly (readonly Edge[])[], [x, y]: Position): boolean {
  let isInside = false;
  for (const [a, b] of bands.flat()) {
    if (a[1] > y !== b[1] > y) {
      if (x < a[0] + ((y - a[1]) / (b[1] - a[1])) * (b[0] - a[0])) isInside = !isInside;
    }
    if (isBetween([a, b], [x, y]) && turnOf(a, b, [x, y]) === 0) return true;
  }
  return isInside;
}

/** Most edges of a long line lie far from a small ring, so they are passed over by their ends alone. */
function isFar([[ax, ay], [bx, by]]: Edge, [west, south, east, north]: Box): boolean {
  return (
    (ax < west && bx < west) || (ax > east && bx > east) || (ay < south && by < south) || (ay > north && by > north)
  );
}

function edgesMeet(first: Edge, second: Edge): boolean {
  const [[a, b], [c, d]] = [first, second];
  const [abc, abd] = [turnOf(a, b, c), turnOf(a, b, d)];
  const [cda, cdb] = [turnOf(c, d, a), turnOf(c, d, b)];
  if (abc * abd < 0 && cda * cdb < 0) return true;
  return (
    (abc === 0 && isBetween(first, c)) ||
    (abd === 0 && isBetween(first, d)) ||
    (cda === 0 && isBetween(second, a)) ||
    (cdb === 0 && isBetween(second, b))
  );
}

/** 1 where the way from a over b to c turns left, -1 where it turns right, 0 where it goes straight. */
function turnOf([ax, ay]: Position, [bx, by]: Position, [cx, cy]: Position): number {
  return Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
}

/** Whether a position lies in the box around an edge: of one in line with it, whether it lies on it. */
function isBetween([[ax, ay], [bx, by]]: Edge, [x, y]: Position): boolean {
  return Math.min(ax, bx) <= x && x <= Math.max(ax, bx) && Math.min(ay, by) <= y && y <= Math.max(ay, by);
}
