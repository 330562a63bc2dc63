import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** Faults of a TCP connection: the eight kinds of Toxiproxy [doc: Toxiproxy README, Toxics]. */
export type TcpFault =
  /** Delays each piece by `ms`, plus or minus the jitter. */
  | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs?: number }
  /** Closes the port and all open connections. */
  | { readonly kind: 'down' }
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number }
  /** Delays the end of the stream behind its last byte. */
  | { readonly kind: 'slow-close'; readonly ms: number }
  /** Passes no bytes and closes the connection after `ms`; with 0 it stays open. */
  | { readonly kind: 'timeout'; readonly ms: number }
  /** Drops the first bytes, and resets the connection `ms` later. */
  | { readonly kind: 'reset-peer'; readonly ms: number }
  /** Cuts the stream into pieces of `bytes`, with pauses between them. */
  | { readonly kind: 'slicer'; readonly bytes: number; readonly ms: number }
  /** Closes the connection after `bytes`. */
  | { readonly kind: 'limit-data'; readonly bytes: number };

/** `upstream` is to the server, `downstream` back to its client. */
export type Direction = 'upstream' | 'downstream';

export interface FaultProxy {
  readonly port: number;
  readonly url: string;
  /** Applies to open and later connections, and replaces the earlier fault of the direction. */
  set(fault: TcpFault, direction?: Direction): Promise<void>;
  clear(): Promise<void>;
  /** Sets the target port of later connections. */
  aim(port: number): void;
  close(): Promise<void>;
}

type Faults = Record<Direction, TcpFault | undefined>;

interface Link {
  readonly ended: AbortSignal;
  cut(): void;
  reset(): void;
}

/** One direction of one link. */
interface Channel {
  readonly from: Socket;
  readonly to: Socket;
  readonly link: Link;
  readonly faultNow: () => TcpFault | undefined;
  /** Bytes passed so far, for `limit-data`. */
  passed: number;
}

const HOST = '127.0.0.1';
/** With more bytes waiting, the sender is paused. Otherwise a slow reader would fill the memory. */
const MOST_WAITING_BYTES = 1_048_576;
const PIECES_PER_SECOND = 20;

/** A TCP proxy between two ports on loopback, with faults that a test sets while it runs. */
export async function startFaultProxy(targetPort: number): Promise<FaultProxy> {
  const faults: Faults = { upstream: undefined, downstream: undefined };
  const links = new Set<Link>();
  let target = targetPort;
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const link = openLink(client, connect({ port: target, host: HOST, allowHalfOpen: true }), faults);
    links.add(link);
    link.ended.addEventListener('abort', () => links.delete(link), { once: true });
    for (const direction of ['upstream', 'downstream'] as const) startTimeout(link, () => faults[direction]);
  });
  const listen = async (port: number) => {
    server.listen(port, HOST);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const stop = async () => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const link of links) link.cut();
    await closed;
  };
  const change = async (direction: Direction, fault: TcpFault | undefined) => {
    const before = faults[direction];
    faults[direction] = fault;
    // A timeout has dropped bytes, so its connections are useless afterwards.
    if (before?.kind === 'timeout') for (const link of links) link.cut();
    if (fault?.kind === 'down') return stop();
    if (before?.kind === 'down') await listen(port);
    for (const link of links) startTimeout(link, () => faults[direction]);
  };
  const port = await listen(0);

  return {
    port,
    url: `http://${HOST}:${port}`,
    set: (fault, direction = 'downstream') => change(direction, fault),
    clear: async () => {
      for (const direction of ['upstream', 'downstream'] as const) await change(direction, undefined);
    },
    aim: (other) => {
      target = other;
    },
    close: stop,
  };
}

/** Ends two sockets alike: a reset of one resets the other, and a close without an end closes it. */
export function tie(one: Socket, other: Socket): void {
  for (const [from, to] of [
    [one, other],
    [other, one],
  ] as const) {
    from.on('error', () => to.resetAndDestroy());
    from.on('close', () => {
      if (!from.readableEnded) to.destroy();
    });
  }
}

