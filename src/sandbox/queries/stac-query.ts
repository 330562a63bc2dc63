import * as z from 'zod';
import { badQuery, json, Refusal } from '../http/replies.ts';
import { type ApiRequest, jsonBody } from '../http/requests.ts';
import { type Box, parseBox } from '../world/imagery/boxes.ts';
import type { EntryOrder } from '../world/imagery/catalog.ts';
import type { Figure } from '../world/imagery/figures.ts';
import { parseSpan, type Span } from '../world/instants.ts';
import type { World } from '../world/world.ts';
import { type Predicate, readCql2 } from './cql2.ts';
import { type Fields, readFields } from './fields.ts';
import { readFigures } from './geometries.ts';
import { isByToken, positionIn, startOf } from './positions.ts';
import { orderBy, readSortBy } from './sorting.ts';

/** A STAC search, read and checked. */
export interface StacQuery {
  readonly collections: readonly string[] | undefined;
  readonly ids: readonly string[] | undefined;
  readonly box: Box | undefined;
  readonly figures: readonly Figure[] | undefined;
  readonly span: Span | undefined;
  readonly test: Predicate | undefined;
  readonly order: EntryOrder;
  /** All members without it. */
  readonly fields: Fields | undefined;
  readonly limit: number;
  readonly token: string | undefined;
  /** The row at which the page starts, unless a token says it. */
  readonly start: number;
}

interface Place {
  readonly limit?: number | null | undefined;
  readonly [member: string]: unknown;
}

const DEFAULT_LIMIT = 10;
export const MOST_ITEMS = 10_000;
/** What a longitude may be where any is taken: a few turns around the earth. */
const WIDE_REACH = 1080;

const SearchWire = z.looseObject({
  collections: z.array(z.string()).nullish(),
  ids: z.array(z.string()).nullish(),
  bbox: z.array(z.number()).nullish(),
  intersects: z.unknown().optional(),
  datetime: z.string().nullish(),
  limit: z.int().min(1).nullish(),
  sortby: z.unknown().optional(),
  fields: z.unknown().optional(),
  filter: z.unknown().optional(),
  'filter-lang': z.string().nullish(),
  token: z.string().nullish(),
  query: z.unknown().optional(),
});
type Search = z.infer<typeof SearchWire>;

/** Reads the body of a POST, or the query string of a GET, where lists are joined by commas. */
export function readStacQuery(request: ApiRequest, world: World): StacQuery {
  const members = request.method === 'POST' ? jsonBody(request) : membersOf(request.query);
  const parsed = SearchWire.safeParse(members);
  if (!parsed.success) {
    throw new Refusal(json({ detail: parsed.error.issues.map(complaint), body: members }, 400));
  }
  const { collections, ids, bbox, intersects, datetime, fields, query } = parsed.data;
  if (query != null && world.guesses.rejectQuery) throw new Refusal(json({ message: 'Forbidden' }, 403));
  if (bbox && intersects != null) throw badQuery('bbox and intersects exclude one another');
  return {
    collections: collections ?? undefined,
    ids: ids ?? undefined,
    box: bbox ? readBox(bbox, world) : undefined,
    figures: intersects == null ? undefined : readFigures(intersects, reachOf(world)),
    span: datetime ? readSpan(datetime) : undefined,
    test: readTest(parsed.data, world),
    order: readOrder(parsed.data, world),
    fields: fields == null ? undefined : readFields(fields),
    ...placeIn(parsed.data, world),
  };
}

/** The page that a search asks for. */
export function placeIn({ limit: wanted, ...members }: Place, { guesses, pageLimit }: World) {
  const limit = limitOf(wanted ?? DEFAULT_LIMIT, Math.min(MOST_ITEMS, pageLimit), guesses);
  const parameter = (name: string) => (members[name] == null ? null : String(members[name]));
  return isByToken(guesses)
    ? { limit, start: 0, token: positionIn(parameter, 'token', guesses) ?? undefined }
    : { limit, start: startOf(parameter, limit, guesses), token: undefined };
}

export function limitOf(wanted: number, most: number, { limits }: World['guesses']): number {
  if (wanted > most && limits === 'refused') {
    const complaint = { loc: ['body', 'limit'], msg: `Input should be less than or equal to ${most}` };
    throw new Refusal(json({ detail: [{ ...complaint, type: 'less_than_equal' }], body: { limit: wanted } }, 400));
  }
  return Math.min(wanted, most);
}

export function readBox(numbers: readonly number[], world: World): Box {
  const box = parseBox(numbers, reachOf(world));
  if (!box) throw badQuery(`bbox is not [west, south, east, north] in degrees: ${numbers}`);
  const [west, south, east, north] = box;
  return west > east && world.guesses.westAboveEast === 'between' ? [east, south, west, north] : box;
}

function reachOf({ guesses }: World): number {
  return guesses.wideLongitudes === 'rejected' ? 180 : WIDE_REACH;
}

function readSpan(text: string): Span {
  const span = parseSpan(text);
  if (!span) throw badQuery(`datetime is no RFC 3339 instant or interval: ${text}`);
  return span;
}

function readTest({ filter, 'filter-lang': language }: Search, { guesses, values }: World): Predicate | undefined {
  if (filter == null) return undefined;
  if (guesses.cql2 === 'rejected-403') throw new Refusal(json({ message: 'Forbidden' }, 403));
  if (guesses.cql2 === 'rejected-400') throw badQuery('filter is not supported');
  if (language !== 'cql2-json') throw badQuery('filter-lang is not cql2-json');
  return readCql2(filter, { values, allowsUnlisted: allowsUnlisted(guesses) });
}

function readOrder({ sortby }: Search, { guesses, values, catalog }: World): EntryOrder {
  const keys = sortby == null ? [] : readSortBy(sortby, allowsUnlisted(guesses));
  return keys.length === 0 ? catalog.order : orderBy(keys, values, guesses);
}

function allowsUnlisted({ unlistedProperties }: World['guesses']): boolean {
  return unlistedProperties === 'looked-up';
}

function membersOf(query: URLSearchParams): Record<string, unknown> {
  const list = (name: string) => query.get(name)?.split(',');
  const parsed = (name: string) => {
    const text = query.get(name);
    return text === null ? undefined : (jsonBody({ text }) ?? text);
  };
  const limit = query.get('limit');
  return {
    ...Object.fromEntries(query),
    collections: list('collections'),
    ids: list('ids'),
    bbox: list('bbox')?.map(toNumber),
    intersects: parsed('intersects'),
    filter: parsed('filter'),
    limit: limit === null ? undefined : toNumber(limit),
  };
}

/** An empty part is no zero. */
function toNumber(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function complaint(issue: z.core.$ZodIssue) {
  return { loc: ['body', ...issue.path], msg: issue.message, type: issue.code };
}
