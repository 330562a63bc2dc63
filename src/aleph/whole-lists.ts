import { type ListingSite, MAX_SLICES, offsetLinkOf } from './pages.ts';
import type { Read, Reader } from './reader.ts';
import { listOf, ShapeMismatch } from './wire.ts';

interface WholeListSlice<T, P> {
  readonly rows: readonly T[];
  readonly next: P | undefined;
}

/**
 * Every row of a listing that goes on by offset, if it has pages at all: the first is asked for as it stands in `read`.
 * A link that leads elsewhere is an error, as a list could not say that it is not complete.
 */
export function readWholeList<T>(
  reader: Reader,
  read: Omit<Read<unknown>, 'shape' | 'shapeList'>,
  rowsIn: (json: unknown) => readonly T[],
): Promise<readonly T[]> {
  const site = { apiUrl: reader.apiUrl, path: read.path };
  return readEveryPage(0, (offset) => {
    const shape = (json: unknown) => ({ rows: rowsIn(json), next: nextOffsetOf(json, site, offset) });
    return reader.read(offset === 0 ? { shape, ...read } : { shape, ...read, query: { ...read.query, offset } });
  });
}

/**
 * Every row of a short listing, page after page, at most 20 pages. A listing of one page is the list that was read: it
 * may be kept between requests, and what was written of it with it.
 */
export async function readEveryPage<T, P>(
  start: P,
  read: (position: P) => Promise<WholeListSlice<T, P>>,
): Promise<readonly T[]> {
  let { rows, next } = await read(start);
  for (let pages = 1; next !== undefined && pages < MAX_SLICES; pages += 1) {
    const slice = await read(next);
    rows = [...rows, ...slice.rows];
    next = slice.next;
  }
  return rows;
}

function nextOffsetOf(json: unknown, site: ListingSite, offset: number): number | undefined {
  const { next, broken } = offsetLinkOf(json, site, offset, listOf(json).length);
  if (broken) throw new ShapeMismatch('a link that leads elsewhere', 'FOREIGN_LINK');
  return next;
}
