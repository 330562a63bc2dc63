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

/** The entry of a table under a name from outside. Inherited names, such as `constructor`, have no entry. */
export function entryOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
