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

/** Every row of a listing that goes on by offset, if it has pages at all: the first is asked for as it stands in `read`. */
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
 * Every row of a listing, page after page. As a list cannot say that it is not complete, one that cannot be read to its
 * end is an error: FOREIGN_LINK where it leads elsewhere or in a circle, TOO_LARGE after 200 pages, BUDGET_EXCEEDED where
 * the calls run out. A listing of one page is the list that was read: it may be kept between requests, and what was
 * written of it with it.
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
