import type { Socket } from 'node:net';
import type { Front } from './front.ts';
import { createPendingReplies, type PendingReplies } from './pending-replies.ts';

/** Most clients wait for a reply before the next request. Without a limit, one connection could queue any number. */
const MOST_WAITING = 10;

/**
 * Serves the requests of one connection in sequence. Node hands over pipelined requests at once, but sends replies in
 * order. Without this, finished replies would stay in memory for as long as the client does not read. With too many
 * waiting, the connection is closed when those before are answered.
 */
export function oneAtATime(serve: Front, replies: PendingReplies = createPendingReplies()): Front {
  const waiting = new WeakMap<Socket, number>();
  const closing = new WeakSet<Socket>();
  return (request, response) => {
    const { socket } = request;
    if (closing.has(socket)) return;
    if (response.socket !== null) {
      replies.note(socket, response);
      serve(request, response);
      return;
    }
    const count = (waiting.get(socket) ?? 0) + 1;
    if (count > MOST_WAITING) {
      closing.add(socket);
      ignoreRest(socket);
      replies.after(socket, () => endGently(socket));
      return;
    }
    replies.note(socket, response);
    waiting.set(socket, count);
    // Node emits this from within its own code, when the replies before are out; hence the next tick.
    response.once('socket', () => {
      waiting.set(socket, (waiting.get(socket) ?? 0) - 1);
      process.nextTick(() => {
        // A closed connection emits no second `close`, so the exchange would never end.
        if (!socket.destroyed) serve(request, response);
      });
    });
  };
}

/** Drops all that a client still sends, in place of the parser of HTTP. */
function ignoreRest(socket: Socket): void {
  socket.removeAllListeners('data').on('data', () => undefined);
}

const LONGEST_END_MS = 500;

/** Closes a connection. Closed at once, it would be reset, and a client that still sends would lose its replies. */
function endGently(socket: Socket): void {
  socket.end();
  const timer = setTimeout(() => socket.destroy(), LONGEST_END_MS);
  socket.once('close', () => clearTimeout(timer));
}
