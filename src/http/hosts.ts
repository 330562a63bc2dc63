import type { IncomingMessage } from 'node:http';
import { isLoopbackName } from '../aleph/loopback.ts';
import type { Config } from '../config.ts';
import { Refusal } from '../errors.ts';

/**
 * Refuses requests that were sent to another name than this server's, while it serves its own machine alone: a page can
 * give its own host name this machine's address, and would then be of the same origin as us.
 */
export function createHostCheck({ host, publicUrl }: Config): (request: IncomingMessage) => void {
  if (!isLoopbackName(host)) return () => undefined;
  const publicName = publicUrl === undefined ? undefined : new URL(publicUrl).hostname;
  return ({ headers }) => {
    const name = nameIn(headers.host);
    if (name === undefined || isLoopbackName(name) || name === publicName) return;
    throw new Refusal(
      'CSRF_BLOCKED',
      'This server listens on loopback, and answers to no other name. See PUBLIC_URL.',
      {
        reason: 'HOST',
      },
    );
  };
}

/** Undefined when there is none; an unreadable one is told from it, and belongs to nobody. */
function nameIn(host: string | undefined): string | undefined {
  if (host === undefined) return undefined;
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : '';
}
