import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type FaultProxy, startFaultProxy, type TcpFault } from './fault-proxy.ts';

/** The server behind the proxy: it echoes, and closes when its client does. */
interface Echo {
  readonly port: number;
  readonly sockets: Socket[];
  heard: string;
  close(): Promise<void>;
}

/** The client of the proxy, with everything that it received. */
interface Caller {
  readonly socket: Socket;
  readonly pieces: Buffer[];
  text(): string;
  readonly seen: { end: boolean; close: boolean; error: string | undefined };
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'.repeat(40);

let echo: Echo;
let proxy: FaultProxy;
const callers: Caller[] = [];

beforeEach(async () => {
  echo = await startEcho();
  proxy = await startFaultProxy(echo.port);
});

afterEach(async () => {
  for (const { socket } of callers.splice(0)) socket.destroy();
  await proxy.close();
  await echo.close();
});

async function startEcho(greeting = ''): Promise<Echo> {
  const server: Server = createServer((socket) => {
    far.sockets.push(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      far.heard += chunk.toString();
      socket.write(chunk);
    });
    if (greeting !== '') socket.end(greeting);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const far: Echo = {
    port: (server.address() as AddressInfo).port,
    sockets: [],
    heard: '',
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of far.sockets) socket.destroy();
      await closed;
    },
  };
  return far;
}

/** A connection through the proxy; resolves once the server has received its first bytes. */
async function call(): Promise<Caller> {
  const caller = dial();
  caller.socket.write('!');
  await untilAnswered(caller, '!');
  caller.pieces.length = 0;
  echo.heard = '';
  return caller;
}

function dial(): Caller {
  const socket = connect(proxy.port, '127.0.0.1');
  const seen: Caller['seen'] = { end: false, close: false, error: undefined };
  const caller = { socket, pieces: [] as Buffer[], text: () => Buffer.concat(caller.pieces).toString(), seen };
  socket.on('data', (chunk) => caller.pieces.push(chunk));
  socket.on('end', () => Object.assign(seen, { end: true }));
  socket.on('close', () => Object.assign(seen, { close: true }));
  socket.on('error', (error: NodeJS.ErrnoException) => Object.assign(seen, { error: error.code }));
  callers.push(caller);
  return caller;
}

async function callUnder(fault: TcpFault): Promise<Caller> {
  const caller = await call();
  await proxy.set(fault);
  return caller;
}

function untilHeard(text: string): Promise<void> {
  return vi.waitFor(() => expect(echo.heard).toBe(text), 5_000);
}

function untilSeen(caller: Caller, seen: Partial<Caller['seen']>): Promise<void> {
  return vi.waitFor(() => expect(caller.seen).toMatchObject(seen), 5_000);
}

function untilAnswered(caller: Caller, text: string): Promise<void> {
  return vi.waitFor(() => expect(caller.text()).toBe(text), 5_000);
}

describe('a line without a fault', () => {
  test('carries a megabyte there and back as it is', async () => {
    const caller = await call();
    const text = LETTERS.repeat(1_000);
    caller.socket.write(text);
    await vi.waitFor(() => expect(caller.text().length).toBe(text.length), 5_000);
    expect(caller.text() === text).toBe(true);
  });

  test('passes on the end of a stream, and what was sent before it', async () => {
    const greeter = await startEcho('farewell');
    proxy.aim(greeter.port);
    const caller = dial();
    await untilSeen(caller, { end: true, close: true, error: undefined });
    expect(caller.text()).toBe('farewell');
    await greeter.close();
  });

  test('passes on a reset by the server as a reset', async () => {
    const caller = await call();
    echo.sockets[0]?.resetAndDestroy();
    await untilSeen(caller, { end: false, close: true, error: 'ECONNRESET' });
  });

  test('lets the server know when the client leaves', async () => {
    const caller = await call();
    caller.socket.destroy();
    await vi.waitFor(() => expect(echo.sockets[0]?.destroyed).toBe(true), 5_000);
  });
});

