import { isLoopbackName } from '../aleph/values/loopback.ts';
import type { Config } from '../config/config.ts';
import { isOrigin } from '../config/origins.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { type Log, loggable } from '../exchange/log.ts';

/** The methods that pages of other origins may use on a route, and the headers that they may read. */
interface Access {
  readonly methods: string;
  readonly read: string;
}

export const OF_OPERATIONS: Access = {
  methods: 'GET, POST',
  read: 'X-Request-Id, Retry-After, Server-Timing',
};
export const OF_FILES: Access = {
  methods: 'GET, HEAD',
  read: `${OF_OPERATIONS.read}, Content-Range, Accept-Ranges, ETag`,
};
const PREFLIGHT_SECONDS = 600;
/** Names of headers, separated by commas. */
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~, \t-]*$/;

/**
 * Lets pages of an allowed origin read replies; browsers keep them from all other pages. An origin matches exactly.
 * Cookies and other credentials of the browser are never allowed, so a page may send any header.
 */
export type AllowOrigin = (exchange: Exchange, access: Access) => void;

export interface CorsOptions {
  readonly config: Pick<Config, 'corsOrigins' | 'upstream'>;
  readonly log: Pick<Log, 'warn'>;
  /** Monotonic milliseconds. Tests replace it. */
  readonly now?: () => number;
}

/** Allows the origins of the settings. In front of the sandbox, whose data is public, it allows those on loopback too. */
export function createCors({ config, log, now }: CorsOptions): AllowOrigin {
  const { corsOrigins, upstream } = config;
  const warn = createWarnings(log, now);
  return ({ request, headers }, access) => {
    const { origin, host, 'access-control-request-headers': asked = '' } = request.headers;
    if (origin === undefined) return;
    if (!corsOrigins.includes(origin) && !(upstream === 'sandbox' && isOnLoopback(origin))) {
      warn(origin, host);
      return;
    }
    headers['Access-Control-Allow-Origin'] = origin;
    headers['Access-Control-Expose-Headers'] = access.read;
    if (request.method !== 'OPTIONS') return;
    headers['Access-Control-Allow-Methods'] = access.methods;
    if (HEADER_NAMES.test(asked)) headers['Access-Control-Allow-Headers'] = asked;
    headers['Access-Control-Max-Age'] = String(PREFLIGHT_SECONDS);
  };
}

function isOnLoopback(origin: string): boolean {
  return isOrigin(origin) && isLoopbackName(new URL(origin).hostname);
}

const HOUR_MS = 3_600_000;
const MOST_WARNINGS = 100;

/** Warns once for each origin that is refused, and of at most 100 in an hour. The page of this server itself is none. */
function createWarnings(log: CorsOptions['log'], now = () => performance.now()) {
  const warned = new Set<string>();
  let endsAt = now() + HOUR_MS;
  return (origin: string, host: string | undefined) => {
    if (now() >= endsAt) {
      warned.clear();
      endsAt = now() + HOUR_MS;
    }
    if (warned.size >= MOST_WARNINGS || warned.has(origin) || !isForeignPage(origin, host)) return;
    warned.add(origin);
    log.warn({ origin: loggable(origin) }, 'origin refused: a page of it reads no reply unless CORS_ORIGINS lists it');
  };
}

/** Whether a browser sent this origin for a page of another server. A page without an origin sends the word null. */
function isForeignPage(origin: string, host: string | undefined): boolean {
  return origin === 'null' || (isOrigin(origin) && new URL(origin).host !== host);
}
