import type { IncomingMessage } from 'node:http';
import { RequestError } from '../exchange/errors.ts';
import type { Exchange } from '../exchange/exchange.ts';

export function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Throws METHOD_NOT_ALLOWED for anything but GET and HEAD. */
export function checkIsRead(request: IncomingMessage): void {
  if (!isRead(request)) throw notAllowed('GET, HEAD');
}

export function notAllowed(allow: string, message = `Use ${allow.replace(', ', ' or ')} here.`): RequestError {
  return new RequestError('METHOD_NOT_ALLOWED', message, { headers: { Allow: allow } });
}

/** The reply to OPTIONS. */
export function sendAllowed({ response, headers }: Exchange, allow: string): void {
  response.writeHead(204, { ...headers, Allow: allow }).end();
}
