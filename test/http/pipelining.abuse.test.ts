import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { send } from '../support/facade/http.ts';
import { createMemoryLog } from '../support/memory-log.ts';

const REQUEST = 'GET /schema.graphql HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n';
const LAST_REQUEST = REQUEST.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');

describe('a client that sends on without waiting for replies', () => {
  const memory = createMemoryLog();
  let facade: Facade;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 }, log: memory.log });
  });
  afterAll(() => facade.close());

  /** How many replies come before the server closes the connection. */
  async function repliesTo(bytes: string): Promise<number> {
    const socket = connect(Number(new URL(facade.url).port), '127.0.0.1').setEncoding('utf8');
    let reply = '';
    socket
      .on('error', () => undefined)
      .on('data', (text) => {
        reply += text;
      });
    socket.write(bytes);
    await new Promise((done) => socket.once('close', done));
    return reply.split('HTTP/1.1 200 OK').length - 1;
  }

  test('has ten requests answered', async () => {
    expect(await repliesTo(REQUEST.repeat(9) + LAST_REQUEST)).toBe(10);
  });

  test('loses its connection over a thousand once the first are answered, and others are answered too', async () => {
    memory.clear();
    const replies = await repliesTo(REQUEST.repeat(999) + LAST_REQUEST);
    expect([replies >= 10, replies <= 11]).toEqual([true, true]);

    expect((await send(`${facade.url}/health`)).status).toBe(200);
    const logged = memory.entries('request').filter(({ path }) => path === '/schema.graphql');
    expect(logged.map(({ status }) => status)).toEqual(Array(replies).fill(200));
  });
});
