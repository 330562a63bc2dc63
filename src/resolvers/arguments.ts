import { badInput } from '../aleph/errors.ts';
import { checkText } from '../aleph/values/ids.ts';

/** An optional input of GraphQL: absent and null mean the same. */
export type Nullish<T> = { readonly [K in keyof T]?: T[K] | null | undefined };

/**
 * The largest `first` of each listing. The check, the cost of an operation, the schema's descriptions and docs/operating.md
 * follow from it.
 */
export const MOST_ROWS = { tasks: 100, orders: 100, items: 2_000 } as const;

export type Listing = keyof typeof MOST_ROWS;

/** The page size. A size out of range is an error, never a silent cap. */
export function checkFirst(first: number, listing: Listing): number {
  return checkCountOfRows('first', first, listing);
}

/** The same for an argument by its name. */
export function checkCountOfRows(argument: 'first' | 'last', rows: number, listing: Listing): number {
  if (rows >= 1 && rows <= MOST_ROWS[listing]) return rows;
  const onwards = argument === 'first' ? 'after' : 'before';
  throw badInput([argument], `${argument}: ask for ${rangeOfFirst(listing)}, and for more with ${onwards}.`);
}

/** The values that `first` takes, in words, e.g. "1 to 2,000". */
export function rangeOfFirst(listing: Listing): string {
  return `1 to ${MOST_ROWS[listing].toLocaleString('en')}`;
}

/** The conditions of a `filter` argument, without its nulls. */
export function conditionsOf<T extends object>(filter: Nullish<T> | null | undefined): Partial<T> {
  const conditions = Object.entries(filter ?? {}).filter(([, value]) => value !== null && value !== undefined);
  for (const [name, value] of conditions) if (typeof value === 'string') checkText(value, ['filter', name]);
  return Object.fromEntries(conditions) as Partial<T>;
}
