import type { Geometry, Position } from 'geojson';

/** [west, south, east, north] in degrees; west > east crosses the antimeridian. */
export type BBox = readonly [west: number, south: number, east: number, north: number];
export type JsonObject = { readonly [key: string]: unknown };

/** Thrown for JSON from Aleph that does not have the documented structure. */
export class ShapeMismatch extends Error {
  readonly reason: 'SHAPE' | 'FOREIGN_LINK' | 'ERROR_BODY';

  constructor(message: string, reason: ShapeMismatch['reason'] = 'SHAPE') {
    super(message);
    this.reason = reason;
  }
}

export function recordOf(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A whole number of 32 bits, like GraphQL's Int. */
export function int32Of(value: unknown): number | undefined {
  return typeof value === 'number' && (value | 0) === value ? value : undefined;
}

/** A count of rows; undefined for any other value. */
export function countOf(value: unknown): number | undefined {
  const count = int32Of(value);
  return count !== undefined && count >= 0 ? count : undefined;
}

export function textsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : undefined;
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:?\d{2})?$/i;
/** UTC, a day that every year has, and milliseconds or no fraction. Nearly all instants are so, and need no Date. */
const PLAIN_INSTANT =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3,})?(?:Z|\+00:00)$/;

/**
 * An instant as RFC 3339 in UTC with milliseconds. It may have nine fractional digits [obs: cass] and any offset.
 * Without an offset it is read as UTC [inferred]. Undefined for any other value.
 */
export function instantOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (PLAIN_INSTANT.test(value)) return value[19] === '.' ? `${value.slice(0, 23)}Z` : `${value.slice(0, 19)}.000Z`;
  const [, day = '', time = '', fraction = '', zone = 'Z'] = INSTANT.exec(value) ?? [];
  const millis = fraction.slice(0, 3).padEnd(3, '0');
  const instant = new Date(`${day}T${time}.${millis}${zone.toUpperCase()}`).toJSON();
  // RFC 3339 has no years beyond four digits.
  return instant?.length === 24 && isDayOfCalendar(day) ? instant : undefined;
}

/** The platform's parser rolls 30 February over to March. */
function isDayOfCalendar(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) ?? false;
}

/** A flat box out of four or six numbers; undefined for any other value. */
export function bboxOf(value: unknown): BBox | undefined {
  if (!Array.isArray(value) || !value.every(Number.isFinite)) return undefined;
  const [west, south, third, fourth, fifth] = value;
  if (value.length === 6) return [west, south, fourth, fifth];
  return value.length === 4 ? [west, south, third, fourth] : undefined;
}

/** The entry of a table under a name from outside. Inherited names, such as `constructor`, have no entry. */
export function entryOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

const COORDINATE_DEPTHS: Readonly<Record<string, number>> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
};

/** A GeoJSON geometry with finite coordinates, nested as its type demands; undefined for any other value. */
export function geometryOf(value: unknown): Geometry | undefined {
  const geometry = recordOf(value);
  const depth = entryOf(COORDINATE_DEPTHS, textOf(geometry?.['type']) ?? '');
  if (depth === undefined || !areCoordinates(geometry?.['coordinates'], depth)) return undefined;
  return { type: geometry?.['type'], coordinates: geometry?.['coordinates'] } as Geometry;
}

function areCoordinates(value: unknown, depth: number): value is Position {
  if (!Array.isArray(value)) return false;
  if (depth > 0) return value.every((inner) => areCoordinates(inner, depth - 1));
  return value.length >= 2 && value.every(Number.isFinite);
}
