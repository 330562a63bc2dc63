import { randomUUID } from 'node:crypto';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { publicError, RequestError } from '../exchange/errors.ts';
import type { Log } from '../exchange/log.ts';
import { createPendingReplies, type PendingReplies } from './pending-replies.ts';

/** HTTP statuses by the code of Node's error; 400 for all others. */
const STATUSES: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/**
 * Answers requests that Node's parser cannot read, after the requests before them. They never become an exchange, but
 * get our form of error and a log line.
 */
export function refuseBrokenRequests(
  log: Log,
  replies: PendingReplies = createPendingReplies(),
): (error: NodeJS.ErrnoException, socket: Socket) => void {
  const refused = new WeakSet<Socket>();
  return (cause, socket) => {
    // The parser reports each piece that comes after the first mistake.
    if (refused.has(socket)) return;
    refused.add(socket);
    replies.after(socket, () => {
      // The client has left. The exchange logs a request that was cut off, if there was one.
      if (!socket.writable || cause.code === 'HPE_INVALID_EOF_STATE') {
        socket.destroy();
        return;
      }
      const error = new RequestError('BAD_REQUEST', 'This is not a valid HTTP request.');
      refuse(socket, error, STATUSES[cause.code ?? ''] ?? 400, log);
    });
  };
}

/** Answers CONNECT, which Node hands over as a bare socket. Node alone would close it without a reply. */
export function refuseTunnels(
  log: Log,
  replies: PendingReplies = createPendingReplies(),
): (request: IncomingMessage, socket: Duplex) => void {
  return (_, socket) => {
    socket.on('error', () => socket.destroy());
    // The server does not track this socket, so an open one would outlive it.
    socket.once('finish', () => socket.destroy());
    replies.after(socket, () => {
      const error = new RequestError('METHOD_NOT_ALLOWED', 'This server is no proxy. POST to /graphql.');
      if (socket.writable) refuse(socket, error, 405, log);
    });
  };
}

function refuse(socket: Duplex, error: RequestError, status: number, log: Log): void {
  const requestId = randomUUID();
  const { code, graphql } = publicError(error, requestId);
  const body = JSON.stringify({ errors: [graphql] });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(status === 405 ? ['Allow: POST'] : []),
    'Cache-Control: no-store',
    `X-Request-Id: ${requestId}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  log.info({ requestId, status, codes: [code] }, 'request');
}
