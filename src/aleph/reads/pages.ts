import { canonicalJson } from '../../json/canonical.ts';
import { AlephError } from '../errors.ts';
import { invalidAnswer } from '../transport/answers.ts';
import type { Row, Slice } from './slices.ts';

/** A page of the size that the caller asked for, filled from one or more slices. */
export interface Page<T, P> {
  readonly rows: readonly Row<T, P>[];
  /** The position behind the page, also for an empty page. */
  readonly end: P;
  readonly hasMore: boolean;
  /** Whether there are rows before the page; absent where nothing tells. */
  readonly hasPrevious?: boolean;
  /** False when reading on stopped at a limit, or at a broken link, before the page was full. */
  readonly complete: boolean;
  /** As Aleph counts; absent when it does not. */
  readonly totalCount: number | undefined;
  /** Items looked at to fill the page. */
  readonly scanned: number;
  /** Rows between those of the page, and behind them at the end of the listing, that did not fit. */
  readonly skipped: number;
}

export interface PageRequest<T, P> {
  readonly first: number;
  readonly start: P;
  /** Whether the listing begins at `start`. Then it is an error if it has rows and none of them fits. */
  readonly isBeginning?: boolean;
  readonly read: (position: P) => Promise<Slice<T, P>>;
  readonly idOf: (item: T) => string;
  readonly keep?: ((item: T) => boolean) | undefined;
}

/** Most answers read for one page. Without a limit, a filter that keeps nothing would read a whole listing. */
const MAX_SLICES = 20;
const MAX_SCANNED = 10_000;

/**
 * Reads on until the page is full, the listing ends, or a limit is met: 20 answers, 10,000 items, the call budget. An
 * item that comes twice is taken once. A position that comes twice ends the reading, and so does an answer: the links
 * form a circle.
 *
 * @example
 * const page = await fillPage({
 *   first: 100,
 *   start: 0 as ListPosition,
 *   read: (offset) => client.listTasks(contractId, { limit: 100, offset, filter: {} }),
 *   idOf: ({ taskId }) => String(taskId),
 * });
 */
export async function fillPage<T, P>(request: PageRequest<T, P>): Promise<Page<T, P>> {
  const page = new Filling(request);
  const seen = new Set<string>();
  let position = request.start;
  for (let slices = 0; ; slices += 1) {
    seen.add(canonicalJson(position));
    const slice = await readUnlessSpent(request, position, slices);
    if (slice === undefined) return page.ending(position, { hasMore: true, complete: false });
    const isRepeated = slice.rows.length > 0 && seen.size === seen.add(page.signatureOf(slice)).size;
    const isFull = page.take(slice);
    if (isFull !== undefined) return isFull;
    const isCircle = isRepeated || (slice.next !== undefined && seen.has(canonicalJson(slice.next)));
    if (slice.next === undefined || isCircle)
      return page.ended({ ...slice, broken: isCircle || slice.broken === true });
    position = slice.next;
    if (slices + 1 >= MAX_SLICES || page.scanned >= MAX_SCANNED) {
      return page.ending(position, { hasMore: true, complete: false });
    }
  }
}

/** A page while it is filled. */
class Filling<T, P> {
  scanned = 0;
  private readonly request: PageRequest<T, P>;
  private readonly rows: Row<T, P>[] = [];
  private readonly taken = new Set<string>();
  private end: P;
  private skipped = 0;
  private totalCount: number | undefined;

  constructor(request: PageRequest<T, P>) {
    this.request = request;
    this.end = request.start;
  }

  /** A name for an answer: two answers with the same name have the same rows, as far as a glance can tell. */
  signatureOf({ rows }: Slice<T, P>): string {
    const { idOf } = this.request;
    return `${rows.length} ${rows.slice(0, 1).map(({ item }) => idOf(item))} ${rows.slice(-1).map(({ item }) => idOf(item))}`;
  }

  /** The page, if these rows fill it. */
  take(slice: Slice<T, P>): Page<T, P> | undefined {
    const { rows, gaps = [] } = slice;
    this.totalCount ??= slice.totalCount;
    let gap = 0;
    for (let index = 0; index < rows.length; index += 1) {
      const row = rows[index] as Row<T, P>;
      while (gap < gaps.length && (gaps[gap] as number) <= index) gap += 1;
      this.scanned += 1;
      if (!this.isTaken(row.item)) continue;
      this.rows.push(row);
      if (this.rows.length < this.request.first) continue;
      // The rest of this answer is at hand, so `more` is known and not guessed.
      const more = slice.next !== undefined || rows.slice(index + 1).some(({ item }) => this.isWanted(item));
      this.skipped += more ? gap : gaps.length;
      return this.ending(row.next, { hasMore: more, complete: more || !slice.broken });
    }
    this.skipped += gaps.length;
    this.end = rows.at(-1)?.next ?? this.end;
    return undefined;
  }

  /** The page at the end of the listing. */
  ended({ broken, site }: Slice<T, P>): Page<T, P> {
    const isLost = this.request.isBeginning === true && this.scanned === 0 && this.skipped > 0;
    if (isLost && site !== undefined) throw invalidAnswer(site, 'SHAPE', 1);
    return this.ending(this.end, { hasMore: false, complete: broken !== true });
  }

  ending(end: P, { hasMore, complete }: { readonly hasMore: boolean; readonly complete: boolean }): Page<T, P> {
    const { rows, totalCount, scanned, skipped } = this;
    return { rows, end, hasMore, complete, totalCount, scanned, skipped };
  }

  private isWanted(item: T): boolean {
    const { idOf, keep } = this.request;
    return (keep === undefined || keep(item)) && !this.taken.has(idOf(item));
  }

  private isTaken(item: T): boolean {
    const { idOf, keep } = this.request;
    return (keep === undefined || keep(item)) && this.taken.size < this.taken.add(idOf(item)).size;
  }
}

/** A spent call budget fails the first answer; later it only stops the reading. */
async function readUnlessSpent<T, P>(request: PageRequest<T, P>, position: P, slices: number) {
  try {
    return await request.read(position);
  } catch (error) {
    if (slices > 0 && error instanceof AlephError && error.code === 'BUDGET_EXCEEDED') return undefined;
    throw error;
  }
}
