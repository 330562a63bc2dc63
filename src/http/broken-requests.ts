import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { publicError, Refusal } from '../errors.ts';
import type { Log } from '../log.ts';

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
    const requestId = randomUUID();
    const { code, graphql } = publicError(new Refusal('BAD_REQUEST', 'This is not a valid HTTP request.'), requestId);
    const status = STATUSES[error.code ?? ''] ?? 400;
    const body = JSON.stringify({ errors: [graphql] });
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Cache-Control: no-store',
      `X-Request-Id: ${requestId}`,
      'Connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
    log.info({ requestId, status, codes: [code] }, 'request');
  };
}
