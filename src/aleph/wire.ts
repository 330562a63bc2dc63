import type { Geometry, Position } from 'geojson';
import type { z } from 'zod';

/** [west, south, east, north] in degrees; west > east crosses the antimeridian. */
export type BBox = readonly [west: number, south: number, east: number, north: number];
export type JsonObject = { readonly [key: string]: unknown };

/** Aleph answered with JSON, but not of the documented outline. */
export class ShapeMismatch extends Error {}

/** A member that may be missing, null or of another type than documented: then it is absent, and the rest stands. */
export function optional<T extends z.ZodType>(schema: T): z.ZodType<z.output<T> | undefined> {
  return schema
    .nullish()
    .transform((value) => value ?? undefined)
    .catch(undefined) as z.ZodType<z.output<T> | undefined>;
}

/** A row with its place in Aleph's list: places count the rows that did not fit as well. */
export interface Indexed<T> {
  readonly index: number;
  readonly value: T;
}

/**
 * The rows of a listing, whichever envelope it has: `results`, `features`, `collections` or a bare array
 * [aleph-api §1.3]. A row that does not fit costs itself, not its list.
 */
export function indexedRowsOf<W, T>(json: unknown, schema: z.ZodType<W>, shape: (row: W) => T): readonly Indexed<T>[] {
  return listOf(json).flatMap((row, index) => {
    const parsed = schema.safeParse(row);
    return parsed.success ? [{ index, value: shape(parsed.data) }] : [];
  });
}

export function rowsOf<W, T>(json: unknown, schema: z.ZodType<W>, shape: (row: W) => T): readonly T[] {
  return indexedRowsOf(json, schema, shape).map((row) => row.value);
}

export function listOf(json: unknown): readonly unknown[] {
  if (Array.isArray(json)) return json;
  const body = recordOf(json);
  for (const key of ['results', 'features', 'collections']) {
    const list = body?.[key];
    if (Array.isArray(list)) return list;
  }
  throw new ShapeMismatch('no list');
}

/** One document by itself; throws ShapeMismatch when it does not fit. */
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

export function textsOf(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : undefined;
}

const INSTANT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?(Z|[+-]\d{2}:?\d{2})?$/i;

/**
 * An instant as RFC 3339 in UTC with milliseconds. Takes nine fractional digits [obs: cass], any offset, and none
 * (read as UTC [inferred]); undefined for anything else.
 */
export function instantOf(value: unknown): string | undefined {
  const match = typeof value === 'string' ? INSTANT.exec(value) : null;
  if (match === null) return undefined;
  const [, day, time, fraction = '', zone = 'Z'] = match;
  const millis = fraction.slice(0, 3).padEnd(3, '0');
  const date = new Date(`${day}T${time}.${millis}${zone.toUpperCase()}`);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** A flat box out of four or six numbers; undefined when it is neither. */
export function bboxOf(value: unknown): BBox | undefined {
  if (!Array.isArray(value) || !value.every(Number.isFinite)) return undefined;
  const [a, b, c, d, e, f] = value as number[];
  if (value.length === 6) return box(a, b, d, e);
  return value.length === 4 && f === undefined ? box(a, b, c, d) : undefined;
}

function box(...edges: readonly (number | undefined)[]): BBox | undefined {
  return edges.every((edge) => edge !== undefined) ? (edges as unknown as BBox) : undefined;
}

const COORDINATE_DEPTHS: Readonly<Record<string, number>> = {
  Point: 0,
  MultiPoint: 1,
  LineString: 1,
  MultiLineString: 2,
  Polygon: 2,
  MultiPolygon: 3,
};

/** A GeoJSON geometry with finite coordinates nested as its type demands; undefined for null or anything else. */
export function geometryOf(value: unknown): Geometry | undefined {
  const geometry = recordOf(value);
  const depth = COORDINATE_DEPTHS[textOf(geometry?.['type']) ?? ''];
  if (depth === undefined || !areCoordinates(geometry?.['coordinates'], depth)) return undefined;
  return { type: geometry?.['type'], coordinates: geometry?.['coordinates'] } as Geometry;
}

function areCoordinates(value: unknown, depth: number): value is Position {
  if (!Array.isArray(value)) return false;
  if (depth > 0) return value.every((inner) => areCoordinates(inner, depth - 1));
  return value.length >= 2 && value.every(Number.isFinite);
}

const MAX_KEYS = 500;
const MAX_DEPTH = 10;

/**
 * An object to be passed on as it came; undefined when it is not one, or too deep or too wide to be handed around
 * safely. Keys that reach a prototype are left out.
 */
export function passThroughOf(value: unknown): JsonObject | undefined {
  const source = recordOf(value);
  if (source === undefined || !isModest(source, MAX_DEPTH)) return undefined;
  return Object.hasOwn(source, '__proto__')
    ? Object.fromEntries(Object.entries(source).filter(([key]) => key !== '__proto__'))
    : source;
}

function isModest(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const members = Object.values(value);
  return depth > 0 && members.length <= MAX_KEYS && members.every((member) => isModest(member, depth - 1));
}
