import type { IncomingMessage } from 'node:http';
import { isIPv6 } from 'node:net';
import { LRUCache } from 'lru-cache';
import { isLoopbackName } from '../aleph/values/loopback.ts';
import type { Config } from '../config/config.ts';
import { RequestError } from '../exchange/errors.ts';

/** Verdicts kept: reading a name takes a while, and clients send the same one each time. */
const MOST_HOSTS = 50;

/**
 * Refuses requests that were sent to another name than this server's, while it serves its own machine alone: a page can
 * give its own host name this machine's address, and would then be of the same origin as us.
 */
export function createHostCheck({ host, publicUrl }: Config): (request: IncomingMessage) => void {
  // An address may be written in many ways, 127.1 for one.
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

/** Nobody's, when it cannot be read. */
function nameIn(host: string): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';
}
