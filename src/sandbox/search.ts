import { type Catalog, findEntries } from './catalog.ts';
import type { Contract } from './contracts.ts';
import type { Entry } from './entries.ts';
import { itemOf } from './items.ts';
import { badQuery, geoJson, type Reply } from './replies.ts';
import { type ApiRequest, jsonBody } from './requests.ts';
import { readStacQuery, type StacQuery } from './stac-query.ts';
import type { World } from './world.ts';

const GEO_JSON = 'application/geo+json';

/** GET and POST /archive/stac/search */
export function searchItems(request: ApiRequest, world: World, contract: Contract): Reply {
  const query = readStacQuery(request, world);
  const visible = contract.collections.filter((id) => query.collections?.includes(id) ?? true);
  return itemPage(request, world, { ...query, collections: visible });
}

/** One page of what a query finds, with a link to the next one. */
export function itemPage(request: ApiRequest, world: World, query: StacQuery): Reply {
  const found = findEntries(world.catalog, query);
  const start = query.token === undefined ? 0 : startOf(query.token, found, world.catalog);
  const end = start + Math.min(query.limit, world.pageLimit);
  const page = found.slice(start, end);
  const last = end < found.length ? page.at(-1) : undefined;
  const root = { rel: 'root', type: 'application/json', href: `${world.url}/archive/stac/` };
  return geoJson({
    type: 'FeatureCollection',
    features: page.map((entry) => itemOf(entry, world)),
    links: [root, ...(last ? [nextLink(request, world, tokenOf(last, world))] : [])],
    ...countsOf({ matched: found.length, returned: page.length }, world),
  });
}

export function countsOf({ matched, returned }: { matched: number; returned: number }, { guesses }: World) {
  if (guesses.counts === 'none') return {};
  return guesses.counts === 'context'
    ? { context: { matched, returned } }
    : { numberMatched: matched, numberReturned: returned };
}

/** A GET goes on by address, a POST in the form that is guessed. */
function nextLink(request: ApiRequest, { url, guesses }: World, token: string) {
  const href = `${url}${request.path}`;
  const body = request.method === 'POST' ? jsonBody(request) : undefined;
  if (!isObject(body) || guesses.nextLink === 'href-token') {
    const query = isObject(body) ? queryOf(body) : new URLSearchParams(request.query);
    query.set('token', token);
    return { rel: 'next', type: GEO_JSON, method: 'GET', href: `${href}?${query}` };
  }
  const link = { rel: 'next', type: GEO_JSON, method: 'POST', href };
  return guesses.nextLink === 'merge'
    ? { ...link, body: { token }, merge: true }
    : { ...link, body: { ...body, token } };
}

function queryOf(body: object): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    if (value != null) query.set(name, String(value));
  }
  return query;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function tokenOf(last: Entry, { guesses }: World): string {
  return guesses.tokenForm === 'long' ? `next:${last.collection}:${last.id}` : `next:${last.id}`;
}

/** A token names the last item of the page before, and stays good when the search around it changes. */
function startOf(token: string, found: readonly Entry[], catalog: Catalog): number {
  const last = catalog.get(/^next:(?:[\w-]+:)?([^:]+)$/.exec(token)?.[1] ?? '');
  if (!last) throw badQuery(`token is not one of ours: ${token}`);
  const rank = catalog.rankOf(last);
  const start = found.findIndex((entry) => catalog.rankOf(entry) > rank);
  return start < 0 ? found.length : start;
}
