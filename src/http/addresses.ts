import type { IncomingMessage, Server } from 'node:http';
import { BlockList, isIP, type Socket } from 'node:net';
import { LRUCache } from 'lru-cache';

/** Where requests come from, seen through the proxies that the operator trusts. */
export interface Addresses {
  /** The address of the client; undefined when its socket is gone. */
  of(request: IncomingMessage): string | undefined;
  /** Whether a peer may hold any number of connections: one of this machine, or a trusted proxy. */
  isExempt(address: string): boolean;
}

/** Verdicts kept: a search of a block list takes a while, and peers send many requests. */
const MOST_PEERS = 1_000;

/** `trusted` holds addresses and subnets, e.g. 10.0.0.0/8. What other peers forward is their word, and not taken. */
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
      // What stands before one that cannot be read is the client's word.
      const hop = hops.findLast((one) => !holds(proxies, one));
      return hop !== undefined && isIP(hop) !== 0 ? hop : peer;
    },
    isExempt: (address) => holds(loopback, plainAddress(address)) || holds(proxies, plainAddress(address)),
  };
}

const MOST_CONNECTIONS = 1_000;
const MOST_PER_ADDRESS = 50;

/** Closes what one peer opens beyond its share, so that idle connections cannot keep others out. */
export function limitConnections(server: Server, { isExempt }: Addresses): void {
  server.maxConnections = MOST_CONNECTIONS;
  const counts = new Map<string, number>();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (isExempt(address)) return;
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

/** Some proxies write the port as well, and brackets then. */
function addressIn(hop: string): string {
  const [, bracketed, dotted] = /^(?:\[(.+)\](?::\d+)?|([\d.]+):\d+)$/.exec(hop.trim()) ?? [];
  return plainAddress(bracketed ?? dotted ?? hop.trim());
}

/** On a socket of both families, IPv4 comes as ::ffff:192.0.2.1. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
