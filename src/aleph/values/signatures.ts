import { instantOf } from './instants.ts';

/** A way to sign an address: the parameters that it is known by, and its expiry. */
interface Scheme {
  readonly parameters: readonly string[];
  readonly expiry: (query: string) => string | undefined;
}

const EPOCH_SECONDS = (query: string) => expiryAt(parameterIn(query, 'Expires='));

/** Version 4 of AWS and Google; version 2 of AWS and Google, and CloudFront; a shared access signature of Azure. */
const SCHEMES: readonly Scheme[] = [
  { parameters: ['X-Amz-Signature='], expiry: (query) => expiryAfter(query, 'X-Amz') },
  { parameters: ['X-Goog-Signature='], expiry: (query) => expiryAfter(query, 'X-Goog') },
  { parameters: ['Signature=', 'AWSAccessKeyId='], expiry: EPOCH_SECONDS },
  { parameters: ['Signature=', 'GoogleAccessId='], expiry: EPOCH_SECONDS },
  { parameters: ['Signature=', 'Key-Pair-Id='], expiry: EPOCH_SECONDS },
  { parameters: ['sig=', 'sv='], expiry: (query) => instantOf(unescaped(parameterIn(query, 'se='))) },
];

/** Whether an address has a signature in its query: then no headers are needed. `query` is the place of its first `?`. */
export function isSigned(href: string, query: number): boolean {
  // Most addresses have one parameter or none, so the table is rarely gone through.
  const isPossible = href.indexOf('&', query) !== -1 || href.startsWith('X-', query + 1);
  return isPossible && schemeOf(queryOf(href)) !== undefined;
}

/** The expiry of a signed address, RFC 3339 in UTC; undefined for one that does not say it, and for any other address. */
export function expiryIn(href: string): string | undefined {
  const query = queryOf(href);
  return schemeOf(query)?.expiry(query);
}

/** With its question mark; empty for an address without a query. */
function queryOf(href: string): string {
  const fragment = href.indexOf('#');
  const end = fragment === -1 ? href.length : fragment;
  const query = href.indexOf('?');
  return query === -1 || query > end ? '' : href.slice(query, end);
}

function schemeOf(query: string): Scheme | undefined {
  return SCHEMES.find(({ parameters }) => parameters.every((name) => placeOf(query, name) !== -1));
}

/** The place of a parameter, by its name with the equals sign; -1 for a missing one. */
function placeOf(query: string, name: string): number {
  let at = query.indexOf(name);
  while (at > 1 && query[at - 1] !== '&') at = query.indexOf(name, at + 1);
  return at;
}

function parameterIn(query: string, name: string): string | undefined {
  const at = placeOf(query, name);
  if (at === -1) return undefined;
  const end = query.indexOf('&', at);
  return query.slice(at + name.length, end === -1 ? undefined : end);
}

const COMPACT = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/;
const LONGEST_SECONDS = 604_800;

/** The time of signing and a lifetime. Both are plain digits, so nothing has to be unescaped. */
function expiryAfter(query: string, prefix: string): string | undefined {
  const [, year, month, day, hour, minute, second] = COMPACT.exec(parameterIn(query, `${prefix}-Date=`) ?? '') ?? [];
  const signedAt = instantOf(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const seconds = secondsOf(parameterIn(query, `${prefix}-Expires=`));
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
