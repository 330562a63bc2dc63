import type { ServerResponse } from 'node:http';
import type { OpenCall } from './calls.ts';
import type { Reply } from './replies.ts';

/** The way back to a client. It keeps the journal's record of the call up to date. */
export interface Line {
  readonly outgoing: ServerResponse;
  /** Aborted once the connection is gone. */
  readonly signal: AbortSignal;
  /** Sends status and headers; without a length the body goes out in chunks. */
  begin(head: Omit<Reply, 'body'>, length?: number): void;
  send(reply: Reply): void;
  /** Ends the connection in the middle, as a fault: the client is not to blame. */
  cut(how: 'close' | 'reset'): void;
}

/** Calls of the control routes have no record. */
export function openLine(outgoing: ServerResponse, call?: OpenCall): Line {
  const gone = new AbortController();
  let isCut = false;
  outgoing.on('close', () => {
    if (call && !isCut && !outgoing.writableFinished) call.aborted = true;
    gone.abort();
  });
  outgoing.on('error', () => outgoing.destroy());
  const begin: Line['begin'] = ({ status, headers }, length) => {
    const size = length === undefined ? {} : { 'content-length': length };
    outgoing.writeHead(status, { ...size, ...headers });
    if (call) call.status = status;
  };
  return {
    outgoing,
    signal: gone.signal,
    begin,
    send: ({ body, ...head }) => {
      const isBodiless = head.status === 204 || head.status === 304;
      // Node would go through a long text once for its length and once more to write it.
      const bytes = typeof body === 'string' ? Buffer.from(body) : body;
      begin(head, isBodiless ? undefined : bytes.length);
      outgoing.end(isBodiless ? undefined : bytes);
    },
    cut: (how) => {
      isCut = true;
      if (how === 'reset') outgoing.socket?.resetAndDestroy();
      else outgoing.destroy();
    },
  };
}
