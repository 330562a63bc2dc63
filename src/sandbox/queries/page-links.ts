import { type ApiRequest, jsonBody } from '../http/requests.ts';
import type { Entry } from '../world/imagery/entries.ts';
import type { World } from '../world/world.ts';
import { readFields } from './fields.ts';
import { type Side, type Slot, tokenOf } from './page-tokens.ts';
import { readSortBy } from './sorting.ts';

const GEO_JSON = 'application/geo+json';

/** The links of one page of items: root, itself, and its neighbours where there are any. */
export function pageLinks(request: ApiRequest, world: World, { found, slot }: { found: readonly Entry[]; slot: Slot }) {
  const [first, last] = [found[slot.start], found[slot.end - 1]];
  const hasNext = slot.end < found.length && last !== undefined;
  const hasPrevious = slot.start > 0 && first !== undefined;
  return [
    { rel: 'root', type: 'application/json', href: `${world.url}/archive/stac/` },
    { rel: 'self', type: GEO_JSON, href: addressOf(request, world, request.query) },
    ...(hasNext ? [neighbour('next', tokenOf('next', last, world), { request, world })] : []),
    ...(hasPrevious ? [neighbour('prev', tokenOf('prev', first, world), { request, world })] : []),
  ];
}

/** A GET goes on by address, a POST in the form that is guessed. */
function neighbour(side: Side, token: string, { request, world }: { request: ApiRequest; world: World }) {
  const { nextLink, previousRel } = world.guesses;
  const rel = side === 'next' ? 'next' : previousRel;
  const body = request.method === 'POST' ? jsonBody(request) : undefined;
  if (!isObject(body) || nextLink === 'href-token') {
    const query = isObject(body) ? queryOf(body) : new URLSearchParams(request.query);
    query.set('token', token);
    return { rel, type: GEO_JSON, method: 'GET', href: addressOf(request, world, query) };
  }
  const link = { rel, type: GEO_JSON, method: 'POST', href: `${world.url}${request.path}` };
  return nextLink === 'merge' ? { ...link, body: { token }, merge: true } : { ...link, body: { ...body, token } };
}

function addressOf({ path }: ApiRequest, { url }: World, query: URLSearchParams): string {
  return query.size === 0 ? `${url}${path}` : `${url}${path}?${query}`;
}

/** The members of a body as a GET takes them. */
function queryOf(body: object): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    if (value != null) query.set(name, textOf(name, value));
  }
  return query;
}

function textOf(name: string, value: unknown): string {
  if (name === 'sortby') {
    const keys = readSortBy(value, true);
    return keys.map((key) => `${key.isDescending ? '-' : '+'}${key.name}`).join();
  }
  if (name === 'fields') {
    const { include, exclude } = readFields(value);
    return [...include, ...exclude.map((path) => `-${path}`)].join();
  }
  return isObject(value) && !Array.isArray(value) ? JSON.stringify(value) : String(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
