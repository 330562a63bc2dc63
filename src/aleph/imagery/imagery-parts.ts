import type { Geometry } from 'geojson';
import { isMissingRoute, isTooLong } from '../archive.ts';
import type { AlephClient } from '../client.ts';
import { badInput } from '../errors.ts';
import { cutGeometry, partsOfBox } from '../geometry/antimeridian.ts';
import { touches } from '../geometry/coverage.ts';
import type { ItemList, StacItem } from '../items.ts';
import type { Continuation } from '../reads/continuations.ts';
import type { AnswerPlace } from '../reads/positions.ts';
import { type Slice, sliceAt } from '../reads/slices.ts';
import type { SortBy } from '../search.ts';
import type { DateRange } from '../values/dates.ts';
import type { BBox, JsonObject } from '../values/wire.ts';

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

/** A position in one part. Without `at` it counts in the list of the documented search, otherwise in a STAC page. */
export type PartPosition = AnswerPlace;

export interface PartRequest {
  readonly search: ImagerySearch;
  readonly parts: readonly AreaPart[];
  readonly part: number;
  /** The route that a cursor goes on by; undefined at the start. */
  readonly begunOn?: ImagerySearch['route'] | undefined;
  readonly filter: JsonObject | undefined;
  /** Rows per answer where the route has pages. */
  readonly limit: number;
}

export interface PartSlice extends Slice<StacItem, PartPosition> {
  /** The route that answered. */
  readonly route: ImagerySearch['route'];
}

type SearchClient = Pick<AlephClient, 'listArchive' | 'searchItems'>;

/** The route that reached a position. All parts of a search go on by it. Undefined at the start. */
export function routeOf(position: readonly (PartPosition | null)[]): ImagerySearch['route'] | undefined {
  if (position.some((place) => place?.at !== undefined)) return 'stac';
  return position.some((place) => place !== null && place.index > 0) ? 'archive' : undefined;
}

/** The two parts of a box across the antimeridian; any other search as one part. */
export function partsOf({ bbox, intersects }: ImagerySearch): readonly AreaPart[] {
  if (bbox !== undefined) return partsOfBox(bbox).map((box) => ({ bbox: box }));
  return [intersects === undefined ? {} : { intersects: cutGeometry(intersects) }];
}

/** The rows of one part from `position` on. */
export async function readPart(client: SearchClient, request: PartRequest, position: PartPosition): Promise<PartSlice> {
  const { search, begunOn = routeOf([position]) } = request;
  const { bbox, dates } = { ...search, ...request.parts[request.part] };
  const isDocumented = search.route === 'archive' && begunOn !== 'stac';
  if (!isDocumented || bbox === undefined || dates === undefined) return readStac(client, request, position);
  try {
    const more = begunOn === 'archive' ? { isUnderWay: true } : {};
    const list = await client.listArchive(search.contractId, { bbox, ...dates, ...more });
    const asListed = () => partSlice('archive', request, position, { ...list, next: undefined, broken: list.goesOn });
    if (!list.goesOn || begunOn !== undefined) return asListed();
    // Only the STAC search can go on. It begins anew, since its order may be another one.
    return await readStac(client, request, position).catch(unlessMissing(asListed));
  } catch (error) {
    if (!isMissingRoute(error) && !isTooLong(error)) throw error;
    if (begunOn !== undefined) throw badInput(['after'], 'after: Aleph now lists this search otherwise. Start again.');
    return readStac(client, request, position);
  }
}

/** Handles the error of a route that Aleph does not have. */
function unlessMissing<T>(otherwise: () => T) {
  return (error: unknown): T => {
    if (isMissingRoute(error)) return otherwise();
    throw error;
  };
}

async function readStac(client: SearchClient, request: PartRequest, position: PartPosition): Promise<PartSlice> {
  const { contractId, dates, collections, ids, sortBy } = request.search;
  const { index, at = {} } = position;
  const page = await client.searchItems(contractId, {
    ...request.parts[request.part],
    datetime: dates && `${dates.start}T00:00:00Z/${dates.end}T23:59:59.999999Z`,
    collections: collections?.length ? collections : undefined,
    ids,
    sortBy,
    filter: request.filter,
    // A page shorter than the cursor's index would not hold the rows behind it.
    limit: Math.max(request.limit, index),
    at,
  });
  return partSlice('stac', request, { ...position, at }, page);
}

/** Rows from a position on, without those across the antimeridian that an earlier part has too. */
function partSlice(
  route: ImagerySearch['route'],
  { parts, part }: PartRequest,
  position: PartPosition,
  list: ItemList & Continuation,
): PartSlice {
  const { rows, gaps, ...ways } = sliceAt(position, { ...list, rows: list.items }, ({ itemId }) => itemId);
  // The sum of the counts of two parts would count items across the antimeridian twice.
  const totalCount = parts.length === 1 ? list.matched : undefined;
  const earlier = parts.slice(0, part).flatMap(({ bbox }) => (bbox === undefined ? [] : [bbox]));
  if (earlier.length === 0) return { rows, gaps, ...ways, totalCount, route };
  const own = rows.filter(({ item }) => !earlier.some((box) => isIn(box, item)));
  const gapsOfOwn = gaps.map((gap) => own.findLastIndex((row) => rows.indexOf(row) < gap) + 1);
  return { rows: own, gaps: gapsOfOwn, ...ways, totalCount, route };
}

function isIn(box: BBox, { geometry }: StacItem): boolean {
  return geometry !== undefined && touches(geometry, box);
}
