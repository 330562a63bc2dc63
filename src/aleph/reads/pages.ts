import { canonicalJson } from '../../json/canonical.ts';
import type { Losses, Skipped } from '../../json/losses.ts';
import type { RecordType } from '../../json/records.ts';
import { AlephError } from '../errors.ts';
import { withoutSlashes } from '../values/texts.ts';
import { countOf, type JsonObject, listOf, recordOf } from '../values/wire.ts';
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
  /** True when Aleph's next link leads elsewhere or nowhere. Reading stops here, and the page is not complete. */
  readonly broken?: boolean;
  readonly totalCount?: number | undefined;
  /** Rows that did not fit. */
  readonly skipped?: Skipped | undefined;
}

/** A page of the size that the caller asked for, filled from one or more slices. */
export interface Page<T, P> {
  readonly rows: readonly Row<T, P>[];
  /** The position behind the page, also for an empty page. */
  readonly end: P;
  readonly hasMore: boolean;
  /** False when reading on stopped at a limit, or at a broken link, before the page was full. */
  readonly complete: boolean;
  /** As Aleph counts; absent when it does not. */
  readonly totalCount: number | undefined;
  /** Items looked at to fill the page. */
  readonly scanned: number;
}

export interface PageRequest<T, P> {
  readonly first: number;
  readonly start: P;
  readonly read: (position: P) => Promise<Slice<T, P>>;
  readonly idOf: (item: T) => string;
  readonly keep?: ((item: T) => boolean) | undefined;
}

/** Most answers read for one page. Without a limit, a filter that keeps nothing would read a whole listing. */
const MAX_SLICES = 20;
const MAX_SCANNED = 10_000;

/**
 * Reads on until the page is full, the listing ends, or a limit is met: 20 answers, 10,000 items, the call budget.
 * An item that comes twice is taken once. A position that comes twice ends the reading, since the links form a circle.
 *
 * @example
 * const page = await fillPage({
 *   first: 100,
 *   start: 0,
 *   read: (offset) => client.listTasks(contractId, { limit: 100, offset, filter: {} }),
 *   idOf: ({ taskId }) => String(taskId),
 * });
 */
export async function fillPage<T, P>(request: PageRequest<T, P>): Promise<Page<T, P>> {
  const { first, idOf, keep = () => true } = request;
  const rows: Row<T, P>[] = [];
  const taken = new Set<string>();
  const seen = new Set<string>();
  const isWanted = (item: T) => keep(item) && !taken.has(idOf(item));
  const take = (item: T) => keep(item) && taken.size < taken.add(idOf(item)).size;
  let position = request.start;
  let end = position;
  let scanned = 0;
  let totalCount: number | undefined;
  const page = (hasMore: boolean, complete: boolean) => ({
    rows,
    end,
    hasMore,
    complete,
    totalCount,
    scanned,
  });

  for (let slices = 0; ; slices += 1) {
    seen.add(canonicalJson(position));
    const slice = await readUnlessSpent(request, position, slices);
    if (slice === undefined) {
      end = position;
      return page(true, false);
    }
    totalCount ??= slice.totalCount;
    for (let index = 0; index < slice.rows.length; index += 1) {
      const row = slice.rows[index];
      scanned += 1;
      if (row === undefined || !take(row.item)) continue;
      rows.push(row);
      if (rows.length < first) continue;
      end = row.next;
      // The rest of this answer is at hand, so `more` is known and not guessed.
      const more = slice.next !== undefined || slice.rows.slice(index + 1).some((left) => isWanted(left.item));
      return page(more, more || !slice.broken);
    }
    end = slice.rows.at(-1)?.next ?? end;
    if (slice.next === undefined) return page(false, !slice.broken);
    if (seen.has(canonicalJson(slice.next))) return page(false, false);
    end = position = slice.next;
    if (slices + 1 >= MAX_SLICES || scanned >= MAX_SCANNED) return page(true, false);
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

/** The offset of the next page, read from the `next` link of a listing [doc: tasking-service/usage]. */
export interface OffsetLink {
  readonly next: number | undefined;
  readonly broken: boolean;
}

/** The route of a listing; its next link must stay on this route. */
export interface ListingSite {
  readonly apiUrl: string;
  readonly path: string;
}

/**
 * Takes the offset of a `next` link, absolute or host-relative. The URL itself is never followed; it is rebuilt.
 * Broken when the link points at another host or path, or not forward.
 */
export function offsetLinkOf(json: unknown, site: ListingSite, offset: number, rows: number): OffsetLink {
  const link = typeof json === 'object' && json !== null && 'next' in json ? json.next : undefined;
  if (link === undefined || link === null || link === '') return { next: undefined, broken: false };
  const url = typeof link === 'string' ? resolveWithin(site, link) : undefined;
  if (url === undefined) return { next: undefined, broken: true };
  const text = url.searchParams.get('offset');
  const next = text === null ? offset + rows : Number(text);
  return Number.isSafeInteger(next) && next > offset ? { next, broken: false } : { next: undefined, broken: true };
}

/** The link to the next page among those of a STAC answer [std]. */
export function nextLinkIn(links: unknown): JsonObject | undefined {
  return Array.isArray(links) ? links.map(recordOf).find((link) => link?.['rel'] === 'next') : undefined;
}

/** The form of a page token. Tokens go back to Aleph unchanged, so control characters are rejected. */
export const PAGE_TOKEN = /^[^\p{Cc}\p{Cs}]{1,2048}$/u;

/** A next link as a URL; undefined for a text that is no URL, or that leaves its listing. */
export function resolveWithin({ apiUrl, path }: ListingSite, link: string): URL | undefined {
  const here = new URL(apiUrl + path);
  if (!URL.canParse(link, here.href)) return undefined;
  const url = new URL(link, here);
  const isHere = url.origin === here.origin && url.username === '' && url.password === '';
  return isHere && withoutSlashes(url.pathname) === withoutSlashes(here.pathname) ? url : undefined;
}

/** The two readers of one page of an offset listing: its rows with their positions, the next offset, and `count`. */
export function offsetSlices<S, T>(
  type: RecordType<S, T>,
  shared: S,
  site: OffsetSite,
): Required<Pick<Read<Slice<T, number>>, 'shape' | 'shapeList'>> {
  return {
    shape: (json, losses) =>
      offsetSlice(type.listOf(shared, listOf(json), losses), { site, losses, envelope: recordOf(json) ?? {} }),
    shapeList(list, losses) {
      const envelope = { next: list.member('next'), count: list.member('count') };
      return offsetSlice(type.listOf(shared, list, losses), { site, losses, envelope });
    },
  };
}

interface OffsetSite extends ListingSite {
  readonly offset: number;
}

interface Surroundings {
  readonly site: OffsetSite;
  readonly losses: Losses;
  readonly envelope: { readonly next?: unknown; readonly count?: unknown };
}

/** A row that does not fit is left out, and still counts for the offsets of later rows. */
function offsetSlice<T>(items: readonly (T | undefined)[], { site, losses, envelope }: Surroundings): Slice<T, number> {
  const rows: Row<T, number>[] = [];
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    if (item !== undefined) rows.push({ item, next: site.offset + index + 1 });
  }
  return {
    rows,
    ...offsetLinkOf(envelope, site, site.offset, items.length),
    totalCount: countOf(envelope.count),
    skipped: losses.skipped,
  };
}
