import { badInput } from '../aleph/errors.ts';
import { checkText } from '../aleph/values/ids.ts';

/** What GraphQL hands over for an optional input: absent and null mean the same. */
export type Nullish<T> = { readonly [K in keyof T]?: T[K] | null | undefined };

/** The page size asked for; out of range is an error, never a silent cap. */
export function checkFirst(first: number, most: number): number {
  if (first >= 1 && first <= most) return first;
  throw badInput(['first'], `first: ask for 1 to ${most.toLocaleString('en')}, and for more with after.`);
}

/** The conditions of a `filter` argument, without its nulls. */
export function conditionsOf<T extends object>(filter: Nullish<T> | null | undefined): Partial<T> {
  const conditions = Object.entries(filter ?? {}).filter(([, value]) => value !== null && value !== undefined);
  for (const [name, value] of conditions) if (typeof value === 'string') checkText(value, ['filter', name]);
  return Object.fromEntries(conditions) as Partial<T>;
}
