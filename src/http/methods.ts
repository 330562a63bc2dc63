import type { IncomingMessage } from 'node:http';
import { RequestError } from '../exchange/errors.ts';
import type { Exchange } from '../exchange/exchange.ts';

/** Throws METHOD_NOT_ALLOWED for anything but GET and HEAD. */
export function checkIsRead({ method }: IncomingMessage): void {
  if (method !== 'GET' && method !== 'HEAD') throw notAllowed('GET, HEAD');
}

export function notAllowed(allow: string): RequestError {
  const message = `Use ${allow.replace(', ', ' or ')} here.`;
  return new RequestError('METHOD_NOT_ALLOWED', message, { headers: { Allow: allow } });
}

/** The reply to OPTIONS. */
export function sendAllowed({ response, headers }: Exchange, allow: string): void {
  response.writeHead(204, { ...headers, Allow: allow }).end();
}
