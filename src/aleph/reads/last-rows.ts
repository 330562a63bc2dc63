import { canonicalJson } from '../../json/canonical.ts';
import { fillPage, type Page } from './pages.ts';
import type { ListPosition } from './positions.ts';
import type { Row, Slice } from './slices.ts';

export interface LastRowsRequest<T> {
  readonly last: number;
  /** The rows begin here; 0 for the whole listing. */
  readonly start: ListPosition;
  /** The position behind the row that ends them; absent for the end of the listing. */
  readonly before: ListPosition | undefined;
  readonly read: (position: ListPosition, limit: number) => Promise<Slice<T, ListPosition>>;
  readonly idOf: (item: T) => string;
}

const MAX_SLICES = 20;
const FORWARD_ROWS = 100;

/**
 * The last rows of a listing, or those before a row, in the order of the listing.
 *
 * Where Aleph counts the rows and takes an offset, this takes one call, and one more to learn the count. Otherwise the
 * listing is read from its start.
 */
export async function readLastRows<T>(request: LastRowsRequest<T>): Promise<Page<T, ListPosition>> {
  const { last, start, before } = request;
  if (typeof start === 'number' && typeof before === 'number') return readWindow(request, start, before - 1);
  if (typeof start === 'number' && before === undefined) {
    const { totalCount, next } = await request.read(start, last);
    if (totalCount !== undefined && typeof next === 'number') return readWindow(request, start, totalCount);
  }
  return readForward(request);
}

/** Reads windows of the listing from the end backwards: one, or more where rows do not fit. */
async function readWindow<T>(request: LastRowsRequest<T>, start: number, end: number): Promise<Page<T, ListPosition>> {
  const { last, before } = request;
  let rows: readonly Row<T, ListPosition>[] = [];
  let from = Math.max(start, end);
  let skipped = 0;
  let complete = true;
  let totalCount: number | undefined;
  for (let slices = 0; from > start && rows.length < last; ) {
    let position = Math.max(start, from - (last - rows.length));
    const [low, found]: [number, Row<T, ListPosition>[]] = [position, []];
    while (position < from) {
      const slice = await request.read(position, from - position);
      const own = slice.rows.filter(({ next }) => Number(next) <= from);
      const ownGaps = (slice.gaps ?? []).filter((gap) => gap < own.length || own.length === slice.rows.length);
      found.push(...own);
      skipped += ownGaps.length;
      totalCount = slice.totalCount;
      slices += 1;
      const isStopped = slice.broken === true || slices >= MAX_SLICES;
      complete &&= !isStopped;
      position = !isStopped && typeof slice.next === 'number' && slice.next > position ? slice.next : from;
    }
    rows = [...found, ...rows];
    from = low;
    if (!complete) break;
  }
  const hasMore = before !== undefined;
  const stop = rows.at(-1)?.next ?? from;
  return { rows, end: stop, hasMore, hasPrevious: from > start, complete, totalCount, scanned: rows.length, skipped };
}

async function readForward<T>(request: LastRowsRequest<T>): Promise<Page<T, ListPosition>> {
  const { last, start, before, read, idOf } = request;
  const all = await fillPage({
    first: Number.POSITIVE_INFINITY,
    start,
    isBeginning: start === 0,
    read: (position) => read(position, FORWARD_ROWS),
    idOf,
  });
  const stop = before === undefined ? '' : canonicalJson(before);
  const found = all.rows.findIndex(({ next }) => canonicalJson(next) === stop);
  const wanted = found === -1 ? all.rows : all.rows.slice(0, found);
  const rows = wanted.slice(-last);
  const hasMore = found !== -1 || all.hasMore;
  return { ...all, rows, end: rows.at(-1)?.next ?? start, hasMore, hasPrevious: wanted.length > rows.length };
}
