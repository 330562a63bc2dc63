import type { Geometry } from 'geojson';
import { type ItemList, itemListOf, itemListOnTape, type StacItem } from './items.ts';
import { nextLinkIn, PAGE_TOKEN, resolveWithin } from './reads/pages.ts';
import type { Reader } from './reads/reader.ts';
import { readEveryPage } from './reads/whole-lists.ts';
import { type BBox, type JsonObject, recordOf, textOf } from './values/wire.ts';

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
  /** From the next link of the page before; opaque. */
  readonly token?: string | undefined;
}

export interface ItemSearchPage extends ItemList {
  readonly nextToken: string | undefined;
  /** True when the next link leads elsewhere, or holds no token. */
  readonly broken: boolean;
}

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
  const { filter, sortBy, ...asIs } = search;
  return reader.read({
    ...SEARCH,
    contractId,
    body: {
      ...asIs,
      ...(filter && { filter, 'filter-lang': 'cql2-json' }),
      ...(sortBy && { sortby: sortBy.map(({ field, direction }) => ({ field, direction: direction.toLowerCase() })) }),
    },
    shape: (json, losses) => ({
      ...itemListOf(contractId, json, losses),
      ...nextTokenOf(recordOf(json)?.['links'], reader.apiUrl),
    }),
    shapeList: (list, losses) => ({
      ...itemListOnTape(contractId, list, losses),
      ...nextTokenOf(list.member('links'), reader.apiUrl),
    }),
  });
}

/** The items of one collection that exist among these ids, in undefined order. */
export function getItems(
  reader: Reader,
  contractId: string,
  collectionId: string,
  ids: readonly string[],
): Promise<readonly StacItem[]> {
  const search = { collections: [collectionId], ids, limit: ids.length };
  const missing = new Set(ids);
  return readEveryPage<StacItem, string>({ ...SEARCH, contractId }, '', async (position) => {
    const token = position === '' ? undefined : position;
    const { items, nextToken, broken } = await searchItems(reader, contractId, { ...search, token });
    // A public client found other collections mixed in [obs: im], so each item is checked against the request.
    const rows = items.filter((item) => item.collectionId === collectionId && missing.delete(item.itemId));
    return { rows, next: missing.size === 0 ? undefined : broken ? position : nextToken };
  });
}

/**
 * The token of a next link: in its `body` (POST, with or without `merge`), or in the query of its `href` [std].
 * Only the token is taken; the request is rebuilt from the caller's search.
 */
function nextTokenOf(links: unknown, apiUrl: string): Pick<ItemSearchPage, 'nextToken' | 'broken'> {
  const next = nextLinkIn(links);
  if (next === undefined) return { nextToken: undefined, broken: false };
  const href = textOf(next['href']);
  const url = href === undefined ? undefined : resolveWithin({ apiUrl, path: SEARCH_PATH }, href);
  if (href !== undefined && url === undefined) return { nextToken: undefined, broken: true };
  const token = textOf(recordOf(next['body'])?.['token']) ?? url?.searchParams.get('token') ?? '';
  return PAGE_TOKEN.test(token) ? { nextToken: token, broken: false } : { nextToken: undefined, broken: true };
}
