import type { IncomingMessage } from 'node:http';
import { Refusal } from '../exchange/errors.ts';

const GRAPHQL_RESPONSE = 'application/graphql-response+json';
const JSON_TYPE = 'application/json';
const JSON_RESPONSES = [JSON_TYPE, 'application/*', '*/*'];

/** Refuses what is not an uncompressed JSON body, or wants none of the media types there are. */
export function checkMediaTypes(request: IncomingMessage): void {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  if (!isJson(type) || encoding.toLowerCase() !== 'identity') {
    throw new Refusal('UNSUPPORTED_MEDIA_TYPE', 'Send the request as application/json in UTF-8, uncompressed.');
  }
  if (acceptedReply(request) === undefined) {
    throw new Refusal('NOT_ACCEPTABLE', `Accept application/json or ${GRAPHQL_RESPONSE}.`);
  }
}

/** Whether a person's browser asks for a page. */
export function wantsHtml(request: IncomingMessage): boolean {
  return acceptedTypes(request).includes('text/html');
}

/** The media type of a reply, results and refusals alike: the GraphQL one for whoever names it, else plain JSON. */
export function replyType(request: IncomingMessage): string {
  return acceptedReply(request) === GRAPHQL_RESPONSE ? GRAPHQL_REPLY : JSON_REPLY;
}

const GRAPHQL_REPLY = `${GRAPHQL_RESPONSE}; charset=utf-8`;
const JSON_REPLY = `${JSON_TYPE}; charset=utf-8`;

// What most clients send is known without a closer look.

function isJson(header: string): boolean {
  if (header === JSON_TYPE) return true;
  const [type = '', ...parameters] = partsOf(header);
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  return type === JSON_TYPE && (charset === undefined || /^charset="?utf-?8"?$/.test(charset));
}

function acceptedReply(request: IncomingMessage): string | undefined {
  const { accept = '*/*' } = request.headers;
  if (JSON_RESPONSES.includes(accept)) return JSON_TYPE;
  const accepted = acceptedTypes(request);
  if (accepted.includes(GRAPHQL_RESPONSE)) return GRAPHQL_RESPONSE;
  return accepted.some((type) => JSON_RESPONSES.includes(type)) ? JSON_TYPE : undefined;
}

function acceptedTypes(request: IncomingMessage): readonly string[] {
  return (request.headers.accept || '*/*').split(',').flatMap((range) => {
    const [type = '', ...parameters] = partsOf(range);
    const isForeignCharset = parameters.some((parameter) => /^charset=(?!"?utf-?8"?$)/.test(parameter));
    const isRefused = parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
    return isForeignCharset || isRefused ? [] : [type];
  });
}

function partsOf(header: string): readonly string[] {
  return header.split(';').map((part) => part.trim().toLowerCase());
}
