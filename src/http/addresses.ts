import type { IncomingMessage, Server } from 'node:http';
import { BlockList, isIP, type Socket } from 'node:net';
import { LRUCache } from 'lru-cache';

/** Client addresses, read through the proxies that the operator trusts. */
export interface Addresses {
  /** The address of the client; undefined when its socket is gone. */
  of(request: IncomingMessage): string | undefined;
  /** Whether a peer may hold any number of connections: it is on loopback, or a trusted proxy. */
  isExempt(address: string): boolean;
}

/** Peers remembered. Without the cache, every request would search a block list. */
const MOST_PEERS = 1_000;

/**
 * `trusted` holds addresses and subnets, e.g. 10.0.0.0/8. X-Forwarded-For of other peers is ignored: they could forge
 * it.
 */
export function createAddresses(trusted: readonly string[]): Addresses {
  const proxies = blockListOf(trusted);
  const trustedPeers = new LRUCache<string, boolean>({ max: MOST_PEERS, memoMethod: (peer) => holds(proxies, peer) });
  const loopback = blockListOf(['127.0.0.0/8', '::1']);
  return {
    of({ socket, headers }) {
      const peer = socket.remoteAddress && plainAddress(socket.remoteAddress);
      if (peer === undefined || !trustedPeers.memo(peer)) return peer;
      const hops = String(headers['x-forwarded-for'] ?? '')
        .split(',')
        .map(addressIn);
      // The last hop that is no trusted proxy is the client. Hops before it could be forged.
      const hop = hops.findLast((one) => !holds(proxies, one));
      return hop !== undefined && isIP(hop) !== 0 ? hop : peer;
    },
    isExempt: (address) => holds(loopback, plainAddress(address)) || holds(proxies, plainAddress(address)),
  };
}

const MOST_CONNECTIONS = 1_000;
const MOST_PER_ADDRESS = 50;

/** Closes the connections of a peer beyond its limit, so that idle ones cannot keep other clients out. */
export function limitConnections(server: Server, { isExempt }: Addresses): void {
  server.maxConnections = MOST_CONNECTIONS;
  const counts = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const peer = socket.remoteAddress ?? '';
    if (isExempt(peer)) return;
    const address = networkOf(plainAddress(peer)) ?? '';
    const count = (counts.get(address) ?? 0) + 1;
    if (count > MOST_PER_ADDRESS) {
      socket.destroy();
      return;
    }
    counts.set(address, count);
    socket.once('close', () => {
      const left = (counts.get(address) ?? 0) - 1;
      if (left > 0) counts.set(address, left);
      else counts.delete(address);
    });
  });
}

/**
 * The name under which an address is counted: itself, or the first half of an IPv6 address, as a subscriber has the
 * whole of the other half.
 */
export function networkOf(address: string | undefined): string | undefined {
  if (address === undefined || isIP(address) !== 6) return address;
  const [withoutZone = ''] = address.split('%');
  // The URL parser normalizes the spellings of an address.
  const [start = [], end = []] = new URL(`http://[${withoutZone}]`).hostname
    .slice(1, -1)
    .split('::')
    .map((half) => half.split(':').filter(Boolean));
  const groups = [...start, ...Array<string>(8 - start.length - end.length).fill('0'), ...end];
  const isIpv4 = groups.slice(0, 6).join() === '0,0,0,0,0,ffff';
  return isIpv4 ? groups.join(':') : `${groups.slice(0, 4).join(':')}::/64`;
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    const family = familyOf(address);
    if (prefix === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(prefix), family);
  }
  return list;
}

function holds(list: BlockList, address: string): boolean {
  return isIP(address) !== 0 && list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

/** The address of a hop. Some proxies add the port, and brackets around IPv6. */
function addressIn(hop: string): string {
  const [, bracketed, dotted] = /^(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)$/.exec(hop.trim()) ?? [];
  return plainAddress(bracketed ?? dotted ?? hop.trim());
}

/** A dual-stack socket reports IPv4 as ::ffff:192.0.2.1. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
