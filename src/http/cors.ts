import type { Exchange } from '../exchange/exchange.ts';

/** The methods and headers that pages of other origins may send to a route, and the headers that they may read. */
interface Access {
  readonly methods: string;
  readonly sent: string;
  readonly read: string;
}

export const OF_OPERATIONS: Access = {
  methods: 'POST',
  sent: 'Content-Type, Authorization, X-Aleph-Client-Id, X-Aleph-Client-Secret, X-Aleph-Receipt, X-Request-Id',
  read: 'X-Request-Id, Retry-After',
};
export const OF_FILES: Access = {
  methods: 'GET, HEAD',
  sent: 'Range, If-Range, X-Request-Id',
  read: 'X-Request-Id, Retry-After, Content-Range, Accept-Ranges, ETag',
};
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of the listed origins read replies; browsers keep them from all other pages. An origin matches exactly.
 * Cookies and other credentials of the browser are never allowed.
 */
export function allowOrigin({ request, headers }: Exchange, origins: readonly string[], access: Access): void {
  const { origin } = request.headers;
  if (origin === undefined || !origins.includes(origin)) return;
  headers['Access-Control-Allow-Origin'] = origin;
  headers['Access-Control-Expose-Headers'] = access.read;
  if (request.method !== 'OPTIONS') return;
  headers['Access-Control-Allow-Methods'] = access.methods;
  headers['Access-Control-Allow-Headers'] = access.sent;
  headers['Access-Control-Max-Age'] = String(PREFLIGHT_SECONDS);
}
