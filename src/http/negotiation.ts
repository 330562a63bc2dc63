import Negotiator from 'negotiator';
import { RequestError } from '../exchange/errors.ts';
import type { RequestHead } from '../exchange/headers.ts';

const GRAPHQL_RESPONSE = 'application/graphql-response+json';
const JSON_TYPE = 'application/json';
const EVENT_STREAM = 'text/event-stream';

/**
 * Throws UNSUPPORTED_MEDIA_TYPE unless a body is uncompressed JSON, and NOT_ACCEPTABLE when Accept fits no reply. A
 * stream of events is a reply to subscriptions alone, so `checkReplyType` has to follow for all other operations.
 */
export function checkMediaTypes(request: RequestHead): void {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  if (request.method !== 'GET' && (!isJson(type) || encoding.toLowerCase() !== 'identity')) {
    throw new RequestError('UNSUPPORTED_MEDIA_TYPE', 'Send the request as application/json in UTF-8, uncompressed.');
  }
  if (!wantsEvents(request)) checkReplyType(request);
}

/** Throws NOT_ACCEPTABLE when Accept fits no reply in JSON. */
export function checkReplyType(request: RequestHead): void {
  if (acceptedReply(request) !== undefined || partsTaken(request) !== undefined) return;
  throw new RequestError('NOT_ACCEPTABLE', `Accept application/json or ${GRAPHQL_RESPONSE}.`);
}

/** Whether a browser asks for a page. Browsers name text/html; other clients accept every type without naming it. */
export function wantsHtml(request: RequestHead): boolean {
  return acceptsByName(request, 'text/html');
}

/** Whether a client asks for a stream of events. Common headers that name JSON as well count as JSON. */
export function wantsEvents(request: RequestHead): boolean {
  const { accept = '' } = request.headers;
  return /event-stream/i.test(accept) && !ANSWERED_IN_GRAPHQL.includes(accept) && acceptsByName(request, EVENT_STREAM);
}

/** Whether a client reads replies in parts, beside whole ones or alone. */
export function partsTaken(request: RequestHead): 'ALSO' | 'ONLY' | undefined {
  const { accept = '' } = request.headers;
  if (!/multipart/i.test(accept) || accept.length > LONGEST_READ) return undefined;
  if (!accept.toLowerCase().split(',').some(isPartsRange)) return undefined;
  return acceptedReply(request) === undefined ? 'ONLY' : 'ALSO';
}

/** A media range of replies in parts. Other values of deferSpec and other parameters name forms they do not have. */
function isPartsRange(range: string): boolean {
  const [type, ...parameters] = range.split(';').map((piece) => piece.trim());
  if (type !== 'multipart/mixed') return false;
  return parameters.every((parameter) => {
    const [name, value = ''] = parameter.replaceAll('"', '').split('=', 2);
    if (name === 'q') return Number(value) > 0;
    return name === 'boundary' || (name === 'deferspec' && value === '20220824');
  });
}

function acceptsByName({ headers: { accept = '' } }: RequestHead, name: string): boolean {
  if (accept.length > LONGEST_READ) return false;
  const accepted = negotiatorOf(accept).mediaTypes();
  return accepted.some((type) => type.toLowerCase() === name);
}

/**
 * The media type of a reply, results and request errors alike, by the weights of Accept [RFC 9110 §12.5.1]. Between
 * equal weights a client that names the GraphQL type gets it; all others get plain JSON.
 */
export function replyType(request: RequestHead): string {
  return acceptedReply(request) === GRAPHQL_RESPONSE ? GRAPHQL_REPLY : JSON_REPLY;
}

const GRAPHQL_REPLY = `${GRAPHQL_RESPONSE}; charset=utf-8`;
const JSON_REPLY = `${JSON_TYPE}; charset=utf-8`;

// Headers of common clients are looked up, which takes a fraction of the time of parsing.

function isJson(header: string): boolean {
  if (header === JSON_TYPE) return true;
  const [type = '', ...parameters] = header.split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  return type === JSON_TYPE && (charset === undefined || /^charset="?utf-?8"?$/.test(charset));
}

/** An empty header counts as absent. */
const ANSWERED_IN_JSON = [JSON_TYPE, '*/*', 'application/*', `${JSON_TYPE}, text/plain, */*`, ''];
const ANSWERED_IN_GRAPHQL = [
  GRAPHQL_RESPONSE,
  `${GRAPHQL_RESPONSE}, ${JSON_TYPE}`,
  `${GRAPHQL_RESPONSE}, ${JSON_TYPE};q=0.9`,
  `${GRAPHQL_RESPONSE},${JSON_TYPE};q=0.9`,
  `${GRAPHQL_RESPONSE}, application/graphql+json, ${JSON_TYPE}, text/event-stream, multipart/mixed`,
  `multipart/mixed;deferSpec=20220824, ${GRAPHQL_RESPONSE}, ${JSON_TYPE}`,
  `multipart/mixed;deferSpec=20220824,${GRAPHQL_RESPONSE},${JSON_TYPE}`,
];

function acceptedReply(request: RequestHead): string | undefined {
  const { accept } = request.headers;
  if (accept === undefined || accept.length > LONGEST_READ || ANSWERED_IN_JSON.includes(accept)) return JSON_TYPE;
  return ANSWERED_IN_GRAPHQL.includes(accept) ? GRAPHQL_RESPONSE : negotiatedReply(accept);
}

/** Our own parameter: negotiator then treats the range with the GraphQL type as the most specific one. */
const MARK = ';named=yes';
const OFFERED = [JSON_TYPE, `${GRAPHQL_RESPONSE}${MARK}`];

function negotiatedReply(accept: string): string | undefined {
  const best = negotiatorOf(accept).mediaType(OFFERED);
  return best === undefined || best === JSON_TYPE ? best : GRAPHQL_RESPONSE;
}

/**
 * Longer headers count as absent, as RFC 9110 §12.5.1 allows. Parsing one would block the event loop for milliseconds.
 */
const LONGEST_READ = 1_024;

/** A parameter of a media range. Commas and semicolons inside quotes belong to its value. */
const PARAMETER = /;(?:"(?:[^"\\]|\\.)*"?|[^",;])*/g;
const DECISIVE = /^;\s*(?:q\s*=\s*(?:0?\.\d+|0\.?|1(?:\.0*)?)\s*$|charset\s*=(?!\s*"?utf-?8"?\s*$))/i;
const NAME = /application\/graphql-response\+json/gi;

/**
 * Between equal weights negotiator takes the more specific range, then the earlier one; a server cannot prefer a type.
 * So the mark makes the range of the GraphQL type the most specific. All other parameters are removed, since a range
 * with them would match no offer. Exception: a valid weight stays, and so does a charset other than UTF-8, which must
 * not match.
 */
function negotiatorOf(accept: string): Negotiator {
  const decisive = accept.replace(PARAMETER, (parameter) => (DECISIVE.test(parameter) ? parameter : ''));
  return new Negotiator({ headers: { accept: decisive.replace(NAME, `$&${MARK}`) } });
}
