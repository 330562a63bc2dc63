import type { Geometry, GeometryCollection, Position } from 'geojson';
import { entryOf, recordOf, textOf } from './wire.ts';

/** A geometry that is no collection of others. */
export type SimpleGeometry = Exclude<Geometry, GeometryCollection>;

const COORDINATE_DEPTHS: Readonly<Record<string, number>> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
};
/** Levels of collections in collections, which GeoJSON advises against. */
const MOST_LEVELS = 4;

/** The reading of positions and of the closed rings of polygons. Both give back the same list where it is right. */
interface Form {
  readonly position: (position: readonly unknown[]) => readonly unknown[] | undefined;
  readonly ring: (ring: readonly unknown[]) => readonly unknown[];
}

/**
 * A GeoJSON geometry of Aleph with finite coordinates, nested as its type demands; undefined for any other value.
 * Ordinates behind the third and a null for a height are left out, and a ring that is not closed is closed.
 */
export function geometryOf(value: unknown): Geometry | undefined {
  return geometryIn(value, { position: placeOf, ring: closed }, MOST_LEVELS);
}

/** The same for a geometry of a caller. None of it is mended, so that a mistake shows. */
export function inputGeometryOf(value: unknown): Geometry | undefined {
  return geometryIn(value, { position: asItIs, ring: (ring) => ring }, MOST_LEVELS);
}

/** Whether a geometry with coordinates need not be mended. */
export function isGeometry(value: unknown, geometry = geometryOf(value)): boolean {
  return (
    geometry !== undefined && 'coordinates' in geometry && geometry.coordinates === recordOf(value)?.['coordinates']
  );
}

/** The members of a collection, and of collections in it; any other geometry alone. */
export function simpleOf(geometry: Geometry): readonly SimpleGeometry[] {
  return geometry.type === 'GeometryCollection' ? geometry.geometries.flatMap(simpleOf) : [geometry];
}

function geometryIn(value: unknown, form: Form, levels: number): Geometry | undefined {
  const { type, coordinates, geometries } = recordOf(value) ?? {};
  if (type === 'GeometryCollection') {
    const members = levels > 0 ? mapped(geometries, (member) => geometryIn(member, form, levels - 1)) : undefined;
    return members && inOrderOf(value, { type, geometries: members as Geometry[] });
  }
  const depth = entryOf(COORDINATE_DEPTHS, textOf(type) ?? '');
  if (depth === undefined) return undefined;
  const isPolygonal = depth >= 2 && type !== 'MultiLineString';
  const read = coordinatesIn(coordinates, depth, isPolygonal ? form : { ...form, ring: (line) => line });
  return read && inOrderOf(value, { type, coordinates: read } as SimpleGeometry);
}

/** A geometry with its members in the order of the value that it was read from, which may be copied as it is. */
function inOrderOf<T extends Geometry>(value: unknown, geometry: T): T {
  const first = Object.keys(recordOf(value) ?? {}).find((name) => name in geometry);
  const { type, ...rest } = geometry;
  return first === 'type' ? geometry : ({ ...rest, type } as T);
}

function coordinatesIn(value: unknown, depth: number, form: Form): readonly unknown[] | undefined {
  if (depth === 0) return Array.isArray(value) ? form.position(value) : undefined;
  const inner = mapped(value, (one) => coordinatesIn(one, depth - 1, form));
  return inner !== undefined && depth === 1 ? form.ring(inner) : inner;
}

/** The same list where no entry changes; undefined where one has no meaning. */
function mapped(value: unknown, change: (entry: unknown) => unknown): readonly unknown[] | undefined {
  if (!Array.isArray(value)) return undefined;
  let list = value;
  for (let at = 0; at < value.length; at += 1) {
    const made = change(value[at]);
    if (made === undefined) return undefined;
    if (made === value[at]) continue;
    if (list === value) list = [...value];
    list[at] = made;
  }
  return list;
}

function asItIs(position: readonly unknown[]): readonly unknown[] | undefined {
  return position.length >= 2 && position.every(Number.isFinite) ? position : undefined;
}

/** Three ordinates at most. */
function placeOf(position: readonly unknown[]): readonly unknown[] | undefined {
  const isFlat = position.length === 2 || position[2] === null;
  const known = isFlat ? 2 : 3;
  return asItIs(position.length > known ? position.slice(0, known) : position);
}

function closed(ring: readonly unknown[]): readonly unknown[] {
  const [first, last] = [ring[0], ring.at(-1)] as readonly (Position | undefined)[];
  return first?.[0] === last?.[0] && first?.[1] === last?.[1] ? ring : [...ring, first];
}
