import { type ArchiveSearch, isMissingRoute } from './archive.ts';
import type { AlephClient } from './client.ts';
import { badInput } from './errors.ts';
import type { ItemList, StacItem } from './items.ts';
import type { Row, Slice } from './pages.ts';
import { type BBox, recordOf } from './wire.ts';

/**
 * A place in the results: which part of a box cut at the antimeridian, and a place in that part. On the documented
 * search that is an index and the item before it; on the STAC search, the token of a page and an index in it.
 */
export type ArchivePosition =
  | { readonly part: number; readonly index: number; readonly behind?: string | undefined }
  | { readonly part: number; readonly index: number; readonly token: string };

export const ARCHIVE_START: ArchivePosition = { part: 0, index: 0 };

/** Whether a value out of a cursor can be such a place. */
export function isArchivePosition(value: unknown): value is ArchivePosition {
  const { part, index, behind, token } = recordOf(value) ?? {};
  return isCount(part) && isCount(index) && isTextOrAbsent(behind, ITEM_ID) && isTextOrAbsent(token, TOKEN);
}

const ITEM_ID = /^.{0,2048}$/s;
const TOKEN = /^[\x21-\x7e]{0,2048}$/;

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isTextOrAbsent(value: unknown, pattern: RegExp): boolean {
  return value === undefined || (typeof value === 'string' && pattern.test(value));
}

export interface ArchiveQuery extends ArchiveSearch {
  readonly contractId: string;
  readonly collections?: readonly string[] | undefined;
  /** Rows per answer where the route has pages. */
  readonly limit: number;
}

export interface ArchiveSlice extends Slice<StacItem, ArchivePosition> {
  /** Whether Aleph applied `collections` itself. */
  readonly collectionsApplied: boolean;
}

/** What is read of a search from `position` on; falls back to the STAC search where the documented one is missing. */
export async function readArchive(
  client: Pick<AlephClient, 'searchArchive' | 'searchItems'>,
  query: ArchiveQuery,
  position: ArchivePosition,
): Promise<ArchiveSlice> {
  const parts = partsOf(query.bbox);
  const bbox = parts[position.part];
  if (bbox === undefined) throw badInput(['after'], 'after: this cursor does not belong to this search.');
  if ('token' in position) return readStac(client, query, bbox, position);
  try {
    // Only what Aleph takes: searches that differ in page size or filters are the same read.
    const list = await client.searchArchive(query.contractId, { bbox, start: query.start, end: query.end });
    return {
      ...cut(list.items, parts, position),
      ...countOf(list, parts),
      collectionsApplied: false,
    };
  } catch (error) {
    if (!isMissingRoute(error)) throw error;
    if (position.index > 0) throw badInput(['after'], 'after: Aleph now lists this search otherwise. Start again.');
    return readStac(client, query, bbox, { ...position, token: '' });
  }
}

function cut(
  items: readonly StacItem[],
  parts: readonly BBox[],
  position: ArchivePosition,
): Slice<StacItem, ArchivePosition> {
  const { part } = position;
  const next = part + 1 < parts.length ? { part: part + 1, index: 0 } : undefined;
  const placeBehind = (index: number, item: StacItem) => ({ part, index, behind: item.itemId });
  return { rows: rowsFrom(items, { start: startOf(items, position), parts, part, next, placeBehind }), next };
}

/** The list may have grown since the cursor was made, so its item is looked for before its index is believed. */
function startOf(items: readonly StacItem[], position: ArchivePosition): number {
  const behind = 'behind' in position ? position.behind : undefined;
  if (behind === undefined || items[position.index - 1]?.itemId === behind) return position.index;
  const found = items.findIndex((item) => item.itemId === behind);
  return found === -1 ? position.index : found + 1;
}

async function readStac(
  client: Pick<AlephClient, 'searchItems'>,
  query: ArchiveQuery,
  bbox: BBox,
  position: Extract<ArchivePosition, { token: string }>,
): Promise<ArchiveSlice> {
  const { part, index, token } = position;
  const parts = partsOf(query.bbox);
  const page = await client.searchItems(query.contractId, {
    bbox,
    datetime: `${query.start}T00:00:00Z/${query.end}T23:59:59.999Z`,
    collections: query.collections?.length ? query.collections : undefined,
    limit: query.limit,
    token: token === '' ? undefined : token,
  });
  const nextPage = page.nextToken === undefined ? undefined : { part, index: 0, token: page.nextToken };
  const nextPart = part + 1 < parts.length && !page.broken ? { part: part + 1, index: 0, token: '' } : undefined;
  const next = nextPage ?? nextPart;
  const placeBehind = (place: number) => ({ part, index: place, token });
  return {
    rows: rowsFrom(page.items, { start: index, parts, part, next, placeBehind }),
    next,
    broken: page.broken,
    ...countOf(page, parts),
    collectionsApplied: true,
  };
}

interface Stretch {
  readonly start: number;
  readonly parts: readonly BBox[];
  readonly part: number;
  /** Where reading goes on behind the last item: there is no use in coming back here for nothing. */
  readonly next: ArchivePosition | undefined;
  readonly placeBehind: (index: number, item: StacItem) => ArchivePosition;
}

function rowsFrom(
  items: readonly StacItem[],
  { start, parts, part, next, placeBehind }: Stretch,
): readonly Row<StacItem, ArchivePosition>[] {
  const earlier = parts.slice(0, part);
  return items
    .slice(start)
    .map((item, offset) => ({ item, index: start + offset + 1 }))
    .map(({ item, index }) => ({ item, next: (index === items.length && next) || placeBehind(index, item) }))
    .filter(({ item }) => !earlier.some((box) => meets(item.bbox, box)));
}

/** A count covers one box; the sum of two would count what lies across the line twice. */
function countOf({ matched }: ItemList, parts: readonly BBox[]): { totalCount: number | undefined } {
  return { totalCount: parts.length === 1 ? matched : undefined };
}

/** A box across the antimeridian as the two it is made of, west part first. */
function partsOf(bbox: BBox): readonly BBox[] {
  const [west, south, east, north] = bbox;
  return west <= east
    ? [bbox]
    : [
        [west, south, 180, north],
        [-180, south, east, north],
      ];
}

/** Whether an item lies in a part that came before, and so came with it. */
function meets(item: BBox | undefined, [west, , east]: BBox): boolean {
  if (item === undefined) return false;
  const [itemWest, , itemEast] = item;
  return itemWest > itemEast || (itemEast >= west && itemWest <= east);
}
