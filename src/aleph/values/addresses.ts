import { isLoopbackName } from './loopback.ts';
import { isSigned } from './signatures.ts';

export type AssetAccess = 'SIGNED' | 'HEADERS' | 'OPEN' | 'UNKNOWN';

/**
 * The URL of an https address, or of http on loopback; undefined for others, which must not become links in a page. An
 * address with a user name or a password is one of them: it hides its host, or holds a secret.
 */
export function followableUrlOf(href: unknown, base?: string): URL | undefined {
  const url = urlOf(href, base);
  if (url === undefined || url.username !== '' || url.password !== '') return undefined;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackName(url.hostname)) ? url : undefined;
}

/** Parses once, without URL.canParse: a page has thousands of items with many assets each. */
function urlOf(href: unknown, base: string | undefined): URL | undefined {
  try {
    return typeof href === 'string' ? new URL(href, base) : undefined;
  } catch {
    return undefined;
  }
}

/** The way to load a file from an address; UNKNOWN for an address that must not be followed. */
export function accessOf(href: unknown): AssetAccess {
  const url = followableUrlOf(href);
  if (url === undefined) return 'UNKNOWN';
  if (isSigned(url.search, 0)) return 'SIGNED';
  const needsHeaders =
    url.hostname === 'satellogic.com' || url.hostname.endsWith('.satellogic.com') || isLoopbackName(url.hostname);
  return needsHeaders ? 'HEADERS' : 'OPEN';
}

/** Scheme and authority, without characters that a URL parser drops or reads as others. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a parser drops some of them
const ORIGIN = /^https?:\/\/[^/?#@\\\u0000-\u0020]+\//;
const MOST_ORIGINS = 8;

interface Origin {
  readonly prefix: string;
  /** The prefix as bytes. */
  readonly bytes: Buffer;
  readonly access: AssetAccess;
}

/**
 * `accessOf` for many addresses of a few hosts. Behind its origin an address can neither fail nor lead elsewhere. So
 * one address of each origin is parsed, and only the query of the others is read.
 */
export interface AddressJudge {
  accessOf(href: unknown): AssetAccess;
  /** Whether the text surely has an address here that is not UNKNOWN: one with the origin that was judged last. */
  isAsFollowable(text: Buffer, from: number): boolean;
}

export function createAddressJudge(): AddressJudge {
  const origins: Origin[] = [];
  let last: Origin | undefined;
  return {
    accessOf(href) {
      if (typeof href !== 'string') return 'UNKNOWN';
      let origin = last !== undefined && href.startsWith(last.prefix) ? last : knownTo(origins, href);
      if (origin === undefined) {
        const [prefix] = ORIGIN.exec(href) ?? [];
        if (prefix === undefined || origins.length >= MOST_ORIGINS) return accessOf(href);
        origin = { prefix, bytes: Buffer.from(prefix), access: accessOf(prefix) };
        origins.push(origin);
      }
      last = origin;
      const query = href.indexOf('?', origin.prefix.length);
      if (origin.access === 'UNKNOWN' || query === -1) return origin.access;
      // A URL parser drops these characters, which may complete the name of a signature.
      if (href.includes('\n') || href.includes('\r') || href.includes('\t')) return accessOf(href);
      return isSigned(href, query) ? 'SIGNED' : origin.access;
    },
    isAsFollowable: (text, from) =>
      last !== undefined && last.access !== 'UNKNOWN' && beginsWith(text, from, last.bytes),
  };
}

function beginsWith(text: Buffer, from: number, beginning: Buffer): boolean {
  let index = 0;
  while (index < beginning.length && text[from + index] === beginning[index]) index += 1;
  return index === beginning.length;
}

function knownTo(origins: readonly Origin[], href: string): Origin | undefined {
  return origins.find(({ prefix }) => href.startsWith(prefix));
}
