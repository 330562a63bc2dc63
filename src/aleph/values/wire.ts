import type { Geometry, Position } from 'geojson';
import type * as z from 'zod';
import { listName } from '../../json/list.ts';
import { namesOf } from '../../json/ordered.ts';

/** [west, south, east, north] in degrees; west > east crosses the antimeridian. */
export type BBox = readonly [west: number, south: number, east: number, north: number];
export type JsonObject = { readonly [key: string]: unknown };

/** Thrown for JSON from Aleph that does not have the documented structure. */
export class ShapeMismatch extends Error {
  readonly reason: 'SHAPE' | 'FOREIGN_LINK';

  constructor(message: string, reason: ShapeMismatch['reason'] = 'SHAPE') {
    super(message);
    this.reason = reason;
  }
}

/** A member that may be missing, null or of an undocumented type. It is absent then, and the rest stands. */
export function optional<T extends z.ZodType>(schema: T): z.ZodType<z.output<T> | undefined> {
  return schema
    .nullish()
    .transform((value) => value ?? undefined)
    .catch(undefined) as z.ZodType<z.output<T> | undefined>;
}

/**
 * The rows of a listing, whichever envelope it has: `results`, `features`, `collections` or a bare array
 * [aleph-api §1.3]. A row that does not fit is left out.
 */
export function rowsOf<W, T>(json: unknown, schema: z.ZodType<W>, shape: (row: W) => T): readonly T[] {
  return listOf(json).flatMap((row) => {
    const parsed = schema.safeParse(row);
    return parsed.success ? [shape(parsed.data)] : [];
  });
}

/** Names of the list in an envelope; the first one that holds a list counts. */
export const LIST_NAMES = ['results', 'features', 'collections'].map(listName);

export function listOf(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json;
  const body = recordOf(json);
  for (const { name } of LIST_NAMES) {
    const list = body?.[name];
    if (Array.isArray(list)) return list;
  }
  throw new ShapeMismatch('no list');
}

/** A single document; throws ShapeMismatch when it does not fit. */
export function documentOf<W>(json: unknown, schema: z.ZodType<W>): W {
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new ShapeMismatch('unexpected document');
  return parsed.data;
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
  const { type, coordinates } = geometry as Readonly<Record<string, unknown>>;
  // In the order of Aleph, as its bytes may be copied too.
  const first = namesOf(geometry ?? {}).find((name) => name === 'type' || name === 'coordinates');
  return (first === 'type' ? { type, coordinates } : { coordinates, type }) as Geometry;
}

function areCoordinates(value: unknown, depth: number): value is Position {
  if (!Array.isArray(value)) return false;
  if (depth > 0) return value.every((inner) => areCoordinates(inner, depth - 1));
  return value.length >= 2 && value.every(Number.isFinite);
}

/** Limit for each object and list in an object that is passed on. Wider ones would take too long to check and send. */
export const MAX_KEYS = 500;
const MAX_DEPTH = 10;

/**
 * An object to be passed on unchanged; undefined for any other value, and for too deep or too wide an object. Keys that
 * reach a prototype are left out.
 */
export function passThroughOf(value: unknown): JsonObject | undefined {
  const source = recordOf(value);
  const found = { prototypeKey: false };
  if (source === undefined || !isModest(source, MAX_DEPTH, found)) return undefined;
  return found.prototypeKey ? withoutPrototypeKeys(source) : source;
}

function isModest(value: unknown, depth: number, found: { prototypeKey: boolean }): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Object.hasOwn(value, '__proto__')) found.prototypeKey = true;
  const members = Object.values(value);
  return depth > 0 && members.length <= MAX_KEYS && members.every((member) => isModest(member, depth - 1, found));
}

/** A copy through JSON text: the reviver removes the keys, since JSON.parse drops members that it makes undefined. */
function withoutPrototypeKeys(source: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(source), (key, member: unknown) => (key === '__proto__' ? undefined : member));
}
