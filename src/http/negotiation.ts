import type { IncomingMessage } from 'node:http';
import { Refusal } from '../errors.ts';

const GRAPHQL_RESPONSE = 'application/graphql-response+json';
const JSON_RESPONSES = ['application/json', 'application/*', '*/*'];

/** Refuses what is not an uncompressed JSON body, or wants none of the media types there are. */
export function checkMediaTypes(request: IncomingMessage): void {
  const [type = '', ...parameters] = partsOf(request.headers['content-type'] ?? '');
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (type !== 'application/json' || !isUtf8 || encoding.toLowerCase() !== 'identity') {
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
  return `${acceptedReply(request) ?? 'application/json'}; charset=utf-8`;
}

function acceptedReply(request: IncomingMessage): string | undefined {
  const accepted = acceptedTypes(request);
  if (accepted.includes(GRAPHQL_RESPONSE)) return GRAPHQL_RESPONSE;
  return accepted.some((type) => JSON_RESPONSES.includes(type)) ? 'application/json' : undefined;
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
