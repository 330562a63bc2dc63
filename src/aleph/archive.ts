import type { Clock } from '../async/clock.ts';
import { createMemory, type Memory } from '../async/memory.ts';
import { AlephError } from './errors.ts';
import { type ItemList, itemsIn } from './items.ts';
import { continuationOf } from './reads/continuations.ts';
import type { Reader } from './reads/reader.ts';
import { checkSomeFit, listShapes } from './reads/slices.ts';
import { isShort } from './search.ts';
import type { BBox } from './values/wire.ts';

/** Days are YYYY-MM-DD, both included. */
export interface ArchiveSearch {
  readonly bbox: BBox;
  readonly start: string;
  readonly end: string;
}

const SEARCH_PATH = '/archive/search';
const MISSING_KEPT_MS = 10 * 60_000;

/** Remembers for ten minutes that an Aleph has no POST /archive/search, by the error that showed it. */
export type ArchiveRoute = Memory<AlephError>;

export function createArchiveRoute(clock: Clock): ArchiveRoute {
  return createMemory(clock, MISSING_KEPT_MS);
}

export interface ArchiveList extends ItemList {
  /** Whether Aleph says that there is more. This route has no documented way to ask for it. */
  readonly goesOn: boolean;
}

/**
 * POST /archive/search as the guide documents it: a box and two days, no paging, the whole list at once [seed].
 * The answer is documented nowhere; it is read as a FeatureCollection of STAC Items.
 */
export async function searchArchive(
  reader: Reader,
  missingRoute: ArchiveRoute,
  contractId: string,
  { bbox, start, end }: ArchiveSearch,
): Promise<ArchiveList> {
  const missing = missingRoute.get();
  if (missing !== undefined) throw missing;
  try {
    return await reader.read({
      service: 'archive',
      operation: 'searchArchive',
      method: 'POST',
      route: SEARCH_PATH,
      path: SEARCH_PATH,
      contractId,
      body: { bbox, start_date: start, end_date: end },
      ...listShapes((list, losses) => {
        const found = itemsIn(contractId, list, losses);
        const { items, gaps } = found;
        const way = continuationOf(list, items.length + gaps.length, { route: SEARCH_PATH, path: SEARCH_PATH, at: {} });
        const goesOn = way.next !== undefined || way.broken || isShort(found);
        checkSomeFit({ rows: items, gaps }, goesOn || undefined);
        return { ...found, goesOn };
      }),
    });
  } catch (error) {
    if (isMissingRoute(error)) missingRoute.set(error);
    throw error;
  }
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
