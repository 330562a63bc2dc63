import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/** What a line may do to the bytes on it: the eight kinds of Toxiproxy [doc: Toxiproxy README, Toxics]. */
export type TcpFault =
  /** Every piece comes later by so much, give or take the jitter. */
  | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs?: number }
  /** Nobody listens, and what was open is closed. */
  | { readonly kind: 'down' }
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number }
  /** The end of the stream comes later than its last byte. */
  | { readonly kind: 'slow-close'; readonly ms: number }
  /** Nothing comes through, and after so long the connection is closed; with 0 it stays as it is. */
  | { readonly kind: 'timeout'; readonly ms: number }
  /** The first bytes are lost, and so long after them the connection is reset. */
  | { readonly kind: 'reset-peer'; readonly ms: number }
  /** Small pieces with pauses between them. */
  | { readonly kind: 'slicer'; readonly bytes: number; readonly ms: number }
  /** The connection is closed once so many bytes have come through. */
  | { readonly kind: 'limit-data'; readonly bytes: number };

/** Where the bytes go: to the server, or back to its client. */
export type Direction = 'upstream' | 'downstream';

export interface FaultProxy {
  readonly port: number;
  readonly url: string;
  /** Takes hold of open connections as well as of later ones, in place of what was set for the direction before. */
  set(fault: TcpFault, direction?: Direction): Promise<void>;
  clear(): Promise<void>;
  /** Where later connections lead. */
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
interface Lane {
  readonly from: Socket;
  readonly to: Socket;
  readonly link: Link;
  readonly faultNow: () => TcpFault | undefined;
  /** Bytes since the line began to count them. */
  passed: number;
}

const HOST = '127.0.0.1';
/** More than this in wait, and the sender is made to wait too. */
const MOST_WAITING_BYTES = 1_048_576;
const PIECES_PER_SECOND = 20;

/** A TCP proxy on loopback, in front of a port on loopback, whose line can be spoiled while it runs. */
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
    // What a timeout has swallowed is missing: its connections are of no use any more.
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

/** Makes two sockets end in the same way: a reset of one is a reset of the other, and so is a close without an end. */
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
  openLane({ from: client, to: server, link, faultNow: () => faults.upstream, passed: 0 });
  openLane({ from: server, to: client, link, faultNow: () => faults.downstream, passed: 0 });
  return link;
}

/** Ends a link when its timeout is over, whether anything was sent on it or not. */
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

function openLane(lane: Lane): void {
  const { from, to, link, faultNow } = lane;
  let waiting = 0;
  let tail = Promise.resolve();
  // A link that ends in the middle of a piece ends its waiting, which nobody has to hear of.
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
      await pass(lane, chunk, arrivedAt);
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

async function pass(lane: Lane, chunk: Buffer, arrivedAt: number): Promise<void> {
  const fault = lane.faultNow();
  const pause = (ms: number) => wait(ms, undefined, { signal: lane.link.ended });
  switch (fault?.kind) {
    case 'timeout':
      return;
    case 'reset-peer':
      await pause(fault.ms);
      lane.link.reset();
      return;
    case 'latency': {
      const jitterMs = (fault.jitterMs ?? 0) * (2 * Math.random() - 1);
      await pause(Math.max(0, arrivedAt + fault.ms + jitterMs - performance.now()));
      return write(lane, chunk);
    }
    case 'bandwidth': {
      const bytes = Math.ceil(fault.bytesPerSecond / PIECES_PER_SECOND);
      return slice(lane, chunk, { bytes, pause: () => pause((1_000 * bytes) / fault.bytesPerSecond) });
    }
    case 'slicer':
      return slice(lane, chunk, { bytes: fault.bytes, pause: () => pause(fault.ms) });
    case 'limit-data': {
      const left = Math.max(0, fault.bytes - lane.passed);
      lane.passed += chunk.length;
      if (left > 0) await write(lane, chunk.subarray(0, left));
      // An end, so that what came through is not lost with the connection.
      if (chunk.length >= left) lane.to.destroySoon();
      return;
    }
    default:
      return write(lane, chunk);
  }
}

interface Slicing {
  readonly bytes: number;
  readonly pause: () => Promise<void>;
}

/** Piece by piece for as long as the fault lasts, and the rest at once. */
async function slice(lane: Lane, chunk: Buffer, { bytes, pause }: Slicing): Promise<void> {
  const fault = lane.faultNow();
  let start = 0;
  for (; start < chunk.length && lane.faultNow() === fault; start += bytes) {
    await pause();
    await write(lane, chunk.subarray(start, start + bytes));
  }
  if (start < chunk.length) await write(lane, chunk.subarray(start));
}

async function write({ to, link }: Lane, piece: Buffer): Promise<void> {
  if (!to.write(piece)) await once(to, 'drain', { signal: link.ended });
}
