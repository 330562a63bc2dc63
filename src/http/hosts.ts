import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import { LRUCache } from 'lru-cache';
import { isLoopbackName } from '../aleph/values/loopback.ts';
import type { Config } from '../config/config.ts';
import { RequestError } from '../exchange/errors.ts';
import { headersOf } from '../exchange/headers.ts';

/** Hosts remembered. Without the cache, every request would parse its Host as a URL. */
const MOST_HOSTS = 50;

/** A name or an address, and a port [RFC 9110 §7.2]. */
const HOST = /^(?:\[[\da-fA-F:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::\d*)?$/;

/** Throws BAD_REQUEST for a request without a Host, with two of them, or with a text that is none [RFC 9112 §3.2]. */
export function checkHostHeader(request: IncomingMessage): void {
  const hosts = headersOf(request).valuesOf('host');
  const isMissing = hosts.length === 0 && request.httpVersion === '1.1';
  if (!isMissing && hosts.length <= 1 && hosts.every((host) => HOST.test(host))) return;
  throw new RequestError('BAD_REQUEST', 'This is not a valid HTTP request: it needs one valid Host header.');
}

/**
 * Rejects requests whose Host names another server, while this one listens on loopback. The check stops DNS rebinding:
 * a page can point its own host name at 127.0.0.1, and would then share our origin. Throws CSRF_BLOCKED.
 */
export function createHostCheck({ host, publicUrl }: Config): (request: IncomingMessage) => void {
  // The URL parser normalizes the spellings of an address, such as 127.1.
  if (!isLoopbackName(nameIn(isIPv6(host) ? `[${host}]` : host))) return () => undefined;
  const publicName = publicUrl === undefined ? undefined : new URL(publicUrl).hostname;
  const isOurs = (name: string) => isLoopbackName(name) || name === publicName;
  const verdicts = new LRUCache<string, boolean>({ max: MOST_HOSTS, memoMethod: (host) => isOurs(nameIn(host)) });
  return ({ headers: { host } }) => {
    if (host === undefined || verdicts.memo(host)) return;
    throw new RequestError(
      'CSRF_BLOCKED',
      'This server listens on loopback, and answers to no other name. See PUBLIC_URL.',
      {
        reason: 'HOST',
      },
    );
  };
}

/** The host name without its port; empty for a text that is no host. */
function nameIn(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';
}