describe('latency', () => {
  test('holds a reply back that the server has sent, then lets it through whole', async () => {
    const caller = await callUnder({ kind: 'latency', ms: 200, jitterMs: 50 });
    const sentAt = performance.now();
    caller.socket.write('late');
    await untilHeard('late');
    await untilAnswered(caller, 'late');
    // Only a lower bound: a busy machine makes it later.
    expect(performance.now() - sentAt).toBeGreaterThanOrEqual(149);
  });

  test('of one direction leaves the other as quick as it was', async () => {
    const caller = await call();
    await proxy.set({ kind: 'latency', ms: 60_000 }, 'upstream');
    echo.sockets[0]?.write('unasked');
    caller.socket.write('never heard');
    await untilAnswered(caller, 'unasked');
    expect(echo.heard).toBe('');
  });
});

describe('a proxy that is down', () => {
  test('closes what is open, refuses what comes, and is back at the same port once cleared', async () => {
    const open = await call();
    await proxy.set({ kind: 'down' });
    const late = dial();
    await untilSeen(late, { close: true, error: 'ECONNREFUSED' });
    await untilSeen(open, { close: true });
    await proxy.clear();
    expect((await call()).seen.error).toBeUndefined();
  });
});

describe('bandwidth', () => {
  test('lets a trickle through, in order, and all the rest once it is cleared', async () => {
    const caller = await callUnder({ kind: 'bandwidth', bytesPerSecond: 100 });
    caller.socket.write(LETTERS);
    await vi.waitFor(() => expect(caller.text().length).toBeGreaterThanOrEqual(10), 5_000);
    expect(caller.text().length).toBeLessThan(LETTERS.length);
    expect(LETTERS.startsWith(caller.text())).toBe(true);
    await proxy.clear();
    await untilAnswered(caller, LETTERS);
  });
});

describe('a slow close', () => {
  test('brings the last byte long before the end', async () => {
    const caller = await callUnder({ kind: 'slow-close', ms: 300 });
    echo.sockets[0]?.end('farewell');
    await untilAnswered(caller, 'farewell');
    expect(caller.seen.end).toBe(false);
    await untilSeen(caller, { end: true, close: true, error: undefined });
  });
});

describe('a timeout', () => {
  test('swallows the reply, then closes without a reset', async () => {
    const caller = await callUnder({ kind: 'timeout', ms: 150 });
    caller.socket.write('lost');
    await untilHeard('lost');
    await untilSeen(caller, { end: true, close: true, error: undefined });
    expect(caller.text()).toBe('');
  });

  test('of no length holds the connection until it is cleared', async () => {
    const caller = await callUnder({ kind: 'timeout', ms: 0 });
    caller.socket.write('lost');
    await untilHeard('lost');
    expect(caller.seen.close).toBe(false);
    await proxy.clear();
    await untilSeen(caller, { close: true });
    expect(caller.text()).toBe('');
  });
});

describe('a reset by the peer', () => {
  test('takes the place of the reply, on open connections and on later ones', async () => {
    const open = await callUnder({ kind: 'reset-peer', ms: 50 });
    const late = dial();
    for (const { socket } of [open, late]) socket.write('lost');
    await untilHeard('lostlost');
    for (const caller of [open, late]) {
      await untilSeen(caller, { end: false, close: true, error: 'ECONNRESET' });
      expect(caller.text()).toBe('');
    }
  });

  test('spares a connection on which nothing came before it was cleared', async () => {
    const caller = await callUnder({ kind: 'reset-peer', ms: 0 });
    await proxy.clear();
    caller.socket.write('alive');
    await untilAnswered(caller, 'alive');
  });
});

describe('a slicer', () => {
  test('brings every byte, in pieces of its size', async () => {
    const caller = await callUnder({ kind: 'slicer', bytes: 100, ms: 5 });
    caller.socket.write(LETTERS);
    await untilAnswered(caller, LETTERS);
    expect(caller.pieces.length).toBeGreaterThan(3);
    expect(caller.pieces[0]?.length).toBe(100);
  });
});

describe('a limit of data', () => {
  test('lets exactly so many bytes through, then ends the connection', async () => {
    const caller = await callUnder({ kind: 'limit-data', bytes: 30 });
    caller.socket.write(LETTERS.slice(0, 20));
    await untilAnswered(caller, LETTERS.slice(0, 20));
    caller.socket.write(LETTERS.slice(20, 60));
    await untilSeen(caller, { end: true, close: true, error: undefined });
    expect(caller.text()).toBe(LETTERS.slice(0, 30));
  });
});
