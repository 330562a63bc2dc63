import { z } from 'zod';
import { type Box, parseBox } from './boxes.ts';
import { parseSpan, type Span } from './instants.ts';
import { badQuery, json, Refusal } from './replies.ts';
import { type ApiRequest, jsonBody } from './requests.ts';
import type { World } from './world.ts';

/** A STAC search, read and checked. */
export interface StacQuery {
  readonly collections: readonly string[] | undefined;
  readonly ids: readonly string[] | undefined;
  readonly box: Box | undefined;
  readonly span: Span | undefined;
  readonly limit: number;
  readonly token: string | undefined;
}

const DEFAULT_LIMIT = 10;
const MOST_ITEMS = 10_000;

/** Members of later conformance classes: passing over them would answer another question. */
const NOT_SERVED = ['intersects', 'sortby', 'filter'] as const;

const SearchWire = z.object({
  collections: z.array(z.string()).nullish(),
  ids: z.array(z.string()).nullish(),
  bbox: z.array(z.number()).nullish(),
  datetime: z.string().nullish(),
  limit: z.int().min(1).max(MOST_ITEMS).nullish(),
  token: z.string().nullish(),
  query: z.unknown().optional(),
  intersects: z.unknown().optional(),
  sortby: z.unknown().optional(),
  filter: z.unknown().optional(),
});

/** Reads the body of a POST, or the query string of a GET, where lists are joined by commas. */
export function readStacQuery(request: ApiRequest, world: World): StacQuery {
  const members = request.method === 'POST' ? jsonBody(request) : membersOf(request.query);
  const parsed = SearchWire.safeParse(members);
  if (!parsed.success) {
    throw new Refusal(json({ detail: parsed.error.issues.map(complaint), body: members }, 400));
  }
  if (parsed.data.query != null && world.guesses.rejectQuery) {
    throw new Refusal(json({ message: 'Forbidden' }, 403));
  }
  const unserved = NOT_SERVED.find((name) => parsed.data[name] != null);
  if (unserved) throw badQuery(`${unserved} is not supported`);
  const { collections, ids, bbox, datetime, limit, token } = parsed.data;
  return {
    collections: collections ?? undefined,
    ids: ids ?? undefined,
    box: bbox ? readBox(bbox) : undefined,
    span: datetime ? readSpan(datetime) : undefined,
    limit: limit ?? DEFAULT_LIMIT,
    token: token ?? undefined,
  };
}

export function readBox(numbers: readonly number[]): Box {
  const box = parseBox(numbers);
  if (!box) throw badQuery(`bbox is not [west, south, east, north] in degrees: ${numbers}`);
  return box;
}

function readSpan(text: string): Span {
  const span = parseSpan(text);
  if (!span) throw badQuery(`datetime is no RFC 3339 instant or interval: ${text}`);
  return span;
}

function membersOf(query: URLSearchParams): Record<string, unknown> {
  const list = (name: string) => query.get(name)?.split(',');
  const limit = query.get('limit');
  return {
    ...Object.fromEntries(query),
    collections: list('collections'),
    ids: list('ids'),
    bbox: list('bbox')?.map(toNumber),
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
