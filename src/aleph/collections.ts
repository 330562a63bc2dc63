import { identifier, kind, listOf, text, texts } from '../json/kinds.ts';
import { optional, otherwise, required } from '../json/members.ts';
import { nested, type Of, record, shared } from '../json/records.ts';
import { absentWhenNotFound } from './errors.ts';
import { documentShape } from './reads/documents.ts';
import type { Reader } from './reads/reader.ts';
import { readWholeList, type WholeList } from './reads/whole-lists.ts';
import { pathSegment } from './values/ids.ts';
import { instantOf, lastInstantOf } from './values/instants.ts';
import { address, boxes, passedOn } from './values/kinds.ts';

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
    collectionId: required(identifier, 'id'),
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

/** Every collection that a contract may search, in Aleph's order. */
export function listCollections(reader: Reader, contractId: string): Promise<WholeList<StacCollection>> {
  return readWholeList(
    reader,
    { ...LIST, contractId },
    { type: COLLECTION, shared: { contractId }, idOf: ({ collectionId }) => collectionId },
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
      shape: documentShape(COLLECTION, { contractId }, (collection) => collection.collectionId === collectionId),
    }),
  );
}
