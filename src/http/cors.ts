import type { Exchange } from './exchange.ts';

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
export function allowOrigin({ request, headers }: Exchange, origins: readonly string[]): void {
  const { origin } = request.headers;
  if (origin === undefined || !origins.includes(origin)) return;
  headers['Access-Control-Allow-Origin'] = origin;
  headers['Access-Control-Expose-Headers'] = 'X-Request-Id, Retry-After';
  if (request.method !== 'OPTIONS') return;
  headers['Access-Control-Allow-Methods'] = 'POST';
  headers['Access-Control-Allow-Headers'] = REQUEST_HEADERS.join(', ');
  headers['Access-Control-Max-Age'] = String(PREFLIGHT_SECONDS);
}
