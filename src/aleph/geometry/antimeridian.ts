import type { Geometry, MultiPolygon, Polygon, Position } from 'geojson';
import { type SimpleGeometry, simpleOf } from '../values/geometries.ts';
import type { BBox } from '../values/wire.ts';
import { cutAt } from './meridian-cut.ts';
import { type Area, areasOf, type Edge, edgesOf, holds, type Point, type Ring, runsOf, segmentsOf } from './rings.ts';
import { isRolled, unrolledLine, unrolledRing } from './unroll.ts';

/** A box across the antimeridian as its two parts, the one that ends at 180 first; any other box alone. */
export function partsOfBox([west, south, east, north]: BBox): readonly BBox[] {
  if (west <= east) return [[west, south, east, north]];
  return [
    [west, south, 180, north],
    [-180, south, east, north],
  ];
}

/**
 * A geometry cut at the antimeridian: every longitude is in [-180, 180], and no edge jumps. Points and edges on the
 * antimeridian come on both sides of it. Polygons around a pole are left out.
 */
export function cutGeometry(geometry: Geometry): Geometry {
  if (geometry.type !== 'GeometryCollection') return cutSimple(geometry);
  return { type: geometry.type, geometries: simpleOf(geometry).map(cutSimple) };
}

function cutSimple(geometry: SimpleGeometry): SimpleGeometry {
  const runs = runsOf(geometry);
  if (geometry.type === 'Polygon' || geometry.type === 'MultiPolygon') {
    return runs.map(edgesOf).some(isRolled) ? polygonal(cutAreasOf(geometry)) : geometry;
  }
  if (!runs.map(segmentsOf).some((edges) => isRolled(edges) || edges.some(isOnSeam))) return geometry;
  const pieces = runs.flatMap(cutLine).map((piece) => piece.map(positionOf));
  return geometry.type.endsWith('Point')
    ? oneOrMany(
        'Point',
        pieces.map(([position = []]) => position),
      )
    : oneOrMany('LineString', pieces);
}

/** The areas of a geometry, cut in the same way. */
export function cutAreasOf(geometry: Geometry): readonly Area[] {
  return areasOf(geometry).flatMap((area) => (isPlain(area) ? [area] : cutArea(area)));
}

function isPlain({ outer, holes }: Area): boolean {
  return ![outer, ...holes].map(edgesOf).some(isRolled);
}

function cutArea({ outer, holes }: Area): readonly Area[] {
  const [shell, ...others] = [outer, ...holes].map(unrolledRing);
  if (shell === undefined || others.includes(undefined)) return [];
  const unrolled = { outer: shell, holes: others.flatMap((hole) => (hole === undefined ? [] : copiesIn(shell, hole))) };
  let pieces: readonly Area[] = [unrolled];
  for (const meridian of seamsIn([shell, ...unrolled.holes])) {
    pieces = pieces.flatMap((piece) => cutAt(piece, meridian).flat());
  }
  return pieces.map(({ outer, holes }) => {
    const turn = turnOf(spanOf(outer));
    return { outer: broughtBack(outer, turn), holes: holes.map((hole) => broughtBack(hole, turn)) };
  });
}

/**
 * A hole at the turns of the globe where it lies in its shell. It is read by itself, and may be a turn away. In a shell
 * around the globe a hole across the antimeridian lies at both ends.
 */
function copiesIn(shell: Ring, hole: Ring): readonly Ring[] {
  const near = Math.round((middleOf(spanOf(shell)) - middleOf(spanOf(hole))) / 360);
  const copies = [near - 1, near, near + 1].map((turns) => shifted(hole, turns));
  const inside = copies.filter((copy) => copy.some((corner) => holds(shell, corner)));
  return inside.length > 0 ? inside : copies.slice(1, 2);
}

/** Meridians like 180, with something of a ring on both sides. */
function seamsIn(rings: readonly Ring[]): readonly number[] {
  const seams = rings.map(spanOf).flatMap(([west, east]) => {
    const first = 180 + 360 * (Math.floor((west - 180) / 360) + 1);
    return Array.from({ length: Math.max(0, Math.ceil((east - first) / 360)) }, (_, index) => first + 360 * index);
  });
  return [...new Set(seams)];
}

function cutLine(line: Ring): readonly Ring[] {
  const pieces: { readonly turn: number; readonly points: Point[] }[] = [];
  for (const segment of segmentsOf(withSeams(unrolledLine(line)))) {
    const turn = turnOf([segment[0][0], segment[1][0]]);
    for (const side of isOnSeam(segment) ? [turn - 1, turn] : [turn]) {
      const last = pieces.at(-1);
      if (last?.turn === side && last.points.at(-1) === segment[0]) last.points.push(segment[1]);
      else pieces.push({ turn: side, points: [...segment] });
    }
  }
  const back = pieces.map(({ turn, points }) => broughtBack(points, turn));
  const extended = back.filter(hasExtent);
  return extended.length > 0 ? extended : back;
}

/** A line with a point where it crosses a seam. No edge is long enough to cross two. */
function withSeams(line: Ring): Ring {
  return line.flatMap((point, index) => {
    const before = line[index - 1] ?? point;
    const [seam] = seamsIn([[before, point]]);
    if (seam === undefined) return [point];
    const share = (seam - before[0]) / (point[0] - before[0]);
    return [[seam, before[1] + share * (point[1] - before[1])] as const, point];
  });
}

function isOnSeam([[from], [to]]: Edge): boolean {
  return from === to && Math.abs(from % 360) === 180;
}

/** The turn of the globe that a span of longitudes lies in; that east of it for a seam. */
function turnOf(span: readonly [number, number]): number {
  return Math.floor((middleOf(span) + 180) / 360);
}

function middleOf([west, east]: readonly [number, number]): number {
  return (west + east) / 2;
}

function spanOf(ring: Ring): readonly [west: number, east: number] {
  const lons = ring.map(([lon]) => lon);
  return [lons.reduce((a, b) => Math.min(a, b), Infinity), lons.reduce((a, b) => Math.max(a, b), -Infinity)];
}

function shifted(ring: Ring, turns: number): Ring {
  return ring.map(([lon, lat]): Point => [lon + 360 * turns, lat]);
}

/** A piece shifted back into [-180, 180]; sums of turns may round to a little more. */
function broughtBack(piece: Ring, turn: number): Ring {
  return shifted(piece, -turn).map(([lon, lat]): Point => [Math.max(-180, Math.min(180, lon)), lat]);
}

/** Whether a line has two different points. */
export function hasExtent([first, ...rest]: Ring): boolean {
  return rest.some(([lon, lat]) => lon !== first?.[0] || lat !== first[1]);
}

/** Areas as GeoJSON. */
export function polygonal(areas: readonly Area[]): Polygon | MultiPolygon {
  const coordinates = areas.map(({ outer, holes }) =>
    [outer, ...holes].map((ring) => [...ring, ...ring.slice(0, 1)].map(positionOf)),
  );
  return oneOrMany('Polygon', coordinates) as Polygon | MultiPolygon;
}

/** A geometry of one part, or the Multi form of its type. */
export function oneOrMany(type: 'Point' | 'LineString' | 'Polygon', parts: readonly unknown[]): SimpleGeometry {
  const [only] = parts;
  return (
    parts.length === 1 ? { type, coordinates: only } : { type: `Multi${type}`, coordinates: parts }
  ) as SimpleGeometry;
}

function positionOf([lon, lat]: Point): Position {
  return [lon, lat];
}
