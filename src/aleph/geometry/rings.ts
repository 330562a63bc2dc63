import type { Geometry, Position } from 'geojson';
import { type SimpleGeometry, simpleOf } from '../values/geometries.ts';
import type { BBox } from '../values/wire.ts';

/** Longitude and latitude in degrees. */
export type Point = readonly [lon: number, lat: number];
export type Ring = readonly Point[];

/** An outer ring and its holes; each ring without the closing point. */
export interface Area {
  readonly outer: Ring;
  readonly holes: readonly Ring[];
}

/** The areas of all polygons in a geometry without empty ones; none for points and lines. */
export function areasOf(geometry: Geometry): readonly Area[] {
  return simpleOf(geometry)
    .flatMap(polygonsOf)
    .map(areaOf)
    .filter(({ outer }) => outer.length > 0);
}

/** The lines, rings or points of a geometry; rings without their closing points. */
export function runsOf({ type, coordinates }: SimpleGeometry): readonly Ring[] {
  if (type === 'Point') return [[pointOf(coordinates)]];
  if (type === 'MultiPoint') return coordinates.map((position) => [pointOf(position)]);
  if (type === 'LineString') return [coordinates.map(pointOf)];
  if (type === 'MultiLineString') return coordinates.map((line) => line.map(pointOf));
  return (type === 'Polygon' ? coordinates : coordinates.flat()).map(openRing);
}

function polygonsOf({ type, coordinates }: SimpleGeometry): readonly Position[][][] {
  if (type === 'Polygon') return [coordinates];
  return type === 'MultiPolygon' ? coordinates : [];
}

export function areaOfBox([west, south, east, north]: BBox): Area {
  return { outer: boxRing(west, south, east, north), holes: [] };
}

/** Counter-clockwise. */
export function boxRing(west: number, south: number, east: number, north: number): Ring {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ];
}

function areaOf(rings: readonly Position[][]): Area {
  const [outer = [], ...holes] = rings.map(openRing);
  return { outer, holes: holes.filter((hole) => hole.length > 0) };
}

/** A closed GeoJSON ring without its closing point. */
function openRing(ring: readonly Position[]): Ring {
  const points = ring.map(pointOf);
  const [first] = points;
  const last = points.at(-1);
  const isClosed = points.length > 1 && first?.[0] === last?.[0] && first?.[1] === last?.[1];
  return isClosed ? points.slice(0, -1) : points;
}

export type Edge = readonly [Point, Point];

/** The edges of a line, without one that closes it; a point is an edge of no length. */
export function segmentsOf(line: Ring): readonly Edge[] {
  return line.length === 1 ? edgesOf(line) : edgesOf(line).slice(0, -1);
}

/** The sides of a ring, the one that closes it last. */
export function edgesOf(ring: Ring): readonly Edge[] {
  return ring.map((point, index) => [point, ring[(index + 1) % ring.length] ?? point] as const);
}

/**
 * In square degrees, positive counter-clockwise. Coordinates are taken from the ring's first point. From 0, 0 the
 * products would be so large that a small ring loses its digits.
 */
export function doubledArea(ring: Ring): number {
  const [[lon0, lat0] = [0, 0]] = ring;
  return edgesOf(ring).reduce(
    (sum, [[lon, lat], [nextLon, nextLat]]) => sum + (lon - lon0) * (nextLat - lat0) - (nextLon - lon0) * (lat - lat0),
    0,
  );
}

/** Whether a point is inside a ring, by the even-odd rule. */
export function holds(ring: Ring, [lon, lat]: Point = [Number.NaN, Number.NaN]): boolean {
  const crossed = edgesOf(ring).filter(
    ([a, b]) => a[1] > lat !== b[1] > lat && lon < a[0] + ((lat - a[1]) / (b[1] - a[1])) * (b[0] - a[0]),
  );
  return crossed.length % 2 === 1;
}

function pointOf([lon = 0, lat = 0]: Position): Point {
  return [lon, lat];
}
