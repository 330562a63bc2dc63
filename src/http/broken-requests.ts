import { randomUUID } from 'node:crypto';
import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { publicError, RequestError } from '../exchange/errors.ts';
import type { Log } from '../exchange/log.ts';

/** By the code of Node's error; everything else is 400. */
const STATUSES: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** What Node's parser cannot read never becomes a request; it still gets an answer in our form, and its log line. */
export function refuseBrokenRequests(log: Log): (error: NodeJS.ErrnoException, socket: Socket) => void {
  return (error, socket) => {
    // A client that has left reads no answer; the request that it broke off, if any, is logged as such.
    if (!socket.writable || error.code === 'HPE_INVALID_EOF_STATE') {
      socket.destroy();
      return;
    }
    const refusal = new RequestError('BAD_REQUEST', 'This is not a valid HTTP request.');
    refuse(socket, refusal, STATUSES[error.code ?? ''] ?? 400, log);
  };
}

/** A request for a tunnel comes with its bare socket, which Node would close without a word. */
export function refuseTunnels(log: Log): (request: IncomingMessage, socket: Duplex) => void {
  return (_, socket) => {
    socket.on('error', () => socket.destroy());
    // The server no longer knows this socket: one that stayed open would outlive it.
    socket.once('finish', () => socket.destroy());
    refuse(socket, new RequestError('METHOD_NOT_ALLOWED', 'This server is no proxy. POST to /graphql.'), 405, log);
  };
}

function refuse(socket: Duplex, refusal: RequestError, status: number, log: Log): void {
  const requestId = randomUUID();
  const { code, graphql } = publicError(refusal, requestId);
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
