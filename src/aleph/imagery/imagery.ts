import type { AlephClient } from '../client.ts';
import { isFilterRefusal } from '../filter-support.ts';
import { coverageOf, isHeavy, measureAll, type Target } from '../geometry/coverage.ts';
import type { StacItem } from '../items.ts';
import { fillPage, type Page } from '../reads/pages.ts';
import { isAnswerPlace } from '../reads/positions.ts';
import type { Slice } from '../reads/slices.ts';
import type { JsonObject } from '../values/wire.ts';
import { type FilterPlan, NOTHING_TO_FILTER, planHere, planSent } from './filter-plans.ts';
import { mergeParts, orderOf } from './imagery-order.ts';
import { type AreaPart, type ImagerySearch, type PartPosition, partsOf, readPart, routeOf } from './imagery-parts.ts';
import { type ItemFilter, unmetIn } from './item-filters.ts';
import { targetOf } from './searched-areas.ts';

/** A position in each part of a search; null for a part that has ended. The list is empty at the start. */
export type ImageryPosition = readonly (PartPosition | null)[];

/**
 * The position before the first item of any search.
 *
 * @example
 * const search = { contractId, route: 'stac' } as const;
 * const first = await readImageryPage(client, { search, filter: {}, first: 20, from: IMAGERY_START });
 * const second = await readImageryPage(client, { search, filter: {}, first: 20, from: first.end });
 */
export const IMAGERY_START: ImageryPosition = [];

export function isImageryPosition(value: unknown): value is ImageryPosition {
  return Array.isArray(value) && value.length <= 2 && value.every((place) => place === null || isAnswerPlace(place));
}

/**
 * A search, the filter on its items, and the page of the result.
 *
 * @example
 * const request: ImageryPageRequest = {
 *   search: { contractId, route: 'stac', collections: ['l1d-sr'] },
 *   filter: { cloudCoverMax: 20 },
 *   first: 50,
 *   from: IMAGERY_START,
 * };
 */
export interface ImageryPageRequest {
  readonly search: ImagerySearch;
  readonly filter: ItemFilter;
  readonly cql2?: JsonObject | undefined;
  readonly first: number;
  readonly from: ImageryPosition;
}

/** Arguments by the side that applied them, and the number of items read for a page. */
export interface SearchReport {
  readonly appliedByAleph: readonly string[];
  readonly appliedHere: readonly string[];
  readonly itemsScanned: number;
  /** Items that could not be read. */
  readonly itemsSkipped: number;
}

/**
 * A page of items, with a report of who applied which argument.
 *
 * @example
 * const idsOf = (page: ImageryPage) => page.rows.map(({ item }) => item.itemId);
 */
export interface ImageryPage extends Page<StacItem, ImageryPosition> {
  readonly report: SearchReport;
  /** The searched area, for coverage; absent when none was given. */
  readonly target: Target | undefined;
}

type ImageryClient = Pick<
  AlephClient,
  'listArchive' | 'searchItems' | 'takesFilters' | 'takesPlainFilter' | 'noteFiltersRefused'
>;

/**
 * A page of imagery. A box across the antimeridian is searched in two parts. Conditions that Aleph does not apply are
 * applied here, and reading goes on until the page is full.
 *
 * @example
 * const page = await readImageryPage(client, {
 *   search: { contractId, route: 'archive', bbox: [2, 41, 3, 42], dates: { start: '2026-01-01', end: '2026-01-31' } },
 *   filter: { cloudCoverMax: 20 },
 *   first: 50,
 *   from: IMAGERY_START,
 * });
 */
export async function readImageryPage(client: ImageryClient, request: ImageryPageRequest): Promise<ImageryPage> {
  const { search, filter, first, from } = request;
  const target = targetOf(search, filter);
  const parts = partsOf(search);
  const plans = await plansFor(client, request);
  const reading: Reading = { client, request, parts, target, plans, route: search.route, removedBy: new Set() };
  const page = await fillPage({
    first,
    start: from.length === parts.length ? from : parts.map((): PartPosition => ({ index: 0 })),
    isBeginning: from.length === 0,
    read: (position) => readSlice(reading, position),
    idOf: (item) => `${item.collectionId}/${item.itemId}`,
    keep: (item) => isKept(reading, item) && covers(item, target, filter.coverageMin),
  });
  const report = reportOf(reading, page);
  const totalCount = report.appliedHere.length === 0 ? page.totalCount : undefined;
  return { report, target, ...page, totalCount };
}

