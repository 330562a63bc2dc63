import { badInput } from '../aleph/errors.ts';

/** What GraphQL hands over for an optional input: absent and null mean the same. */
export type Nullish<T> = { readonly [K in keyof T]?: T[K] | null | undefined };

/** The page size asked for; out of range is an error, never a silent cap. */
export function checkFirst(first: number, most: number): number {
  if (first >= 1 && first <= most) return first;
  throw badInput(['first'], `first: ask for 1 to ${most.toLocaleString('en')}, and for more with after.`);
}

/** An input object without its nulls. */
export function withoutNulls<T extends object>(input: Nullish<T> | null | undefined): Partial<T> {
  const members = Object.entries(input ?? {}).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(members) as Partial<T>;
}
