import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** The last reply that each connection waits for. */
export interface PendingReplies {
  note(socket: Duplex, response: ServerResponse): void;
  /** Calls `act` once the replies of a connection are out, or at once if none is pending. */
  after(socket: Duplex, act: () => void): void;
}

export function createPendingReplies(): PendingReplies {
  const last = new WeakMap<Duplex, ServerResponse>();
  return {
    note: (socket, response) => void last.set(socket, response),
    after(socket, act) {
      const response = last.get(socket);
      // The reply to a request that never became whole may never come.
      if (response === undefined || response.closed || !response.req.complete) act();
      else response.once('close', act);
    },
  };
}
