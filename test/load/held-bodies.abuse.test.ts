import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { codesOf, post } from '../support/facade/http.ts';

const QUERY = '{"query":"{ __typename }"}';
const MEBIBYTE = 2 ** 20;
const ATTACKERS = ['198.51.100.1', '198.51.100.2'];
/** 64 MiB in all, which is what the server holds at most. */
const STALLED_EACH = 64;
const STALLED_BYTES = MEBIBYTE / 2;

describe('bodies that never end, from two addresses behind one proxy', () => {
  let facade: Facade;
  const sockets: Socket[] = [];

  const postFrom = (address: string, body: string) => post(facade, body, { 'x-forwarded-for': address });

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 }, config: { trustedProxies: ['127.0.0.1'] } });
    for (const address of ATTACKERS) {
      for (let turn = 0; turn < STALLED_EACH; turn += 1) sockets.push(stall(address));
    }
    // Only now is as much held of them as may be.
    for (const address of ATTACKERS) {
      await vi.waitFor(
        async () => expect(codesOf(await postFrom(address, QUERY.padEnd(MEBIBYTE)))).toEqual(['OVERLOADED']),
        10_000,
      );
    }
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await facade.close();
  });

  /** Declares 1 MiB, sends half of it, and stays. */
  function stall(address: string): Socket {
    const head = [
      'POST /graphql HTTP/1.1',
      'Host: 127.0.0.1',
      'Content-Type: application/json',
      `Content-Length: ${MEBIBYTE}`,
      `X-Forwarded-For: ${address}`,
    ];
    const socket = connect(Number(new URL(facade.url).port), '127.0.0.1').on('error', () => undefined);
    socket.write(`${head.join('\r\n')}\r\n\r\n${' '.repeat(STALLED_BYTES)}`);
    return socket;
  }

  test('leave room for the large bodies of other addresses', async () => {
    expect((await postFrom('192.0.2.7', QUERY.padEnd(MEBIBYTE))).status).toBe(200);
  });

  test('leave room for small ones of the same addresses', async () => {
    for (const address of ATTACKERS) expect((await postFrom(address, QUERY)).status).toBe(200);
  });
});
