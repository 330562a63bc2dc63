import { json, Refusal, type Reply } from './http/replies.ts';
import { type ApiRequest, jsonBody } from './http/requests.ts';
import { leadOn } from './queries/page-ways.ts';
import { neighboursOf, type Position, startOf, wholeNumber } from './queries/positions.ts';
import type { Guesses, PagingWay } from './world/guesses.ts';
import { asGuessed } from './world/misfits.ts';
import type { World } from './world/world.ts';

/** How a list is wrapped, and how it is known to go on. */
export interface Wrapping {
  /** `array` is the bare list, which has no pages. */
  readonly rows: 'array' | 'results' | 'features' | 'collections';
  readonly usual?: PagingWay;
  /** Addresses of its pages have the position first, and no slash after the path. */
  readonly isPlain?: boolean;
  /** Those that every page has. */
  readonly links?: readonly object[];
}

const DEFAULT_ROWS = 25;
const MOST_ROWS = 500;

/**
 * One page of a list. As in Django REST Framework, a limit that is no positive number counts as none, and one too
 * large is cut down without a word. `serve` brings the rows of the page into the shape that they are served in.
 */
export function listReply<Row extends object>(
  list: readonly Row[],
  { request, world, serve = same }: { request: ApiRequest; world: World; serve?: (row: Row) => object },
  { rows, usual, isPlain, links }: Wrapping = { rows: 'results' },
): Reply {
  const { guesses } = world;
  const servedFrom = (first: number, last = list.length) =>
    list.slice(first, last).map((row, index) => asGuessed(serve(row), first + index, guesses));
  if (rows === 'array') return json(servedFrom(0));
  const parameter = (name: string) => request.query.get(name);
  const limit = limitIn(parameter('limit'), world);
  const start = startOf(parameter, limit, guesses);
  const membersAt = ({ name, value }: Position) => ({
    ...(isPlain && { [name]: value, limit }),
    ...Object.fromEntries(request.query),
    limit,
    [name]: value,
  });
  const way = guesses.listPaging === 'usual' ? (usual ?? (`next-${guesses.taskingNext}` as const)) : guesses.listPaging;
  return json({
    ...(rows === 'features' && { type: 'FeatureCollection' }),
    ...(rows !== 'collections' && guesses.counts !== 'none' && { count: list.length }),
    ...leadOn(
      way,
      neighboursOf({ start, limit, count: list.length }, guesses),
      {
        world,
        type: 'application/json',
        addressOf: (position) => `${request.path}${isPlain ? '' : '/'}?${queryOf(membersAt(position))}`,
        bodyOf: membersAt,
      },
      links,
    ),
    [rows]: servedFrom(start, start + limit),
  });
}

function same(row: object): object {
  return row;
}

function limitIn(text: string | null, { pageLimit, guesses }: World): number {
  const most = Math.min(MOST_ROWS, pageLimit);
  const wanted = wholeNumber(text);
  if (wanted > most && guesses.limits === 'refused') {
    throw new Refusal(json({ limit: [`Ensure this value is less than or equal to ${most}.`] }, 400));
  }
  return Math.min(wanted || DEFAULT_ROWS, most);
}

/** The GET that a request for a list stands for: itself, or a POST with its query as body where links say so. */
export function readOf(request: ApiRequest, { listPaging }: Guesses): ApiRequest | undefined {
  if (request.method === 'GET') return request;
  if (listPaging !== 'links-post' && listPaging !== 'links-merge') return undefined;
  const members = { ...Object.fromEntries(request.query), ...Object(jsonBody(request)) };
  // The place of a page is numbers and texts; what is to be placed has a target or properties.
  const isPlace = Object.values(members).every((value) => typeof value !== 'object');
  return isPlace ? { ...request, query: queryOf(members) } : undefined;
}

function queryOf(members: object): URLSearchParams {
  return new URLSearchParams(Object.entries(members).map(([name, value]) => [name, String(value)]));
}
