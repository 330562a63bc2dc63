import type { IncomingMessage } from 'node:http';
import Negotiator from 'negotiator';
import { RequestError } from '../exchange/errors.ts';

const GRAPHQL_RESPONSE = 'application/graphql-response+json';
const JSON_TYPE = 'application/json';

/** Refuses what is not an uncompressed JSON body, or wants none of the media types there are. */
export function checkMediaTypes(request: IncomingMessage): void {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  if (!isJson(type) || encoding.toLowerCase() !== 'identity') {
    throw new RequestError('UNSUPPORTED_MEDIA_TYPE', 'Send the request as application/json in UTF-8, uncompressed.');
  }
  if (acceptedReply(request) === undefined) {
    throw new RequestError('NOT_ACCEPTABLE', `Accept application/json or ${GRAPHQL_RESPONSE}.`);
  }
}

/** Whether a person's browser asks for a page: it names HTML, where other clients accept every type. */
export function wantsHtml(request: IncomingMessage): boolean {
  const { accept = '' } = request.headers;
  if (accept.length > LONGEST_READ) return false;
  const accepted = negotiatorOf(accept).mediaTypes();
  return accepted.some((type) => type.toLowerCase() === 'text/html');
}

/**
 * The media type of a reply, results and refusals alike, by the weights of Accept [RFC 9110 §12.5.1]. Between equal
 * weights it is the GraphQL one for a client that names it, else plain JSON.
 */
export function replyType(request: IncomingMessage): string {
  return acceptedReply(request) === GRAPHQL_RESPONSE ? GRAPHQL_REPLY : JSON_REPLY;
}

const GRAPHQL_REPLY = `${GRAPHQL_RESPONSE}; charset=utf-8`;
const JSON_REPLY = `${JSON_TYPE}; charset=utf-8`;

// The headers of common clients are known, since a look-up takes a fraction of the time of parsing.

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

function acceptedReply(request: IncomingMessage): string | undefined {
  const { accept } = request.headers;
  if (accept === undefined || accept.length > LONGEST_READ || ANSWERED_IN_JSON.includes(accept)) return JSON_TYPE;
  return ANSWERED_IN_GRAPHQL.includes(accept) ? GRAPHQL_RESPONSE : negotiatedReply(accept);
}

/** A parameter of our own, in the range that names the GraphQL type and in the offer of that type. */
const MARK = ';named=yes';
const OFFERED = [JSON_TYPE, `${GRAPHQL_RESPONSE}${MARK}`];

function negotiatedReply(accept: string): string | undefined {
  const best = negotiatorOf(accept).mediaType(OFFERED);
  return best === undefined || best === JSON_TYPE ? best : GRAPHQL_RESPONSE;
}

/** Longer ones are no client's, and to read them takes milliseconds: they count as absent, as RFC 9110 §12.5.1 allows. */
const LONGEST_READ = 1_024;

/** In quotes, commas and semicolons end nothing. */
const PARAMETER = /;(?:"(?:[^"\\]|\\.)*"?|[^",;])*/g;
const DECISIVE = /^;\s*(?:q\s*=\s*(?:0?\.\d+|0\.?|1(?:\.0*)?)\s*$|charset\s*=(?!\s*"?utf-?8"?\s*$))/i;
const NAME = /application\/graphql-response\+json/gi;

/**
 * Between equal weights negotiator takes the more specific range, then the earlier one; it knows no preference of the
 * server. So the mark makes the range of the GraphQL type the most specific. All other parameters go, since a range with
 * them would match no offer. Exception: a valid weight, and a charset other than UTF-8, which is to match none.
 */
function negotiatorOf(accept: string): Negotiator {
  const decisive = accept.replace(PARAMETER, (parameter) => (DECISIVE.test(parameter) ? parameter : ''));
  return new Negotiator({ headers: { accept: decisive.replace(NAME, `$&${MARK}`) } });
}
