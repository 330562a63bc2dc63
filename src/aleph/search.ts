import type { Geometry } from 'geojson';
import { type ItemList, itemsIn, type StacItem } from './items.ts';
import { type Continuation, continuationOf } from './reads/continuations.ts';
import type { Onwards } from './reads/positions.ts';
import type { Reader } from './reads/reader.ts';
import { checkSomeFit, listShapes } from './reads/slices.ts';
import { readEveryPage, type WholeList, withLost } from './reads/whole-lists.ts';
import type { BBox, JsonObject } from './values/wire.ts';

export interface SortBy {
  /** A property, with or without `properties.` before it. */
  readonly field: string;
  readonly direction: 'ASC' | 'DESC';
}

/** The parts of a STAC item search that this client uses. */
export interface ItemSearch {
  readonly collections?: readonly string[] | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly bbox?: BBox | undefined;
  /** Not together with `bbox`. */
  readonly intersects?: Geometry | undefined;
  /** CQL2-JSON [doc: archive-service]. */
  readonly filter?: JsonObject | undefined;
  readonly sortBy?: readonly SortBy[] | undefined;
  /** RFC 3339 interval. */
  readonly datetime?: string | undefined;
  readonly limit: number;
  /** `next` of the page before; absent for the first page. */
  readonly at?: Onwards | undefined;
}

export interface ItemSearchPage extends ItemList, Continuation {}

const SEARCH_PATH = '/archive/stac/search';
const SEARCH = {
  service: 'stac',
  operation: 'searchItems',
  method: 'POST',
  route: SEARCH_PATH,
  path: SEARCH_PATH,
} as const;

/** One page of POST /archive/stac/search [std]. `query` is never sent, since Aleph rejects it [obs: im]. */
export function searchItems(reader: Reader, contractId: string, search: ItemSearch): Promise<ItemSearchPage> {
  const { filter, sortBy, at = {}, ...asIs } = search;
  const { limit } = search;
  return reader.read({
    ...SEARCH,
    contractId,
    body: {
      ...asIs,
      ...(filter && { filter, 'filter-lang': 'cql2-json' }),
      ...(sortBy && { sortby: sortBy.map(({ field, direction }) => ({ field, direction: direction.toLowerCase() })) }),
      ...at,
    },
    ...listShapes((list, losses) => {
      const found = itemsIn(contractId, list, losses);
      const { next, broken } = continuationOf(list, rowsOf(found), { ...SEARCH, at, limit });
      const isFirst = Object.keys(at).length === 0;
      if (isFirst) checkSomeFit({ rows: found.items, gaps: found.gaps }, next);
      return { ...found, next, broken: broken || (isFirst && next === undefined && isShort(found)) };
    }),
  });
}

/** Rows of an answer, also those that did not fit. */
function rowsOf({ items, gaps }: ItemList): number {
  return items.length + gaps.length;
}

/** Whether Aleph counts more items than it gave. */
export function isShort(list: ItemList): boolean {
  return list.matched !== undefined && list.matched > rowsOf(list);
}

/** The items of one collection that exist among these ids, in undefined order. */
export function getItems(
  reader: Reader,
  contractId: string,
  collectionId: string,
  ids: readonly string[],
): Promise<WholeList<StacItem>> {
  const search = { collections: [collectionId], ids, limit: ids.length };
  const asked = new Set(ids);
  const missing = new Set(ids);
  return readEveryPage({ ...SEARCH, contractId }, {}, async (at: Onwards) => {
    const { items, gaps, next, broken } = await searchItems(reader, contractId, { ...search, at });
    // A public client found other collections mixed in [obs: im], so each item is checked against the request.
    const rows = items.filter((item) => item.collectionId === collectionId && missing.delete(item.itemId));
    // An answer about other items says nothing about these.
    const isLost = gaps.length > 0 || items.some(({ itemId }) => !asked.has(itemId));
    return { rows: withLost(rows, isLost, SEARCH), next: missing.size === 0 ? undefined : broken ? at : next };
  });
}
