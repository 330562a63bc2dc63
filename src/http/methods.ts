import { RequestError } from '../exchange/errors.ts';
import type { RequestHead } from '../exchange/headers.ts';
import type { Page } from './page-source.ts';

export function isRead({ method }: RequestHead): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Throws METHOD_NOT_ALLOWED for anything but GET and HEAD. */
export function checkIsRead(request: RequestHead): void {
  if (!isRead(request)) throw notAllowed('GET, HEAD');
}

export function notAllowed(allow: string, message = `Use ${allow.replace(', ', ' or ')} here.`): RequestError {
  return new RequestError('METHOD_NOT_ALLOWED', message, { headers: { Allow: allow } });
}

/** The reply to OPTIONS. */
export function allowing(allow: string): Page {
  return { status: 204, headers: { Allow: allow } };
}
