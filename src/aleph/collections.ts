import { kind, listOf, text, texts } from '../json/kinds.ts';
import { optional, otherwise, required } from '../json/members.ts';
import { nested, type Of, record, shared } from '../json/records.ts';
import { absentWhenNotFound } from './errors.ts';
import { nextLinkIn, PAGE_TOKEN, resolveWithin } from './reads/pages.ts';
import type { Reader } from './reads/reader.ts';
import { readEveryPage, rowsOf } from './reads/whole-lists.ts';
import { pathSegment } from './values/ids.ts';
import { instantOf, lastInstantOf } from './values/instants.ts';
import { address, boxes, passedOn } from './values/kinds.ts';
import { recordOf, listOf as rowsIn, ShapeMismatch, textOf } from './values/wire.ts';

const PROVIDER = record({
  name: required(text, 'name'),
  roles: otherwise(optional(texts, 'roles'), []),
  url: optional(address, 'url'),
  description: optional(text, 'description'),
});
export type Provider = Of<typeof PROVIDER>;

/** Open ends are absent. */
export interface Interval {
  readonly start: string | undefined;
  readonly end: string | undefined;
}

/** An interval with an end that cannot be read has no value: without that end it would look open. */
const interval = kind<Interval>((value) => {
  if (!Array.isArray(value) || value.length !== 2) return undefined;
  const [start, end] = [instantOf(value[0]), lastInstantOf(value[1])];
  const isRead = [start, end].every((instant, index) => instant !== undefined || isOpenEnd(value[index]));
  return isRead ? { start, end } : undefined;
});

/** STAC writes null, and the interval of a search `..` or nothing [std]. */
function isOpenEnd(end: unknown): boolean {
  return end === null || end === '..' || end === '';
}

const EXTENT = record({
  /** The overall box first, as STAC orders them. */
  bboxes: otherwise(optional(boxes, 'spatial', 'bbox'), []),
  intervals: otherwise(optional(listOf(interval), 'temporal', 'interval'), []),
});
export type Extent = Of<typeof EXTENT>;

export const COLLECTION = record(
  {
    collectionId: required(text, 'id'),
    title: optional(text, 'title'),
    description: optional(text, 'description'),
    license: optional(text, 'license'),
    keywords: otherwise(optional(texts, 'keywords'), []),
    providers: otherwise(optional(listOf(nested(PROVIDER)), 'providers'), []),
    extent: optional(nested(EXTENT), 'extent'),
    summaries: optional(passedOn, 'summaries'),
  },
  { shared: shared<{ readonly contractId: string }>('contractId') },
);
/** A STAC Collection that a contract may search. */
export type StacCollection = Of<typeof COLLECTION>;

const LIST_PATH = '/archive/stac/collections/';
const KEEP_MS = 5 * 60_000;
const LIST = {
  service: 'stac',
  operation: 'listCollections',
  method: 'GET',
  route: LIST_PATH,
  path: LIST_PATH,
  keepMs: KEEP_MS,
} as const;

/** The query of a next link, as far as it pages a list. pgstac, for one, gives ten collections at a time. */
type Onwards = Readonly<Partial<Record<'limit' | 'offset' | 'token', string | undefined>>>;

/** Every collection that a contract may search, in Aleph's order. */
export function listCollections(reader: Reader, contractId: string): Promise<readonly StacCollection[]> {
  const list = { ...LIST, contractId };
  return readEveryPage<StacCollection, Onwards>(list, {}, (query) =>
    reader.read({
      ...list,
      query,
      shape: (json, losses) => ({
        rows: rowsOf(COLLECTION, { contractId }, json, losses),
        next: onwardsOf(json, reader.apiUrl),
      }),
    }),
  );
}

/** One collection; undefined when the contract has none by that id. */
export async function getCollection(
  reader: Reader,
  contractId: string,
  collectionId: string,
): Promise<StacCollection | undefined> {
  const segment = pathSegment(collectionId, 'collectionId');
  return absentWhenNotFound(
    reader.read({
      service: 'stac',
      operation: 'getCollection',
      method: 'GET',
      route: '/archive/stac/collections/{collection_id}',
      path: `/archive/stac/collections/${segment}`,
      contractId,
      keepMs: KEEP_MS,
      shape: (json) => {
        const collection = COLLECTION.read({ contractId }, json);
        if (collection?.collectionId !== collectionId) throw new ShapeMismatch('no such collection');
        return collection;
      },
    }),
  );
}

/**
 * The query of the next page, read from the next link [std], or from `next` as in other listings of Aleph. The address
 * itself is never followed. Throws ShapeMismatch for a link that leads elsewhere, or nowhere.
 */
function onwardsOf(json: unknown, apiUrl: string): Onwards | undefined {
  const { links, next } = recordOf(json) ?? {};
  const link = nextLinkIn(links) ?? (next == null ? undefined : { href: next });
  // Some servers send a next link even behind the last row.
  if (link === undefined || rowsIn(json).length === 0) return undefined;
  const query = resolveWithin({ apiUrl, path: LIST_PATH }, textOf(link['href']) ?? '')?.searchParams;
  const named = (name: keyof Onwards) => {
    const value = query?.get(name) ?? undefined;
    return value !== undefined && PAGE_TOKEN.test(value) ? value : undefined;
  };
  const onwards = { limit: named('limit'), offset: named('offset'), token: named('token') };
  if (onwards.offset === undefined && onwards.token === undefined) {
    throw new ShapeMismatch('a link that leads elsewhere', 'FOREIGN_LINK');
  }
  return onwards;
}
