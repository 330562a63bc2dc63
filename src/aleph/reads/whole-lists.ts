import { canonicalJson } from '../../json/canonical.ts';
import type { Losses } from '../../json/losses.ts';
import type { RecordType } from '../../json/records.ts';
import { type CallSite, invalidAnswer } from '../transport/answers.ts';
import { listOf, ShapeMismatch } from '../values/wire.ts';
import { offsetLinkOf } from './pages.ts';
import type { Read, Reader } from './reader.ts';

interface WholeListSlice<T, P> {
  readonly rows: readonly T[];
  readonly next: P | undefined;
}

const MOST_PAGES = 200;

/** Every row of a listing with or without pages. `read` is the first page; later ones add an offset to its query. */
export function readWholeList<S, T>(
  reader: Reader,
  read: Omit<Read<unknown>, 'shape' | 'shapeList'>,
  type: RecordType<S, T>,
  shared: S,
): Promise<readonly T[]> {
  const site = { apiUrl: reader.apiUrl, path: read.path };
  return readEveryPage(read, 0, (offset) => {
    const shape = (json: unknown, losses: Losses) => {
      const { next, broken } = offsetLinkOf(json, site, offset, listOf(json).length);
      if (broken) throw new ShapeMismatch('a link that leads elsewhere', 'FOREIGN_LINK');
      return { rows: rowsOf(type, shared, json, losses), next };
    };
    return reader.read(offset === 0 ? { shape, ...read } : { shape, ...read, query: { ...read.query, offset } });
  });
}

/** Rows that fit. */
export function rowsOf<S, T>(type: RecordType<S, T>, shared: S, json: unknown, losses: Losses): readonly T[] {
  return type.listOf(shared, listOf(json), losses).filter((row) => row !== undefined);
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
): Promise<readonly T[]> {
  let { rows, next } = await read(start);
  const seen = new Set([canonicalJson(start)]);
  while (next !== undefined) {
    if (seen.size === seen.add(canonicalJson(next)).size) throw invalidAnswer(site, 'FOREIGN_LINK', 1);
    if (seen.size > MOST_PAGES) throw invalidAnswer(site, 'TOO_LARGE', 1);
    const slice = await read(next);
    rows = [...rows, ...slice.rows];
    next = slice.next;
  }
  return rows;
}
