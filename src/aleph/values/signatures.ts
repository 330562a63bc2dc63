import { instantOf } from './instants.ts';

/** A way to sign an address: the parameters that make it known, and its expiry. */
interface Scheme {
  readonly parameters: readonly string[];
  readonly expiry: (query: string) => string | undefined;
}

const EPOCH_SECONDS = (query: string) => expiryAt(parameterIn(query, 'Expires'));

/** Version 4 of AWS and Google; version 2 of AWS and Google, and CloudFront; a shared access signature of Azure. */
const SCHEMES: readonly Scheme[] = [
  { parameters: ['X-Amz-Signature'], expiry: (query) => expiryAfter(query, 'X-Amz') },
  { parameters: ['X-Goog-Signature'], expiry: (query) => expiryAfter(query, 'X-Goog') },
  { parameters: ['Signature', 'AWSAccessKeyId'], expiry: EPOCH_SECONDS },
  { parameters: ['Signature', 'GoogleAccessId'], expiry: EPOCH_SECONDS },
  { parameters: ['Signature', 'Key-Pair-Id'], expiry: EPOCH_SECONDS },
  { parameters: ['sig', 'sv'], expiry: (query) => instantOf(unescaped(parameterIn(query, 'se'))) },
];

/** Whether the query of an address, with its question mark, has a signature: then no headers are needed. */
export function isSigned(query: string): boolean {
  // Hardly any other address has these, so the table is rarely gone through.
  return (query.includes('Signature=') || query.includes('sig=')) && schemeOf(query) !== undefined;
}

/** The expiry of a signature, RFC 3339 in UTC; undefined for one that does not say it, and for any other query. */
export function expiryIn(query: string): string | undefined {
  return schemeOf(query)?.expiry(query);
}

/** The query of an address, with its question mark; empty for an address without one. */
export function queryOf(href: string, from = 0): string {
  const fragment = href.indexOf('#', from);
  const end = fragment === -1 ? href.length : fragment;
  const query = href.indexOf('?', from);
  return query === -1 || query > end ? '' : href.slice(query, end);
}

function schemeOf(query: string): Scheme | undefined {
  return SCHEMES.find(({ parameters }) => parameters.every((name) => parameterIn(query, name) !== undefined));
}

function parameterIn(query: string, name: string): string | undefined {
  const start = `${name}=`;
  for (let at = query.indexOf(start); at !== -1; at = query.indexOf(start, at + 1)) {
    if (at !== 1 && query[at - 1] !== '&') continue;
    const end = query.indexOf('&', at);
    return query.slice(at + start.length, end === -1 ? undefined : end);
  }
  return undefined;
}

const COMPACT = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;
const LONGEST_SECONDS = 604_800;

/** The time of signing and a lifetime. Both are plain digits, so nothing has to be unescaped. */
function expiryAfter(query: string, prefix: string): string | undefined {
  const [, year, month, day, hour, minute, second] = COMPACT.exec(parameterIn(query, `${prefix}-Date`) ?? '') ?? [];
  const signedAt = instantOf(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const seconds = secondsOf(parameterIn(query, `${prefix}-Expires`));
  if (signedAt === undefined || !(seconds > 0 && seconds <= LONGEST_SECONDS)) return undefined;
  return new Date(Date.parse(signedAt) + seconds * 1_000).toISOString();
}

function expiryAt(epochSeconds: string | undefined): string | undefined {
  const seconds = secondsOf(epochSeconds);
  return seconds > 0 ? instantOf(new Date(seconds * 1_000).toJSON()) : undefined;
}

function secondsOf(text = ''): number {
  return /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
}

/** The plus sign of an offset stands for itself. */
function unescaped(text = ''): string {
  return new URLSearchParams(`value=${text.replaceAll('+', '%2B')}`).get('value') ?? '';
}
