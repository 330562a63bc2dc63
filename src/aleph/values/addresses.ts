import { BACKSLASH, HASH, PERCENT, POINT, QUESTION_MARK, QUOTE, SLASH } from '../../json/codes.ts';
import { isLoopbackName } from './loopback.ts';
import { isSigned } from './signatures.ts';

export type AssetAccess = 'SIGNED' | 'HEADERS' | 'OPEN' | 'UNKNOWN';

/** Scheme and authority, without characters that a URL parser drops or reads as others. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a parser drops some of them
const ORIGIN = /^[A-Za-z]+:\/\/[^/?#@\\\u0000-\u0020]+(?=[/?#]|$)/;
const SCHEME = /^\s*[A-Za-z][\w+.-]*:/;
/** In front of a query: what a URL parser drops or reads as a slash. */
const DROPPED = /[\\\t\n\r]/;
const DOT_SEGMENT = /\/(?:\.|%2e){1,2}(?:\/|$)/i;

/**
 * The URL of an https address, or of http on loopback; undefined for others, which must not become links in a page. An
 * address with a user name, a backslash or a dot segment is one of them: it leads elsewhere than it seems to, or holds
 * a secret. A relative address, which needs a `base`, may have dot segments.
 */
export function followableUrlOf(href: unknown, base?: string): URL | undefined {
  const url = typeof href === 'string' && isStraight(href, base) ? urlOf(href, base) : undefined;
  if (url === undefined || url.username !== '' || url.password !== '') return undefined;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackName(url.hostname)) ? url : undefined;
}

function isStraight(href: string, base: string | undefined): boolean {
  const [address = ''] = href.split(/[?#]/, 1);
  if (DROPPED.test(address)) return false;
  const isRelative = base !== undefined && !SCHEME.test(address);
  return isRelative || (ORIGIN.test(address) && !DOT_SEGMENT.test(address));
}

/** Parses once, without URL.canParse: a page has thousands of items with many assets each. */
function urlOf(href: string, base: string | undefined): URL | undefined {
  try {
    return new URL(href, base);
  } catch {
    return undefined;
  }
}

/** The way to load a file from an address; UNKNOWN for an address that must not be followed. */
export function accessOf(href: unknown): AssetAccess {
  const url = followableUrlOf(href);
  if (url === undefined) return 'UNKNOWN';
  if (isSigned(url.search, 0)) return 'SIGNED';
  const isAleph =
    url.hostname === 'satellogic.com' || url.hostname.endsWith('.satellogic.com') || isLoopbackName(url.hostname);
  return isAleph && isOfAsset(url) ? 'HEADERS' : 'OPEN';
}

const ASSETS = '/assets/';

/** Whether a URL lies below the files of Aleph, also for a server that decodes slashes. */
export function isOfAsset({ pathname }: URL): boolean {
  return pathname.startsWith(ASSETS) && !/%2f|%5c/i.test(pathname);
}

/** Characters with which a path may be no plain one. */
const ODD = /[\\%\t\n\r]|\/\./;
const MOST_ORIGINS = 8;

interface Origin {
  /** With the slash behind it. */
  readonly prefix: string;
  /** The prefix as bytes. */
  readonly bytes: Buffer;
  /** Of plain addresses below its assets. */
  readonly access: AssetAccess;
}

/**
 * `accessOf` for many addresses of a few hosts. Behind its origin a plain address can neither fail nor lead elsewhere.
 * So one address of each origin is parsed, and the others are only searched for odd characters.
 */
export interface AddressJudge {
  accessOf(href: unknown): AssetAccess;
  /** Whether the text surely has an address here that is not UNKNOWN: one with the origin that was judged last. */
  isAsFollowable(text: Buffer, from: number): boolean;
}

export function createAddressJudge(): AddressJudge {
  return new Judge();
}

class Judge implements AddressJudge {
  private readonly origins: Origin[] = [];
  private last: Origin | undefined;

  accessOf(href: unknown): AssetAccess {
    if (typeof href !== 'string') return 'UNKNOWN';
    const origin = this.originAt(href);
    if (origin === undefined) return accessOf(href);
    this.last = origin;
    if (origin.access === 'UNKNOWN') return 'UNKNOWN';
    const query = href.indexOf('?', origin.prefix.length);
    const path = query === -1 ? href : href.slice(0, query);
    // A URL parser drops line breaks and tabs, which may complete the name of a signature.
    const isPlain = !ODD.test(path) && !(query !== -1 && /[\n\r\t]/.test(href));
    if (!isPlain) return accessOf(href);
    if (query !== -1 && isSigned(href, query)) return 'SIGNED';
    return href.startsWith(ASSETS, origin.prefix.length - 1) ? origin.access : 'OPEN';
  }

  isAsFollowable(text: Buffer, from: number): boolean {
    const { last } = this;
    return (
      last !== undefined &&
      last.access !== 'UNKNOWN' &&
      beginsWith(text, from, last.bytes) &&
      hasPlainPath(text, from + last.bytes.length)
    );
  }

  /** Undefined where the address has to be parsed. */
  private originAt(href: string): Origin | undefined {
    if (this.last !== undefined && href.startsWith(this.last.prefix)) return this.last;
    const known = this.origins.find(({ prefix }) => href.startsWith(prefix));
    if (known !== undefined) return known;
    const [start = ''] = ORIGIN.exec(href) ?? [];
    if (start === '' || href[start.length] !== '/' || this.origins.length >= MOST_ORIGINS) return undefined;
    const origin = originOf(`${start}/`);
    this.origins.push(origin);
    return origin;
  }
}

function originOf(prefix: string): Origin {
  return { prefix, bytes: Buffer.from(prefix), access: accessOf(`${prefix}assets/`) };
}

/** Whether no character before the query, or the end of the string, is odd. */
function hasPlainPath(text: Buffer, from: number): boolean {
  for (let at = from; ; at += 1) {
    const code = text[at];
    if (code === QUOTE || code === QUESTION_MARK || code === HASH) return true;
    if (code === BACKSLASH || code === PERCENT || code === undefined) return false;
    if (code === POINT && text[at - 1] === SLASH) return false;
  }
}

function beginsWith(text: Buffer, from: number, beginning: Buffer): boolean {
  let index = 0;
  while (index < beginning.length && text[from + index] === beginning[index]) index += 1;
  return index === beginning.length;
}
