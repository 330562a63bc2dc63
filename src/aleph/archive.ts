import type { Clock } from '../async/clock.ts';
import { type Absence, createAbsence } from './absences.ts';
import { AlephError } from './errors.ts';
import { type ItemList, itemsIn, type StacItem, takenAt } from './items.ts';
import { continuationOf } from './reads/continuations.ts';
import type { Reader } from './reads/reader.ts';
import { checkSomeFit, listShapes } from './reads/slices.ts';
import { isShort } from './search.ts';
import { dayAfter } from './values/dates.ts';
import type { BBox } from './values/wire.ts';

/** Days are YYYY-MM-DD, both included. */
export interface ArchiveSearch {
  readonly bbox: BBox;
  readonly start: string;
  readonly end: string;
  /** True for a search that this route has begun to answer: it is asked again, even if it was found missing since. */
  readonly isUnderWay?: boolean;
}

const SEARCH_PATH = '/archive/search';
const MISSING_KEPT_MS = 10 * 60_000;

/** Remembers for ten minutes that there is no POST /archive/search. */
export function createArchiveAbsence(clock: Clock): Absence {
  return createAbsence(clock, MISSING_KEPT_MS);
}

export interface ArchiveList extends ItemList {
  /** Whether Aleph says that there is more. This route has no documented way to ask for it. */
  readonly goesOn: boolean;
}

/** Whether Aleph's search includes `end_date`. It is documented nowhere. */
export type ArchiveEnd = 'unknown' | 'included' | 'excluded';

/** Facts about the documented search. */
export interface ArchiveRoute {
  readonly absence: Absence;
  readonly end: ArchiveEnd;
}

/**
 * POST /archive/search as the guide documents it: a box and two days, no paging, the whole list at once [seed].
 * The answer is documented nowhere; it is read as a FeatureCollection of STAC Items. Unless Aleph is known to include
 * the last day, the day after is asked for too, and items from there on are left out.
 */
export async function listArchive(
  reader: Reader,
  { absence, end: lastDay }: ArchiveRoute,
  contractId: string,
  { bbox, start, end, isUnderWay = false }: ArchiveSearch,
): Promise<ArchiveList> {
  const party = { identity: reader.identity, contractId };
  if (!isUnderWay && absence.isKnownTo(party)) {
    const upstream = { service: 'archive', status: 404, attempts: 0 } as const;
    throw new AlephError('NOT_FOUND', 'Aleph has no archive search here.', { upstream });
  }
  const beyond = lastDay === 'included' ? undefined : dayAfter(end);
  try {
    return await reader.read({
      service: 'archive',
      operation: 'searchArchive',
      method: 'POST',
      route: SEARCH_PATH,
      path: SEARCH_PATH,
      contractId,
      body: { bbox, start_date: start, end_date: beyond ?? end },
      ...listShapes((list, losses) => {
        const found = itemsIn(contractId, list, losses);
        const { items, gaps } = found;
        const way = continuationOf(list, items.length + gaps.length, { route: SEARCH_PATH, path: SEARCH_PATH, at: {} });
        const goesOn = way.next !== undefined || way.broken || isShort(found);
        checkSomeFit({ rows: items, gaps }, goesOn || undefined);
        return { ...(beyond === undefined ? found : itemsBefore(beyond, found, goesOn)), goesOn };
      }),
    });
  } catch (error) {
    // API Gateway says so before it looks at the contract.
    if (isMissingRoute(error)) absence.note(party, error.reason === 'ROUTE');
    throw error;
  }
}

/** The items that were taken before a day. Their count is known only of a whole list. */
function itemsBefore(day: string, { items, gaps, matched }: ItemList, goesOn: boolean): ItemList {
  const kept = keptBefore(day, items);
  if (kept.length === items.length) return { items, gaps, matched };
  return {
    items: kept,
    gaps: gaps.map((gap) => keptBefore(day, items.slice(0, gap)).length),
    matched: matched === undefined || goesOn ? undefined : kept.length + gaps.length,
  };
}

function keptBefore(day: string, items: readonly StacItem[]): readonly StacItem[] {
  const kept: StacItem[] = [];
  for (const item of items) {
    if ((takenAt(item) ?? '') < day) kept.push(item);
  }
  return kept;
}

/** Whether Aleph answered that it has no such route: by 404, 405, or API Gateway's 403 (reason ROUTE). */
export function isMissingRoute(error: unknown): error is AlephError {
  if (!(error instanceof AlephError)) return false;
  return error.reason === 'ROUTE' || error.upstream?.status === 404 || error.upstream?.status === 405;
}

/** Whether the list is longer than an answer may be; the STAC search has pages. */
export function isTooLong(error: unknown): boolean {
  return error instanceof AlephError && error.reason === 'TOO_LARGE';
}
