import type { CallSite } from '../transport/answers.ts';
import { recordOf, textOf } from '../values/wire.ts';
import { isPositionValue, type Onwards, POSITION_NAMES, SIZE_NAMES } from './positions.ts';

/** The way on from an answer with part of a list. */
export interface Continuation {
  readonly next: Onwards | undefined;
  /** True when Aleph says that there is more, and the way there cannot be followed. */
  readonly broken: boolean;
}

/** The question behind an answer. */
export interface ListSite extends Pick<CallSite, 'route'> {
  /** Without query. */
  readonly path: string;
  /** The position that was asked for; empty for the start of the list. */
  readonly at: Onwards;
  /** Rows asked for; absent where the question names no number. */
  readonly limit?: number | undefined;
}

interface Answer {
  member(name: string): unknown;
}

/**
 * How a list goes on, whichever way Aleph says so.
 *
 * Aleph's services page in several styles [aleph-api §1.3]: a `next` link, links with `rel`, a position in `context` or
 * at the top. All of them come down to a few parameters, and only these are taken. A link is a position, not an
 * address: behind a gateway its host, scheme and prefix may be wrong, so the request is built from the route itself. A
 * link that ends in another resource is refused.
 */
export function continuationOf(answer: Answer, rows: number, site: ListSite): Continuation {
  const found = [...nextLinksIn(answer), answer.member('next'), recordOf(answer.member('context'))?.['next']];
  const ways = found.filter((way) => way !== undefined && way !== null && way !== '' && way !== false);
  for (const way of ways) {
    const next = onwardsIn(way, rows, site);
    if (next !== undefined) return { next, broken: false };
  }
  return { next: undefined, broken: ways.length > 0 };
}

/** The links to the next page [std: STAC API, HAL]. */
function nextLinksIn(answer: Answer): readonly unknown[] {
  const links = answer.member('links') ?? answer.member('_links');
  if (!Array.isArray(links)) return [recordOf(links)?.['next']];
  return links.filter((link) => textOf(recordOf(link)?.['rel'])?.toLowerCase() === 'next');
}

function onwardsIn(way: unknown, rows: number, site: ListSite): Onwards | undefined {
  const isToken = typeof way === 'string' && !isLink(way);
  if (isToken || typeof way === 'number') return onwardsOf({ [nameOf(way, rows, site)]: way }, site);
  const link = recordOf(way);
  const href = textOf(way) ?? textOf(link?.['href']);
  const query = href === undefined ? {} : queryOf(href, site);
  if (query === undefined) return undefined;
  // A POST link has its position in the body, whole or to be merged.
  return onwardsOf(recordOf(link?.['body']) ?? {}, site) ?? onwardsOf(query, site) ?? onwardsOf(link ?? {}, site);
}

/** A bare position goes by the name of the one before. The first one may count rows or pages, or it is a token. */
function nameOf(position: string | number, rows: number, { at }: ListSite): string {
  const before = POSITION_NAMES.find((name) => name in at);
  if (before !== undefined && (before !== 'offset' || typeof position === 'number')) return before;
  if (position === rows) return 'offset';
  return position === 2 ? 'page' : 'token';
}

function isLink(text: string): boolean {
  return text.startsWith('/') || text.includes('?') || /^[a-z]+:\//i.test(text);
}

/** The query of a link; undefined for a link to another resource, and for a text that is no URL. */
function queryOf(href: string, site: ListSite): Readonly<Record<string, string>> | undefined {
  const base = `https://aleph.invalid${site.path}`;
  if (!URL.canParse(href, base)) return undefined;
  const { pathname, searchParams } = new URL(href, base);
  return isSameResource(pathname, site) ? Object.fromEntries(searchParams) : undefined;
}

/** A prefix may differ. The last name has to be ours, and from the first id on all segments. */
function isSameResource(pathname: string, { path, route }: ListSite): boolean {
  const ours = segmentsOf(path);
  const firstId = segmentsOf(route).findIndex((segment) => segment.startsWith('{'));
  const tail = ours.slice(firstId === -1 ? -1 : firstId);
  const theirs = segmentsOf(pathname).slice(-tail.length);
  return theirs.length === tail.length && tail.every((segment, index) => segment === theirs[index]);
}

function segmentsOf(path: string): readonly string[] {
  return path.split('/').filter(Boolean).map(decoded);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** The parameters by which a list goes on; undefined without a usable one. */
function onwardsOf(source: Readonly<Record<string, unknown>>, { at, limit }: ListSite): Onwards | undefined {
  const { offset = 0, ...others } = pick(source, POSITION_NAMES);
  // A link may repeat the offset that was asked for beside its own position.
  const isForward = Number.isSafeInteger(Number(offset)) && Number(offset) > Number(at['offset'] ?? 0);
  const position: Onwards = isForward ? { ...others, offset: Number(offset) } : others;
  if (Object.keys(position).length === 0) return undefined;
  // Pages are counted in their size. Otherwise each read names its own size, if it names one.
  if ('page' in position) return { ...(limit !== undefined && { limit }), ...pick(source, SIZE_NAMES), ...position };
  return limit === undefined ? { ...pick(source, SIZE_NAMES), ...position } : position;
}

function pick(source: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, string | number> {
  const found: Record<string, string | number> = {};
  for (const name of names) {
    const value = source[name];
    if (isPositionValue(value)) found[name] = value;
  }
  return found;
}
