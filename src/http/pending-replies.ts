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
    note(socket, response) {
      last.set(socket, response);
      // An idle connection must not hold its last exchange, and with it all that was read.
      response.once('close', () => {
        if (last.get(socket) === response) last.delete(socket);
      });
    },
    after(socket, act) {
      const response = last.get(socket);
      // The reply to a request that never became whole may never come.
      if (response === undefined || !response.req.complete) act();
      else response.once('close', act);
    },
  };
}
