import { canonicalJson } from '../../json/canonical.ts';
import type { RecordType } from '../../json/records.ts';
import { type CallSite, invalidAnswer } from '../transport/answers.ts';
import { ShapeMismatch } from '../values/wire.ts';
import type { Onwards } from './positions.ts';
import type { Reader } from './reader.ts';
import { checkSomeFit, fittingRows, type ListRead, listShapes, queryAt, wayOn } from './slices.ts';

/** Every row of a listing. `lost` names the read in which some rows did not fit. */
export type WholeList<T> = readonly T[] & { readonly lost?: CallSite };

interface WholeListSlice<T, P> {
  readonly rows: WholeList<T>;
  readonly next: P | undefined;
}

const MOST_PAGES = 200;

/** Every row of a listing with or without pages, each id once. Later pages add a position to the query of `read`. */
export function readWholeList<S, T>(
  reader: Reader,
  read: ListRead,
  { type, shared, idOf }: { readonly type: RecordType<S, T>; readonly shared: S; readonly idOf?: (row: T) => string },
): Promise<WholeList<T>> {
  const known = new Set<string>();
  return readEveryPage(read, {}, async (at: Onwards) => {
    // A whole list may be kept, and rows on tapes would keep the pieces of their answer.
    const { shape } = listShapes((list, losses) => {
      const all = type.listOf(shared, list, losses);
      const { next, broken } = wayOn(list, all.length, { route: read.route, path: read.path, at });
      if (broken) throw new ShapeMismatch('a link that leads elsewhere', 'FOREIGN_LINK');
      const fitting = fittingRows(all, losses);
      checkSomeFit(fitting, next);
      // Some servers send a next link even behind the last row.
      return { rows: withLost(fitting.rows, fitting.gaps.length > 0, read), next: all.length > 0 ? next : undefined };
    });
    const page = await reader.read({ ...read, query: queryAt(read.query, at), shape });
    return idOf === undefined ? page : { ...page, rows: onceEach(page.rows, known, { idOf, read }) };
  });
}

/** Leaves out rows whose ids are known. Throws for a later page of which all are: the pages form a circle. */
function onceEach<T>(
  rows: WholeList<T>,
  known: Set<string>,
  { idOf, read }: { readonly idOf: (row: T) => string; readonly read: CallSite },
): WholeList<T> {
  const isFirst = known.size === 0;
  const fresh = rows.filter((row) => known.size < known.add(idOf(row)).size);
  if (fresh.length === rows.length) return rows;
  if (fresh.length === 0 && !isFirst) throw invalidAnswer(read, 'FOREIGN_LINK', 1);
  return withLost(fresh, rows.lost !== undefined, read);
}

/** Marks a list as one with rows that could not be read. */
export function withLost<T>(rows: readonly T[], isLost: boolean, lost: CallSite): WholeList<T> {
  // Not enumerable, so that the list compares and prints as its rows.
  return isLost ? Object.defineProperty(rows, 'lost', { value: lost }) : rows;
}

/** The row that is asked for; undefined when the list has none. Throws where a row that did not fit may be it. */
export function findRow<T>(list: WholeList<T>, isAskedFor: (row: T) => boolean): T | undefined {
  const found = list.find(isAskedFor);
  if (found === undefined && list.lost !== undefined) throw invalidAnswer(list.lost, 'SHAPE', 1);
  return found;
}

/**
 * Every row of a listing, page after page. A list cannot say that it is incomplete, so a listing without a readable end
 * is an error: FOREIGN_LINK for links that lead elsewhere or in a circle, TOO_LARGE after 200 pages, BUDGET_EXCEEDED
 * without calls left. For a single page the result is the list of that read itself. It may be kept between requests,
 * and the compiler keeps its JSON with it.
 */
export async function readEveryPage<T, P>(
  site: CallSite,
  start: P,
  read: (position: P) => Promise<WholeListSlice<T, P>>,
): Promise<WholeList<T>> {
  let { rows, next } = await read(start);
  const seen = new Set([canonicalJson(start)]);
  while (next !== undefined) {
    if (seen.size === seen.add(canonicalJson(next)).size) throw invalidAnswer(site, 'FOREIGN_LINK', 1);
    if (seen.size > MOST_PAGES) throw invalidAnswer(site, 'TOO_LARGE', 1);
    const slice = await read(next);
    const isLost = rows.lost !== undefined || slice.rows.lost !== undefined;
    rows = withLost([...rows, ...slice.rows], isLost, site);
    next = slice.next;
  }
  if (rows.length === 0 && rows.lost !== undefined) throw invalidAnswer(rows.lost, 'SHAPE', 1);
  return rows;
}
