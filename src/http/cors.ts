import type { IncomingMessage, ServerResponse } from 'node:http';

const REQUEST_HEADERS = [
  'Content-Type',
  'Authorization',
  'X-Aleph-Client-Id',
  'X-Aleph-Client-Secret',
  'X-Aleph-Receipt',
  'X-Request-Id',
];
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of the listed origins read replies; every other page reads nothing. An origin matches as a whole or not
 * at all, and credentials of the browser's own are never allowed.
 */
export function allowOrigin(request: IncomingMessage, response: ServerResponse, origins: readonly string[]): void {
  const { origin } = request.headers;
  if (origin === undefined || !origins.includes(origin)) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', 'X-Request-Id, Retry-After');
  if (request.method !== 'OPTIONS') return;
  response.setHeader('Access-Control-Allow-Methods', 'POST');
  response.setHeader('Access-Control-Allow-Headers', REQUEST_HEADERS.join(', '));
  response.setHeader('Access-Control-Max-Age', String(PREFLIGHT_SECONDS));
}
