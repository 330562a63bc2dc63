import type { Geometry } from 'geojson';
import { isMissingRoute, isTooLong } from '../archive.ts';
import type { AlephClient } from '../client.ts';
import { badInput } from '../errors.ts';
import { cutGeometry, partsOfBox } from '../geometry/antimeridian.ts';
import { touches } from '../geometry/coverage.ts';
import type { ItemList, StacItem } from '../items.ts';
import { PAGE_TOKEN, PlacedRow, type Row, type Slice } from '../reads/pages.ts';
import type { SortBy } from '../search.ts';
import type { DateRange } from '../values/dates.ts';
import { type BBox, type JsonObject, recordOf } from '../values/wire.ts';

/** An imagery search with checked arguments. */
export interface ImagerySearch {
  readonly contractId: string;
  /** `archive` is the documented search; the STAC search stands in where its route is missing or its list too long. */
  readonly route: 'archive' | 'stac';
  readonly bbox?: BBox | undefined;
  readonly intersects?: Geometry | undefined;
  readonly dates?: DateRange | undefined;
  readonly collections?: readonly string[] | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly sortBy?: readonly SortBy[] | undefined;
}

/**
 * The searched area, or its part on one side of the antimeridian.
 *
 * A box across the antimeridian is cut there, and each part is searched by itself. `mergeParts` puts the two listings
 * in one order. A footprint across the line is in both listings, so the later part leaves out items that meet the box
 * of the earlier one. A cursor holds a position in each part, or null for a part that has ended. Any other area is one
 * part, and its listing passes through unchanged: a geometry is cut as well, but its pieces make one geometry.
 */
export interface AreaPart {
  readonly bbox?: BBox;
  readonly intersects?: Geometry;
}

/**
 * A position in the results of one part: an index, and the id of the item before it. On the STAC search the index
 * counts in the page of `token`, which is empty for the first page.
 */
export interface PartPosition {
  readonly index: number;
  readonly behind?: string | undefined;
  readonly token?: string | undefined;
}

export interface PartRequest {
  readonly search: ImagerySearch;
  readonly parts: readonly AreaPart[];
  readonly part: number;
  readonly filter: JsonObject | undefined;
  /** Rows per answer where the route has pages. */
  readonly limit: number;
}

export interface PartSlice extends Slice<StacItem, PartPosition> {
  /** The route that answered. */
  readonly route: ImagerySearch['route'];
}

type SearchClient = Pick<AlephClient, 'searchArchive' | 'searchItems'>;

/** The two parts of a box across the antimeridian; any other search as one part. */
export function partsOf({ bbox, intersects }: ImagerySearch): readonly AreaPart[] {
  if (bbox !== undefined) return partsOfBox(bbox).map((box) => ({ bbox: box }));
  return [intersects === undefined ? {} : { intersects: cutGeometry(intersects) }];
}

const ITEM_ID = /^.{0,2048}$/s;
const TOKEN = new RegExp(`^$|${PAGE_TOKEN.source}`, 'u');
const FURTHEST_INDEX = 10_000;

/** Whether a value out of a cursor can be a position in some part. */
export function isPartPosition(value: unknown): value is PartPosition {
  const { index, behind, token } = recordOf(value) ?? {};
  const isIndex = Number.isInteger(index) && Number(index) >= 0 && Number(index) <= FURTHEST_INDEX;
  return isIndex && isTextOrAbsent(behind, ITEM_ID) && isTextOrAbsent(token, TOKEN);
}

function isTextOrAbsent(value: unknown, pattern: RegExp): boolean {
  return value === undefined || (typeof value === 'string' && pattern.test(value));
}

/** The rows of one part from `position` on. */
export async function readPart(client: SearchClient, request: PartRequest, position: PartPosition): Promise<PartSlice> {
  const { bbox, dates } = { ...request.search, ...request.parts[request.part] };
  const isDocumented = request.search.route === 'archive' && position.token === undefined;
  if (!isDocumented || bbox === undefined || dates === undefined) return readStac(client, request, position);
  try {
    const list = await client.searchArchive(request.search.contractId, { bbox, ...dates });
    const placeBehind = (index: number, item: StacItem) => ({ index, behind: item.itemId });
    const rows = rowsFrom(list.items, request, { start: startOf(list.items, position), next: undefined, placeBehind });
    return { rows, next: undefined, totalCount: countOf(list, request), route: 'archive' };
  } catch (error) {
    if (!isMissingRoute(error) && !isTooLong(error)) throw error;
    if (position.index > 0) throw badInput(['after'], 'after: Aleph now lists this search otherwise. Start again.');
    return readStac(client, request, position);
  }
}

/**
 * The index behind the cursor's item, found by the item's id. Since the cursor was made, the list may have grown, or
 * Aleph may have begun to apply a filter. The index of the cursor counts only where the item is gone.
 */
function startOf(items: readonly StacItem[], { index, behind }: PartPosition): number {
  if (behind === undefined || items[index - 1]?.itemId === behind) return index;
  const found = items.findIndex((item) => item.itemId === behind);
  return found === -1 ? index : found + 1;
}

async function readStac(client: SearchClient, request: PartRequest, position: PartPosition): Promise<PartSlice> {
  const { contractId, dates, collections, ids, sortBy } = request.search;
  const { index, token = '' } = position;
  const page = await client.searchItems(contractId, {
    ...request.parts[request.part],
    datetime: dates && `${dates.start}T00:00:00Z/${dates.end}T23:59:59.999Z`,
    collections: collections?.length ? collections : undefined,
    ids,
    sortBy,
    filter: request.filter,
    // A page shorter than the cursor's index would not hold the rows behind it.
    limit: Math.max(request.limit, index),
    token: token === '' ? undefined : token,
  });
  const next = page.nextToken === undefined ? undefined : { index: 0, token: page.nextToken };
  const placeBehind = (place: number, item: StacItem) => ({ index: place, behind: item.itemId, token });
  return {
    rows: rowsFrom(page.items, request, { start: startOf(page.items, position), next, placeBehind }),
    next,
    broken: page.broken,
    totalCount: countOf(page, request),
    route: 'stac',
  };
}

interface Stretch {
  readonly start: number;
  /** The position behind the last item. Without it, a cursor there would read this page again for no row. */
  readonly next: PartPosition | undefined;
  readonly placeBehind: (index: number, item: StacItem) => PartPosition;
}

/** Rows from `start` on, without those across the antimeridian that an earlier part has too. */
function rowsFrom(
  items: readonly StacItem[],
  { parts, part }: PartRequest,
  { start, next, placeBehind }: Stretch,
): readonly Row<StacItem, PartPosition>[] {
  const earlier = parts.slice(0, part).flatMap(({ bbox }) => (bbox === undefined ? [] : [bbox]));
  const placeAt = (index: number, item: StacItem) => (index === items.length && next) || placeBehind(index, item);
  const rows: Row<StacItem, PartPosition>[] = [];
  for (let index = start; index < items.length; index += 1) {
    const item = items[index];
    if (item === undefined || earlier.some((box) => isIn(box, item))) continue;
    rows.push(new PlacedRow(item, index + 1, placeAt));
  }
  return rows;
}

function isIn(box: BBox, { geometry }: StacItem): boolean {
  return geometry !== undefined && touches(geometry, box);
}

/** Undefined for two parts: the sum of their counts would count items across the antimeridian twice. */
function countOf({ matched }: ItemList, { parts }: PartRequest): number | undefined {
  return parts.length === 1 ? matched : undefined;
}
