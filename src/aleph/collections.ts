import * as z from 'zod';
import { absentWhenNotFound } from './errors.ts';
import { nextLinkIn, PAGE_TOKEN, resolveWithin } from './reads/pages.ts';
import type { Reader } from './reads/reader.ts';
import { readEveryPage } from './reads/whole-lists.ts';
import { followableUrlOf } from './values/addresses.ts';
import { pathSegment } from './values/ids.ts';
import {
  type BBox,
  bboxOf,
  documentOf,
  instantOf,
  type JsonObject,
  listOf,
  optional,
  passThroughOf,
  recordOf,
  rowsOf,
  ShapeMismatch,
  textOf,
} from './values/wire.ts';

export interface Provider {
  readonly name: string;
  readonly roles: readonly string[];
  readonly url: string | undefined;
  readonly description: string | undefined;
}

/** Open ends are absent. */
export interface Interval {
  readonly start: string | undefined;
  readonly end: string | undefined;
}

export interface Extent {
  /** The overall box first, as STAC orders them. */
  readonly bboxes: readonly BBox[];
  readonly intervals: readonly Interval[];
}

/** A STAC Collection that a contract may search. */
export interface StacCollection {
  readonly contractId: string;
  readonly collectionId: string;
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly license: string | undefined;
  readonly keywords: readonly string[];
  readonly providers: readonly Provider[];
  readonly extent: Extent | undefined;
  readonly summaries: JsonObject | undefined;
}

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

/** What pages a list in the query of its next link: pgstac, for one, gives ten collections at a time. */
type Onwards = Readonly<Partial<Record<'limit' | 'offset' | 'token', string | undefined>>>;

const texts = z.array(z.string()).catch([]);
const ProviderWire = z.object({
  name: z.string(),
  roles: texts,
  url: optional(z.string()),
  description: optional(z.string()),
});
const ExtentWire = z.object({
  spatial: z.object({ bbox: z.array(z.unknown()).catch([]) }).catch({ bbox: [] }),
  temporal: z.object({ interval: z.array(z.unknown()).catch([]) }).catch({ interval: [] }),
});
const CollectionWire = z.object({
  id: z.string(),
  title: optional(z.string()),
  description: optional(z.string()),
  license: optional(z.string()),
  keywords: texts,
  providers: z.array(z.unknown()).catch([]),
  extent: optional(ExtentWire),
  summaries: z.unknown().optional(),
});

/** Every collection of a contract, in Aleph's order. Which there are depends on the contract. */
export function listCollections(reader: Reader, contractId: string): Promise<readonly StacCollection[]> {
  const list = { ...LIST, contractId };
  return readEveryPage<StacCollection, Onwards>(list, {}, (query) =>
    reader.read({
      ...list,
      query,
      shape: (json) => ({
        rows: rowsOf(json, CollectionWire, (row) => collectionOf(contractId, row)),
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
        const collection = collectionOf(contractId, documentOf(json, CollectionWire));
        if (collection.collectionId !== collectionId) throw new ShapeMismatch('another collection');
        return collection;
      },
    }),
  );
}

/**
 * Where a list goes on, read from its next link [std], or from `next` as in other listings of Aleph; the address itself
 * is never followed. Throws ShapeMismatch for a link that leads elsewhere, or nowhere.
 */
function onwardsOf(json: unknown, apiUrl: string): Onwards | undefined {
  const { links, next } = recordOf(json) ?? {};
  const link = nextLinkIn(links) ?? (next == null ? undefined : { href: next });
  // Some offer one behind the last row as well.
  if (link === undefined || listOf(json).length === 0) return undefined;
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

function collectionOf(contractId: string, row: z.infer<typeof CollectionWire>): StacCollection {
  return {
    contractId,
    collectionId: row.id,
    title: row.title,
    description: row.description,
    license: row.license,
    keywords: row.keywords,
    providers: row.providers.flatMap((provider) => providerOf(provider) ?? []),
    extent: row.extent === undefined ? undefined : extentOf(row.extent),
    summaries: passThroughOf(row.summaries),
  };
}

function providerOf(value: unknown): Provider | undefined {
  const parsed = ProviderWire.safeParse(value);
  if (!parsed.success) return undefined;
  const { name, roles, url, description } = parsed.data;
  return { name, roles, url: followableUrlOf(url) === undefined ? undefined : url, description };
}

function extentOf({ spatial, temporal }: z.infer<typeof ExtentWire>): Extent {
  return {
    bboxes: spatial.bbox.flatMap((box) => {
      const flat = bboxOf(box);
      return flat === undefined ? [] : [flat];
    }),
    intervals: temporal.interval.flatMap((span) =>
      Array.isArray(span) ? [{ start: instantOf(span[0]), end: instantOf(span[1]) }] : [],
    ),
  };
}
