import { type ApiRequest, jsonBody } from '../http/requests.ts';
import type { PagingWay } from '../world/guesses.ts';
import type { Entry } from '../world/imagery/entries.ts';
import type { World } from '../world/world.ts';
import { readFields } from './fields.ts';
import { type Side, type Slot, tokenOf } from './page-tokens.ts';
import { leadOn } from './page-ways.ts';
import { isByToken, type Neighbours, neighboursOf, type Position } from './positions.ts';
import { readSortBy } from './sorting.ts';

const GEO_JSON = 'application/geo+json';
const POST_WAYS = { 'body-token': 'links-post', merge: 'links-merge', 'href-token': 'links' } as const;

/** The links of one page of items, root and itself among them, or whatever else leads to its neighbours. */
export function pageMembers(
  request: ApiRequest,
  world: World,
  { found, slot }: { found: readonly Entry[]; slot: Slot },
) {
  const body = request.method === 'POST' ? jsonBody(request) : undefined;
  const members = isObject(body) ? body : undefined;
  const links = [
    { rel: 'root', type: 'application/json', href: `${world.url}/archive/stac/` },
    { rel: 'self', type: GEO_JSON, href: addressOf(request, world.url, request.query) },
  ];
  const asking = {
    world,
    type: GEO_JSON,
    addressOf: ({ name, value }: Position) => {
      const query = members ? queryOf(members) : new URLSearchParams(request.query);
      query.set(name, String(value));
      return addressOf(request, '', query);
    },
    bodyOf: ({ name, value }: Position) => ({ ...members, [name]: value }),
  };
  return leadOn(wayOf(members !== undefined, world), neighboursIn(found, slot, world), asking, links);
}

/** A GET goes on by address, a POST in the form that is guessed. */
function wayOf(isPost: boolean, { guesses }: World): PagingWay {
  const way = guesses.listPaging === 'usual' ? POST_WAYS[guesses.nextLink] : guesses.listPaging;
  return !isPost && (guesses.listPaging === 'usual' || way === 'links-post' || way === 'links-merge') ? 'links' : way;
}

function neighboursIn(found: readonly Entry[], slot: Slot, world: World): Neighbours {
  const { start, end, limit } = slot;
  const numbered = neighboursOf({ start, limit, count: found.length }, world.guesses);
  if (!isByToken(world.guesses)) return numbered;
  const [first, last] = [found[start], found[end - 1]];
  const token = (side: Side, item: Entry | undefined) => item && { name: 'token', value: tokenOf(side, item, world) };
  return {
    next: end < found.length ? token('next', last) : undefined,
    previous: start > 0 ? token('prev', first) : undefined,
  };
}

function addressOf({ path }: ApiRequest, host: string, query: URLSearchParams): string {
  return query.size === 0 ? `${host}${path}` : `${host}${path}?${query}`;
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
