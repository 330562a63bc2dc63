import { badQuery } from '../http/replies.ts';
import type { Guesses } from '../world/guesses.ts';
import { byIdIn, type EntryOrder } from '../world/imagery/catalog.ts';
import { bareName, QUERYABLES } from '../world/queryables.ts';
import type { Values } from '../world/values.ts';

/** One level of an order. */
export interface SortKey {
  readonly name: string;
  readonly isDescending: boolean;
}

const MOST_KEYS = 20;

/** Reads `[{"field": "datetime", "direction": "desc"}]`, or `-datetime,+id` where a plus may be left out. */
export function readSortBy(sortby: unknown, allowsUnlisted: boolean): SortKey[] {
  const parts = typeof sortby === 'string' ? sortby.split(',').map(fromSign) : sortby;
  if (!Array.isArray(parts) || parts.length > MOST_KEYS) throw badQuery('sortby is no list of fields and directions');
  return parts.map((part) => readKey(part, allowsUnlisted));
}

/** Equal items follow by id, whatever the directions. */
export function orderBy(
  keys: readonly SortKey[],
  values: Values,
  { sortNulls, ties }: Pick<Guesses, 'sortNulls' | 'ties'>,
): EntryOrder {
  const byId = byIdIn(ties);
  return (a, b) => {
    for (const { name, isDescending } of keys) {
      const [left, right] = [values.of(a, name), values.of(b, name)];
      const turn = isDescending ? -1 : 1;
      const isLacking = Number(left === undefined) - Number(right === undefined);
      const result =
        isLacking === 0 ? turn * compareValues(left, right) : isLacking * (sortNulls === 'last' ? 1 : turn);
      if (result !== 0) return result;
    }
    return byId(a, b);
  };
}

/** Texts before numbers, numbers before truth values, lists after all, as PostgreSQL orders JSON. */
function compareValues(a: unknown, b: unknown): number {
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return weightOf(a) - weightOf(b) || compareTexts(JSON.stringify(a) ?? '', JSON.stringify(b) ?? '');
}

function weightOf(value: unknown): number {
  return ['string', 'number', 'boolean', 'object'].indexOf(typeof value);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A plus that was not escaped arrives as a blank. */
function fromSign(text: string) {
  return { field: text.replace(/^[+\- ]/, ''), direction: text.startsWith('-') ? 'desc' : 'asc' };
}

function readKey(part: unknown, allowsUnlisted: boolean): SortKey {
  const isObject = typeof part === 'object' && part !== null;
  const field = isObject && 'field' in part ? part.field : undefined;
  const direction = isObject && 'direction' in part ? part.direction : 'asc';
  if (typeof field !== 'string' || field === '' || (direction !== 'asc' && direction !== 'desc')) {
    throw badQuery('sortby is no list of fields and directions');
  }
  const name = bareName(field);
  if (!allowsUnlisted && !QUERYABLES.has(name)) throw badQuery(`sortby: ${name} is not a queryable`);
  return { name, isDescending: direction === 'desc' };
}
