import type { IncomingMessage } from 'node:http';
import { Refusal } from '../errors.ts';

const GRAPHQL_RESPONSE = 'application/graphql-response+json';
const ANSWERABLE = [
  GRAPHQL_RESPONSE,
  'application/json',
  'application/*',
  '*/*',
  'text/event-stream',
  'multipart/mixed',
];

/** Refuses what is not an uncompressed JSON body, or wants none of the media types there are. */
export function checkMediaTypes(request: IncomingMessage): void {
  const [type = '', ...parameters] = partsOf(request.headers['content-type'] ?? '');
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  const isUtf8 = charset === undefined || /^charset="?utf-?8"?$/.test(charset);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (type !== 'application/json' || !isUtf8 || encoding !== 'identity') {
    throw new Refusal('UNSUPPORTED_MEDIA_TYPE', 'Send the request as application/json in UTF-8, uncompressed.');
  }
  if (!acceptedTypes(request).some((accepted) => ANSWERABLE.includes(accepted))) {
    throw new Refusal('NOT_ACCEPTABLE', `Accept application/json or ${GRAPHQL_RESPONSE}.`);
  }
}

/** Whether a person's browser asks for a page. */
export function wantsHtml(request: IncomingMessage): boolean {
  return acceptedTypes(request).includes('text/html');
}

/** The media type of a refusal: the GraphQL one for whoever knows it, else plain JSON. */
export function refusalType(request: IncomingMessage): string {
  const type = acceptedTypes(request).includes(GRAPHQL_RESPONSE) ? GRAPHQL_RESPONSE : 'application/json';
  return `${type}; charset=utf-8`;
}

function acceptedTypes(request: IncomingMessage): readonly string[] {
  return (request.headers.accept ?? '*/*').split(',').flatMap((range) => {
    const [type = '', ...parameters] = partsOf(range);
    const isForeignCharset = parameters.some((parameter) => /^charset=(?!"?utf-?8"?$)/.test(parameter));
    return isForeignCharset || parameters.includes('q=0') ? [] : [type];
  });
}

function partsOf(header: string): readonly string[] {
  return header.split(';').map((part) => part.trim().toLowerCase());
}
