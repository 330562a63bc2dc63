import type { JsonList } from '../../json/list.ts';
import type { Losses, Skipped } from '../../json/losses.ts';
import type { RecordType } from '../../json/records.ts';
import type { CallSite } from '../transport/answers.ts';
import { checkReportsNoError, parsedListOf } from '../values/lists.ts';
import { countOf, ShapeMismatch } from '../values/wire.ts';
import { type Continuation, continuationOf, type ListSite } from './continuations.ts';
import { type AnswerPlace, indexOfPlace, type ListPosition, type Onwards } from './positions.ts';
import type { Question } from './read-keys.ts';
import type { Read } from './reader.ts';

/** One item, and the position behind it. */
export interface Row<T, P> {
  readonly item: T;
  readonly next: P;
}

/** A row that works out its position on first use: of thousands of rows in a page, only the last one's is used. */
export class PlacedRow<T, W, P> implements Row<T, P> {
  readonly item: T;
  private readonly where: W;
  private readonly placeAt: (where: W, item: T) => P;

  constructor(item: T, where: W, placeAt: (where: W, item: T) => P) {
    this.item = item;
    this.where = where;
    this.placeAt = placeAt;
  }

  get next(): P {
    return this.placeAt(this.where, this.item);
  }
}

/** The rows of a listing in one upstream answer, from some position on. */
export interface Slice<T, P> {
  readonly rows: readonly Row<T, P>[];
  /** Where the following slice starts; absent at the end of the listing. */
  readonly next: P | undefined;
  /** True when Aleph says that there is more, and the way there cannot be followed. The page is not complete. */
  readonly broken?: boolean;
  readonly totalCount?: number | undefined;
  /** Rows of the answer that did not fit. */
  readonly skipped?: Skipped | undefined;
  /** For each of them, the number of `rows` before it. */
  readonly gaps?: readonly number[] | undefined;
  readonly site?: CallSite | undefined;
}

/** Both readers of a list, from one. */
export function listShapes<T>(read: (list: JsonList, losses: Losses) => T): Pick<Read<T>, 'shape' | 'shapeList'> {
  const checked = (list: JsonList, losses: Losses) => {
    checkReportsNoError(list);
    return read(list, losses);
  };
  return { shapeList: checked, shape: (json, losses) => checked(parsedListOf(json), losses) };
}

/** Rows that fit, and for each other row the number of those before it. */
export interface FittingRows<T> {
  readonly rows: readonly T[];
  readonly gaps: readonly number[];
}

/** Leaves out rows that did not fit. */
export function fittingRows<T>(all: readonly (T | undefined)[], { skipped }: Losses): FittingRows<T> {
  if (skipped.rows === 0) return { rows: all as readonly T[], gaps: NO_GAPS };
  const rows: T[] = [];
  const gaps: number[] = [];
  for (const row of all) {
    if (row === undefined) gaps.push(rows.length);
    else rows.push(row);
  }
  return { rows, gaps };
}

const NO_GAPS: readonly number[] = [];

/** Throws ShapeMismatch for a whole list of which no row fits: then it cannot be told what the list holds. */
export function checkSomeFit({ rows, gaps }: FittingRows<unknown>, next: unknown): void {
  if (next === undefined && rows.length === 0 && gaps.length > 0) throw new ShapeMismatch('no row fits');
}

/** A read of a page of a listing, but for its place there. */
export interface ListRead extends CallSite, Pick<Read<unknown>, 'operation' | 'keepMs'> {
  readonly path: string;
  readonly query?: Question['query'];
}

/** The query of a position, over the query of a read. Without an offset in the position there is none in the query. */
export function queryAt(query: Question['query'], at: Onwards): Question['query'] {
  const isByOffset = 'offset' in at || Object.keys(at).length === 0;
  return isByOffset ? { ...query, ...at } : { ...query, offset: undefined, ...at };
}

/** The way on, and the count. A list that counts more rows than it gave, and names no way, goes on by offset. */
export function wayOn(list: JsonList, rows: number, site: ListSite) {
  const way = continuationOf(list, rows, site);
  const totalCount = countOf(list.member('count'));
  const isByOffset = 'offset' in site.at || Object.keys(site.at).length === 0;
  const end = Number(site.at['offset'] ?? 0) + rows;
  const isShort = isByOffset && rows > 0 && totalCount !== undefined && totalCount > end;
  return { ...way, totalCount, ...(isShort && !way.broken && { next: way.next ?? { offset: end } }) };
}

interface PageSpot<T> {
  readonly from: ListPosition;
  readonly limit: number;
  readonly idOf: (row: T) => string;
}

/** A read of the rows of a listing from a position on. `idOf` names a row in listings that are not by offset. */
export function pageRead<S, T>(
  read: ListRead,
  { from, limit, idOf }: PageSpot<T>,
  type: RecordType<S, T>,
  shared: S,
): Read<Slice<T, ListPosition>> {
  const place = typeof from === 'number' ? { at: from === 0 ? {} : { offset: from }, index: 0 } : from;
  const { at = {}, index } = place;
  // An answer shorter than the index would not hold the rows behind it.
  const query = queryAt({ limit: Math.max(limit, index), offset: 0, ...read.query }, at);
  return {
    ...read,
    query,
    ...listShapes((list, losses) => {
      const all = type.listOf(shared, list, losses);
      const { next, broken, totalCount } = wayOn(list, all.length, { route: read.route, path: read.path, at, limit });
      const fitting = fittingRows(all, losses);
      if (from === 0) checkSomeFit(fitting, next);
      const isByOffset = typeof from === 'number' && (next === undefined || isOffsetAlone(next));
      const slice = isByOffset
        ? { rows: rowsByOffset(all, from), next: next && Number(next['offset']), broken, gaps: fitting.gaps }
        : sliceAt({ ...place, at: { offset: 0, ...at } }, { ...fitting, next, broken }, idOf);
      return { ...slice, totalCount, skipped: losses.skipped, site: read };
    }),
  };
}

function isOffsetAlone(next: Onwards): boolean {
  return Object.keys(next).every((name) => name === 'offset');
}

/** A row that does not fit is left out, and still counts for the offsets of later rows. */
function rowsByOffset<T>(all: readonly (T | undefined)[], offset: number): readonly Row<T, number>[] {
  const rows: Row<T, number>[] = [];
  for (let index = 0; index < all.length; index += 1) {
    const item = all[index];
    if (item !== undefined) rows.push({ item, next: offset + index + 1 });
  }
  return rows;
}

interface AnswerRows<T> extends FittingRows<T>, Continuation {}

/** Rows behind a place of an answer. Aleph that answers with the page before goes round in a circle. */
export function sliceAt<T>(place: AnswerPlace, answer: AnswerRows<T>, idOf: (row: T) => string) {
  const { rows, gaps } = answer;
  const { at, behind } = place;
  const start = indexOfPlace(rows, place, idOf);
  const isCircle = place.index === 0 && behind !== undefined && rows.length > 0 && start === rows.length;
  const last = rows.at(-1);
  const next =
    answer.next === undefined || isCircle
      ? undefined
      : { at: answer.next, index: 0, ...(last !== undefined && { behind: idOf(last) }) };
  // Without it, a cursor behind the last row would read this answer again for no row.
  const placeAt = (index: number, row: T) => (index === rows.length && next) || { at, index, behind: idOf(row) };
  return {
    rows: rows.slice(start).map((row, index) => new PlacedRow(row, start + index + 1, placeAt)),
    next,
    broken: answer.broken || isCircle,
    gaps: gaps.filter((gap) => gap >= start).map((gap) => gap - start),
  };
}
