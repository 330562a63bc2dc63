import { badQuery } from '../http/replies.ts';
import type { Catalog, EntryOrder } from '../world/imagery/catalog.ts';
import type { Entry } from '../world/imagery/entries.ts';
import type { World } from '../world/world.ts';
import type { StacQuery } from './stac-query.ts';

/** From where to where a page reaches in what was found. */
export interface Slot {
  readonly start: number;
  readonly end: number;
  readonly limit: number;
}

export type Side = 'next' | 'prev';

/** A page names its last item to the one after it, and its first item to the one before. */
export function tokenOf(side: Side, item: Entry, { guesses }: World): string {
  return guesses.tokenForm === 'long' ? `${side}:${item.collection}:${item.id}` : `${side}:${item.id}`;
}

/**
 * Where a page lies. That of a token is found by comparing, so a token stays good when the search around it
 * changes. Refuses a token that names no item.
 */
export function slotOf(
  place: Pick<StacQuery, 'token' | 'start' | 'limit'>,
  { found, order, catalog }: { found: readonly Entry[]; order: EntryOrder; catalog: Catalog },
): Slot {
  const { token, start, limit } = place;
  if (token === undefined) return { start, end: Math.min(start + limit, found.length), limit };
  const { side, item } = readToken(token, catalog);
  const isBeyond =
    side === 'next' ? (entry: Entry) => order(entry, item) > 0 : (entry: Entry) => order(entry, item) >= 0;
  const first = found.findIndex(isBeyond);
  const border = first < 0 ? found.length : first;
  return side === 'next'
    ? { start: border, end: Math.min(border + limit, found.length), limit }
    : { start: Math.max(0, border - limit), end: border, limit };
}

/** An id may hold colons itself, so it is looked for whole before a collection is taken off. */
function readToken(token: string, catalog: Catalog): { side: Side; item: Entry } {
  const [, side, name = ''] = /^(next|prev):(.+)$/s.exec(token) ?? [];
  const item = catalog.get(name) ?? catalog.get(name.slice(name.indexOf(':') + 1));
  if (!item) throw badQuery(`token is not one of ours: ${token}`);
  return { side: side === 'next' ? 'next' : 'prev', item };
}
