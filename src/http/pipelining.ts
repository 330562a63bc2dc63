import type { Socket } from 'node:net';
import type { Front } from './front.ts';

/** Most clients wait for a reply before the next request. Without a limit, one connection could queue any number. */
const MOST_WAITING = 10;

/**
 * Serves the requests of one connection in sequence. Node hands over pipelined requests at once, but sends replies in
 * order. Without this, finished replies would stay in memory for as long as the client does not read.
 */
export function oneAtATime(serve: Front): Front {
  const waiting = new WeakMap<Socket, number>();
  return (request, response) => {
    if (response.socket !== null) {
      serve(request, response);
      return;
    }
    const { socket } = request;
    const count = (waiting.get(socket) ?? 0) + 1;
    if (count > MOST_WAITING) {
      socket.destroy();
      return;
    }
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
