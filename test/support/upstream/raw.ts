import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface RawUpstream {
  readonly port: number;
  readonly url: string;
  /** Connections so far, with the text that each received. */
  readonly connections: readonly { readonly socket: Socket; text: string }[];
  close(): Promise<void>;
}

/** A TCP server on loopback; `answer` gets the socket and the number of the request, across connections, from 1. */
export async function startRawUpstream(
  answer: (socket: Socket, number: number) => void = () => {},
): Promise<RawUpstream> {
  const connections: { socket: Socket; text: string }[] = [];
  let requests = 0;
  const server = createServer((socket) => {
    const connection = { socket, text: '' };
    connections.push(connection);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      connection.text += chunk.toString('latin1');
      if (!chunk.includes('\r\n\r\n')) return;
      requests += 1;
      answer(socket, requests);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    connections,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const { socket } of connections) socket.destroy();
      await closed;
    },
  };
}

/** A whole HTTP answer as text; `extra` header lines come before its own length. */
export function httpAnswer(body: string, extra: readonly string[] = []): string {
  const head = ['HTTP/1.1 200 OK', 'Content-Type: application/json', ...extra, `Content-Length: ${body.length}`];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
