import { badInput } from '../aleph/errors.ts';

/** What GraphQL hands over for an optional input: absent and null mean the same. */
export type Nullish<T> = { readonly [K in keyof T]?: T[K] | null | undefined };

const LONGEST_TEXT = 1_000;
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

/** The page size asked for; out of range is an error, never a silent cap. */
export function checkFirst(first: number, most: number): number {
  if (first >= 1 && first <= most) return first;
  throw badInput(['first'], `first: ask for 1 to ${most.toLocaleString('en')}, and for more with after.`);
}

/** The conditions of a `filter` argument, without its nulls. Empty text is refused: Aleph takes it for no condition. */
export function conditionsOf<T extends object>(filter: Nullish<T> | null | undefined): Partial<T> {
  const conditions = Object.entries(filter ?? {}).filter(([, value]) => value !== null && value !== undefined);
  for (const [name, value] of conditions) {
    if (typeof value !== 'string' || isText(value)) continue;
    throw badInput(['filter', name], `filter.${name}: expected 1 to ${LONGEST_TEXT} printable characters.`);
  }
  return Object.fromEntries(conditions) as Partial<T>;
}

function isText(value: string): boolean {
  return value.length > 0 && value.length <= LONGEST_TEXT && !UNPRINTABLE.test(value);
}
