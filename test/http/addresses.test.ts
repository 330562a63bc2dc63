import { EventEmitter, once } from 'node:events';
import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { createAddresses, limitConnections, networkOf } from '../../src/http/addresses.ts';

const from = (remoteAddress: string | undefined, forwardedFor?: string) =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwardedFor } }) as unknown as IncomingMessage;

describe('the address of a client', () => {
  const { of } = createAddresses(['10.0.0.0/8', '2001:db8::/32']);

  test.each([
    ['is that of its socket', from('192.0.2.7'), '192.0.2.7'],
    ['is not what a stranger forwards', from('192.0.2.7', '198.51.100.1'), '192.0.2.7'],
    ['is what a trusted proxy forwards', from('10.1.2.3', '198.51.100.1'), '198.51.100.1'],
    ['is what the last trusted proxy saw', from('10.1.2.3', '6.6.6.6, 198.51.100.1, 10.9.9.9'), '198.51.100.1'],
    ['is that of the proxy when it forwards none', from('10.1.2.3'), '10.1.2.3'],
    ['is that of the proxy when it forwards no address', from('10.1.2.3', 'unknown, <script>'), '10.1.2.3'],
    ['is IPv4 on a socket of both families', from('::ffff:10.1.2.3', '::ffff:198.51.100.1'), '198.51.100.1'],
    ['is IPv6 behind a proxy with IPv6', from('2001:db8::1', '2001:db9::5'), '2001:db9::5'],
    ['is without the port that a proxy writes', from('10.1.2.3', '6.6.6.6, 198.51.100.1:4433'), '198.51.100.1'],
    ['is without brackets and port', from('10.1.2.3', '[2001:db9::5]:4433'), '2001:db9::5'],
    ['is never what stands before a hop that cannot be read', from('10.1.2.3', '6.6.6.6, unix:'), '10.1.2.3'],
    ['is unknown when the socket is gone', from(undefined, '198.51.100.1'), undefined],
  ])('%s', (_what, request, address) => {
    expect(of(request)).toBe(address);
  });
});

describe('the network of an address', () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  const written = fc.constantFrom(
    (groups: number[]) => groups.map((one) => one.toString(16)).join(':'),
    (groups: number[]) => groups.map((one) => one.toString(16).padStart(4, '0').toUpperCase()).join(':'),
    (groups: number[]) => new URL(`http://[${groups.map((one) => one.toString(16)).join(':')}]`).hostname.slice(1, -1),
    (groups: number[]) => `${groups.map((one) => one.toString(16)).join(':')}%eth0`,
  );

  test('is alike for two IPv6 addresses whose first halves are equal, however they are written', () => {
    const half = fc.tuple(group, group, group, group);
    fc.assert(
      fc.property(
        half,
        half,
        half,
        fc.integer({ min: 0, max: 3 }),
        written,
        written,
        (first, ones, others, at, write, rewrite) => {
          fc.pre(first.some((one) => one !== 0));
          const network = networkOf(write([...first, ...ones]));
          expect(networkOf(rewrite([...first, ...others]))).toBe(network);
          const neighbour = first.map((one, index) => (index === at ? one ^ 1 : one));
          expect(networkOf(rewrite([...neighbour, ...ones]))).not.toBe(network);
        },
      ),
      { seed: 21, numRuns: 500 },
    );
  });

  test.each([['192.0.2.7'], ['unknown'], [undefined]])('of %s is the same', (address) => {
    expect(networkOf(address)).toBe(address);
  });

  test('keeps IPv4 addresses apart that are written as IPv6', () => {
    expect(networkOf('::ffff:c000:207')).not.toBe(networkOf('::ffff:c000:208'));
  });
});

describe('connections', () => {
  test('of one IPv6 network are closed beyond 50, whatever their addresses, and another is let in', () => {
    const server = new EventEmitter();
    limitConnections(server as Server, createAddresses([]));
    const sockets = Array.from({ length: 60 }, (_, n) => {
      const socket = Object.assign(new EventEmitter(), {
        remoteAddress: `2001:db8::${n.toString(16)}`,
        destroyed: false,
      });
      return Object.assign(socket, { destroy: () => Object.assign(socket, { destroyed: true }) });
    });
    const other = Object.assign(new EventEmitter(), {
      remoteAddress: '2001:db8:0:1::1',
      destroy: () => expect.unreachable(),
    });
    for (const socket of sockets) server.emit('connection', socket);
    server.emit('connection', other);
    expect(sockets.filter(({ destroyed }) => destroyed)).toHaveLength(10);
  });

  test.each([
    ['of a stranger are closed beyond 50', false, 50],
    ['of this machine or a trusted proxy are not counted', true, 60],
  ])('%s', async (_what, isExempt, most) => {
    const server = createServer();
    let arrived = 0;
    limitConnections(server, { of: () => undefined, isExempt: () => isExempt });
    server.on('connection', () => {
      arrived += 1;
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const sockets = Array.from({ length: 60 }, () => connect(port, '127.0.0.1').on('error', () => undefined));

    await vi.waitFor(() => {
      expect(arrived).toBe(60);
      expect(sockets.filter(({ closed }) => !closed)).toHaveLength(most);
    });

    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
});