/** The reading of one page. The route that answers and the filter plan that worked hold for the rest of it. */
interface Reading {
  readonly client: ImageryClient;
  readonly request: ImageryPageRequest;
  readonly parts: readonly AreaPart[];
  readonly target: Target | undefined;
  plans: readonly [FilterPlan, ...FilterPlan[]];
  route: ImagerySearch['route'];
  /** Arguments that Aleph should have applied, and that removed items here after all. */
  readonly removedBy: Set<string>;
}

function isKept({ request, plans, removedBy }: Reading, item: StacItem): boolean {
  const { search, filter } = request;
  const [plan] = plans;
  if (!isWanted(item, search.collections)) {
    removedBy.add('collections');
    return false;
  }
  if (plan.keep(item)) return true;
  for (const name of unmetIn(item, filter)) removedBy.add(name);
  return false;
}

/** The filter plans, best first. Aleph is asked for its filter support only where there is a choice. */
async function plansFor(
  client: ImageryClient,
  { search, filter, cql2 }: ImageryPageRequest,
): Promise<Reading['plans']> {
  if (cql2 === undefined && Object.keys(filter).length === 0) return [NOTHING_TO_FILTER];
  const sent = planSent(filter, cql2);
  const here = planHere(filter, cql2);
  if (here === undefined || sent.sent === undefined) return [sent];
  if (search.route === 'archive') return [here];
  return (await client.takesFilters(search.contractId)) ? [sent, here] : [here];
}

async function readSlice(reading: Reading, position: ImageryPosition): Promise<Slice<StacItem, ImageryPosition>> {
  const slice = await readSliceAsPlanned(reading, position);
  const { target, request } = reading;
  if (target !== undefined && request.filter.coverageMin !== undefined && isHeavy(target)) {
    await measureAll(
      target,
      slice.rows.map(({ item }) => item.geometry),
    );
  }
  return slice;
}

async function readSliceAsPlanned(reading: Reading, position: ImageryPosition) {
  const [plan, fallback] = reading.plans;
  try {
    return await readParts(reading, position, plan);
  } catch (error) {
    if (fallback === undefined || !isFilterRefusal(error)) throw error;
    const { client, request } = reading;
    // A caller's own filter may be rejected for its content; then filtering here would hide the mistake.
    if (request.cql2 !== undefined && (await client.takesPlainFilter(request.search.contractId))) throw error;
    const slice = await readParts(reading, position, fallback);
    reading.plans = [fallback];
    client.noteFiltersRefused(request.search.contractId);
    return slice;
  }
}

async function readParts(reading: Reading, position: ImageryPosition, plan: FilterPlan) {
  const { client, request, parts } = reading;
  const slices = await Promise.all(
    position.map(
      (place, part) =>
        place &&
        readPart(
          client,
          {
            search: request.search,
            parts,
            part,
            begunOn: routeOf(position),
            filter: plan.sent,
            limit: limitOf(request, plan),
          },
          place,
        ),
    ),
  );
  reading.route = slices.find((slice) => slice !== null)?.route ?? reading.route;
  return mergeParts(slices, position, orderOf(request.search.sortBy));
}

const FILTERED_LIMIT = 200;

/** Filtering here needs long pages: with short ones, a filter that keeps few items would use up the call budget. */
function limitOf({ first, filter }: ImageryPageRequest, plan: FilterPlan): number {
  return plan.here.length === 0 && filter.coverageMin === undefined ? first : Math.max(first, FILTERED_LIMIT);
}

function isWanted({ collectionId }: StacItem, collections: readonly string[] | undefined): boolean {
  // A public client found other collections mixed in [obs: im], so this is checked even where Aleph applied it.
  return !collections?.length || collections.includes(collectionId);
}

function covers(item: StacItem, target: Target | undefined, coverageMin: number | undefined): boolean {
  if (coverageMin === undefined) return true;
  return target !== undefined && (coverageOf(target, item.geometry) ?? -1) >= coverageMin;
}

function reportOf({ request, plans, route, removedBy }: Reading, page: Page<StacItem, ImageryPosition>): SearchReport {
  const { search, filter } = request;
  const [plan] = plans;
  const asked = ['bbox', 'intersects', 'dates', 'ids', 'sortBy'] as const;
  const collections = search.collections?.length ? ['collections'] : [];
  const appliedHere = new Set([
    ...(route === 'stac' ? [] : collections),
    ...plan.here,
    ...(filter.coverageMin === undefined ? [] : ['coverageMin']),
    ...removedBy,
  ]);
  return {
    appliedByAleph: [
      ...asked.filter((name) => search[name] !== undefined),
      ...(route === 'stac' ? collections : []),
      ...plan.byAleph,
    ],
    appliedHere: [...appliedHere],
    itemsScanned: page.scanned,
    itemsSkipped: page.skipped,
  };
}
