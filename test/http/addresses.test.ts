import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, test, vi } from 'vitest';
import { createAddresses, limitConnections } from '../../src/http/addresses.ts';

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

describe('connections', () => {
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
