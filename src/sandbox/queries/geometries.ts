import { badQuery } from '../http/replies.ts';
import { type Figure, type FigureKind, figureOf } from '../world/imagery/figures.ts';
import type { Position } from '../world/imagery/grid.ts';

/** A geometry type, and how its coordinates are brought into lists of parts, each a list of rings. */
interface Form {
  readonly kind: FigureKind;
  parts(coordinates: unknown): unknown;
}

const each = (value: unknown, wrap: (part: unknown) => unknown) => (Array.isArray(value) ? value.map(wrap) : value);

const FORMS: ReadonlyMap<unknown, Form> = new Map<unknown, Form>([
  ['Point', { kind: 'point', parts: (position) => [[[position]]] }],
  ['MultiPoint', { kind: 'point', parts: (positions) => each(positions, (position) => [[position]]) }],
  ['LineString', { kind: 'line', parts: (line) => [[line]] }],
  ['MultiLineString', { kind: 'line', parts: (lines) => each(lines, (line) => [line]) }],
  ['Polygon', { kind: 'polygon', parts: (rings) => [rings] }],
  ['MultiPolygon', { kind: 'polygon', parts: (polygons) => polygons }],
]);

const COLLECTION = 'GeometryCollection';
const FEWEST: Readonly<Record<FigureKind, number>> = { point: 1, line: 2, polygon: 4 };

/** Reads a GeoJSON geometry, or a flat collection of them; longitudes go as far as `reach` either way. Refuses anything else with the reason. */
export function readFigures(geometry: unknown, reach: number): Figure[] {
  const isObject = typeof geometry === 'object' && geometry !== null;
  if (isObject && 'geometries' in geometry && 'type' in geometry && geometry.type === COLLECTION) {
    return list(geometry.geometries, 1).flatMap((member) => figuresOf(member, reach));
  }
  return figuresOf(geometry, reach);
}

function figuresOf(geometry: unknown, reach: number): Figure[] {
  const isObject = typeof geometry === 'object' && geometry !== null;
  const form = isObject && 'type' in geometry ? FORMS.get(geometry.type) : undefined;
  if (!isObject || !form) throw badQuery(`intersects is not one of ${[...FORMS.keys(), COLLECTION].join(', ')}`);
  const parts = 'coordinates' in geometry ? form.parts(geometry.coordinates) : undefined;
  return list(parts, 1).map((part) =>
    figureOf(
      form.kind,
      list(part, 1).map((ring) => readRing(ring, form.kind, reach)),
    ),
  );
}

function readRing(ring: unknown, kind: FigureKind, reach: number): Position[] {
  const positions = list(ring, FEWEST[kind]).map((position) => readPosition(position, reach));
  if (kind === 'polygon' && String(positions[0]) !== String(positions.at(-1))) {
    throw badQuery('intersects has a ring that is not closed');
  }
  return positions;
}

/** Heights are dropped. */
function readPosition(position: unknown, reach: number): Position {
  const [lon, lat, ...others] = list(position, 2);
  const isPlace = typeof lon === 'number' && typeof lat === 'number' && Math.abs(lon) <= reach && Math.abs(lat) <= 90;
  if (!isPlace || others.length > 2) throw badQuery('intersects has a position that is none');
  return [lon, lat];
}

function list(value: unknown, fewest: number): unknown[] {
  if (Array.isArray(value) && value.length >= fewest) return value;
  throw badQuery('intersects has coordinates that do not fit its type');
}
