import type { Socket } from 'node:net';
import type { Front } from './front.ts';

/** A client that reads has few: most clients send nothing before they have their reply. */
const MOST_WAITING = 10;

/**
 * Takes up the requests of one connection one after the other. Node hands over all that have come, though a reply goes out
 * only after those before it: replies made at once would be held for as long as the client does not read.
 */
export function oneAtATime(takeUp: Front): Front {
  const waiting = new WeakMap<Socket, number>();
  return (request, response) => {
    if (response.socket !== null) {
      takeUp(request, response);
      return;
    }
    const { socket } = request;
    const count = (waiting.get(socket) ?? 0) + 1;
    if (count > MOST_WAITING) {
      socket.destroy();
      return;
    }
    waiting.set(socket, count);
    // Told when it is this reply's turn, by Node in the middle of its work.
    response.once('socket', () => {
      waiting.set(socket, (waiting.get(socket) ?? 0) - 1);
      process.nextTick(() => {
        // Of a connection that is gone by now, the end is not told again.
        if (!socket.destroyed) takeUp(request, response);
      });
    });
  };
}
