import type { IncomingMessage } from 'node:http';
import type { Exchange } from '../exchange/exchange.ts';
import type { Log } from '../exchange/log.ts';
import { type Reply, refusalTo } from '../exchange/reply.ts';
import { discardRest } from './bodies.ts';
import { replyType } from './negotiation.ts';
import type { Page } from './page-source.ts';
import { sendPage } from './replies.ts';

/** A reply that only refuses; nothing when the client has left or has its reply already. */
export function refuse(exchange: Exchange, error: unknown, log: Log): void {
  const { request, response } = exchange;
  const reply = refusalTo(error, exchange, log);
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const page = pageOf(reply, request);
  if (request.complete || page.headers['Connection'] !== 'close') {
    sendPage(exchange, page);
    return;
  }
  const headers = { ...exchange.headers, ...page.headers, 'Content-Length': page.body.length };
  response.writeHead(page.status, headers).write(page.body);
  void discardRest(request).then(() => response.end());
}

function pageOf({ status, headers, body }: Reply, request: IncomingMessage): Page & { readonly body: Buffer } {
  return { status, headers: { 'Content-Type': replyType(request), ...headers }, body: Buffer.concat(body) };
}
