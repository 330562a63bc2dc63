import type * as z from 'zod';
import { listName } from '../../json/list.ts';

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

/** The entry of a table under a name from outside. Inherited names, such as `constructor`, have no entry. */
export function entryOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
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
