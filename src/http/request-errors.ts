import type { HttpExchange } from '../exchange/exchange.ts';
import type { RequestHead } from '../exchange/headers.ts';
import type { Log } from '../exchange/log.ts';
import { type Reply, replyToFailure } from '../exchange/reply.ts';
import { discardRest } from './bodies.ts';
import { replyType } from './negotiation.ts';
import type { Page } from './page-source.ts';
import { sendPage } from './replies.ts';

/**
 * Sends the errors of a request that failed as a whole. Sends nothing when a reply has begun, or the client has left.
 */
export function sendRequestError(exchange: HttpExchange, error: unknown, log: Log): void {
  const { request, response } = exchange;
  const reply = replyToFailure(error, exchange, log);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const page = replyPage(reply, request);
  if (request.complete || page.headers['Connection'] !== 'close') {
    sendPage(exchange, page);
    return;
  }
  const headers = { ...exchange.headers, ...page.headers, 'Content-Length': page.body.length };
  response.writeHead(page.status, headers).write(page.body);
  void discardRest(request).then(() => response.end());
}

/** A reply as a page: its body in one piece, with its media type. */
export function replyPage({ status, headers, body }: Reply, request: RequestHead): Page & { readonly body: Buffer } {
  return { status, headers: { 'Content-Type': replyType(request), ...headers }, body: Buffer.concat(body) };
}