function openLink(client: Socket, server: Socket, faults: Faults): Link {
  const controller = new AbortController();
  tie(client, server);
  const end = (close: 'destroy' | 'resetAndDestroy') => {
    controller.abort();
    for (const socket of [client, server]) socket[close]();
  };
  const link = { ended: controller.signal, cut: () => end('destroy'), reset: () => end('resetAndDestroy') };
  client.once('close', () => controller.abort());
  openChannel({ from: client, to: server, link, faultNow: () => faults.upstream, passed: 0 });
  openChannel({ from: server, to: client, link, faultNow: () => faults.downstream, passed: 0 });
  return link;
}

/** Ends a link when its timeout is over, with or without traffic. */
function startTimeout(link: Link, faultNow: () => TcpFault | undefined): void {
  const fault = faultNow();
  if (fault?.kind !== 'timeout' || fault.ms === 0) return;
  wait(fault.ms, undefined, { signal: link.ended }).then(
    () => {
      if (faultNow() === fault) link.cut();
    },
    () => undefined,
  );
}

function openChannel(channel: Channel): void {
  const { from, to, link, faultNow } = channel;
  let waiting = 0;
  let tail = Promise.resolve();
  // A link that ends during a pause aborts it; that rejection is expected.
  const next = (step: () => Promise<void>) => {
    tail = tail.then(step).catch(() => undefined);
  };
  from.on('data', (chunk: Buffer) => {
    const arrivedAt = performance.now();
    waiting += chunk.length;
    if (waiting > MOST_WAITING_BYTES) from.pause();
    next(async () => {
      waiting -= chunk.length;
      if (waiting <= MOST_WAITING_BYTES) from.resume();
      await pass(channel, chunk, arrivedAt);
    });
  });
  from.on('end', () =>
    next(async () => {
      const fault = faultNow();
      if (fault?.kind === 'timeout') return;
      if (fault?.kind === 'slow-close') await wait(fault.ms, undefined, { signal: link.ended });
      to.end();
    }),
  );
}

async function pass(channel: Channel, chunk: Buffer, arrivedAt: number): Promise<void> {
  const fault = channel.faultNow();
  const pause = (ms: number) => wait(ms, undefined, { signal: channel.link.ended });
  switch (fault?.kind) {
    case 'timeout':
      return;
    case 'reset-peer':
      await pause(fault.ms);
      channel.link.reset();
      return;
    case 'latency': {
      const jitterMs = (fault.jitterMs ?? 0) * (2 * Math.random() - 1);
      await pause(Math.max(0, arrivedAt + fault.ms + jitterMs - performance.now()));
      return write(channel, chunk);
    }
    case 'bandwidth': {
      const bytes = Math.ceil(fault.bytesPerSecond / PIECES_PER_SECOND);
      return slice(channel, chunk, { bytes, pause: () => pause((1_000 * bytes) / fault.bytesPerSecond) });
    }
    case 'slicer':
      return slice(channel, chunk, { bytes: fault.bytes, pause: () => pause(fault.ms) });
    case 'limit-data': {
      const left = Math.max(0, fault.bytes - channel.passed);
      channel.passed += chunk.length;
      if (left > 0) await write(channel, chunk.subarray(0, left));
      // Ended rather than reset, so that the client still receives the bytes before the limit.
      if (chunk.length >= left) channel.to.destroySoon();
      return;
    }
    default:
      return write(channel, chunk);
  }
}

interface Slicing {
  readonly bytes: number;
  readonly pause: () => Promise<void>;
}

/** Writes in pieces while the fault lasts, then the rest at once. */
async function slice(channel: Channel, chunk: Buffer, { bytes, pause }: Slicing): Promise<void> {
  const fault = channel.faultNow();
  let start = 0;
  for (; start < chunk.length && channel.faultNow() === fault; start += bytes) {
    await pause();
    await write(channel, chunk.subarray(start, start + bytes));
  }
  if (start < chunk.length) await write(channel, chunk.subarray(start));
}

async function write({ to, link }: Channel, piece: Buffer): Promise<void> {
  if (!to.write(piece)) await once(to, 'drain', { signal: link.ended });
}
