import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { Server } from 'node:http';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { codesOf, post, send, sendRaw } from '../support/facade/http.ts';
import { createMemoryLog } from '../support/memory-log.ts';

const HEAD = 'POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 100\r\n';

describe('a client that takes its time', () => {
  const memory = createMemoryLog();
  let facade: Facade;
  let server: Server;

  beforeEach(async () => {
    memory.clear();
    facade = await startFacade({ sandbox: { itemCount: 10 }, log: memory.log });
    server = await httpServerOf(facade);
    memory.clear();
  });
  afterEach(() => facade.close());

  test('has 10 s for its head, 15 s for all of its request, and 16 KiB for the head', () => {
    expect(server).toMatchObject({ headersTimeout: 10_000, requestTimeout: 15_000, maxHeaderSize: 16_384 });
  });

  test('finds its connection open for longer than a proxy in front keeps one, which is a minute', () => {
    expect(server.keepAliveTimeout).toBeGreaterThan(60_000);
  });

  test.each([
    ['a head', 'POST /graphql HTTP/1.1\r\nHost: CANARY\r\n'],
    ['a body', `${HEAD}\r\n{"query":"CANARY`],
  ])('is told so in our form when %s does not end, and others are answered meanwhile', async (_what, begun) => {
    Object.assign(server, { headersTimeout: 300, requestTimeout: 600 });
    const slow = Promise.all(Array.from({ length: 20 }, () => sendRaw(facade.url, begun)));

    expect(await post(facade, '{"query":"{ __typename }"}')).toMatchObject({ status: 200 });

    for (const { status, head, body } of await slow) {
      expect(status).toBe(408);
      expect(head).toMatch(/^Connection: close\r?$/m);
      expect(body.errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST', requestId: expect.any(String) } }]);
      expect(JSON.stringify([head, body])).not.toContain('CANARY');
    }
    expect(memory.entries('request').filter(({ status }) => status === 408)).toHaveLength(20);
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test('gains nothing by sending a byte now and then', async () => {
    Object.assign(server, { headersTimeout: 300, requestTimeout: 600 });
    const { hostname, port } = new URL(facade.url);
    const socket = connect(Number(port), hostname).setEncoding('utf8');
    let reply = '';
    socket.on('data', (text) => {
      reply += text;
    });
    socket.on('error', () => undefined);
    socket.write('POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ');
    const drip = setInterval(() => socket.write('x'), 20);

    await once(socket, 'close');
    clearInterval(drip);

    expect(reply).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('is answered where it is merely slow', async () => {
    const body = new ReadableStream({
      async start(controller) {
        for (const piece of ['{"query":', '"{ __type', 'name }"}']) {
          await new Promise((done) => setImmediate(done));
          controller.enqueue(new TextEncoder().encode(piece));
        }
        controller.close();
      },
    });
    expect((await post(facade, body)).body).toEqual({ data: { __typename: 'Query' } });
    expect(codesOf(await post(facade, '{'))).toEqual(['BAD_REQUEST']);
  });
});

/** Node tells on this channel which of its servers takes a request; there is no other way to a server once it runs. */
async function httpServerOf({ url }: Facade): Promise<Server> {
  const channel = 'http.server.request.start';
  const servers: Server[] = [];
  const note = (message: unknown) => {
    const isTold = typeof message === 'object' && message !== null && 'server' in message;
    if (isTold && message.server instanceof Server) servers.push(message.server);
  };
  subscribe(channel, note);
  await send(`${url}/health`);
  unsubscribe(channel, note);
  return servers[0] ?? expect.fail('no server took the request');
}
