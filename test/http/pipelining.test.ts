import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { oneAtATime } from '../../src/http/pipelining.ts';

const SOON = { interval: 1 };

const requests = (count: number) =>
  Array.from({ length: count }, (_, n) => `GET /${n + 1} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`).join('');

describe('requests that one connection sends at once', () => {
  let taken: string[];
  let responses: ServerResponse[];
  let server: Server;
  let client: Socket;
  let reply: string;

  beforeEach(async () => {
    taken = [];
    responses = [];
    reply = '';
    server = createServer(
      oneAtATime((request, response) => {
        taken.push(String(request.url));
        responses.push(response);
      }),
    );
    await once(server.listen(0, '127.0.0.1'), 'listening');
    client = connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('utf8');
    client
      .on('error', () => undefined)
      .on('data', (text) => {
        reply += text;
      });
  });
  afterEach(async () => {
    client.destroy();
    server.close();
    await once(server, 'close');
  });

  const untilTaken = (count: number) => vi.waitFor(() => expect(responses.length).toBeGreaterThanOrEqual(count), SOON);

  test('are taken up in order, each when the reply before it is out', async () => {
    client.write(requests(10));
    for (let turn = 1; turn <= 10; turn += 1) {
      await untilTaken(turn);
      expect(taken).toEqual(Array.from({ length: turn }, (_, n) => `/${n + 1}`));
      responses[turn - 1]?.end(`reply ${turn}.`);
    }
    await vi.waitFor(() => expect(reply.match(/reply \d+\./g)).toHaveLength(10), SOON);
    expect(reply.match(/reply \d+\./g)).toEqual(Array.from({ length: 10 }, (_, n) => `reply ${n + 1}.`));
  });

  test('may be ten again once those before are answered', async () => {
    for (const turn of [1, 2, 3]) {
      client.write(requests(10));
      for (let n = 1; n <= 10; n += 1) {
        await untilTaken((turn - 1) * 10 + n);
        responses.at(-1)?.end();
      }
    }
    expect(taken).toHaveLength(30);
  });

  test.each([12, 1_000])('close the connection when they are %i, once the first are answered', async (count) => {
    client.write(requests(count));
    for (let turn = 1; turn <= 11; turn += 1) {
      await untilTaken(turn);
      responses[turn - 1]?.end(`reply ${turn}.`);
    }
    await once(client, 'close');
    expect(taken).toEqual(Array.from({ length: 11 }, (_, n) => `/${n + 1}`));
    expect(reply.match(/reply \d+\./g)).toEqual(Array.from({ length: 11 }, (_, n) => `reply ${n + 1}.`));
  });

  test('close the connection of a client that sends on and on, and are taken up no more', async () => {
    client.write(requests(20));
    await untilTaken(1);
    const sending = setInterval(() => client.write(requests(100)), 1);
    for (let turn = 1; turn <= 11; turn += 1) {
      await untilTaken(turn);
      responses[turn - 1]?.end();
    }
    await once(client, 'close');
    clearInterval(sending);
    expect(taken).toHaveLength(11);
  });

  test('are never taken up once their client has left', async () => {
    client.write(requests(3));
    await untilTaken(1);
    client.destroy();
    await vi.waitFor(() => expect(responses[0]?.closed).toBe(true), SOON);
    responses[0]?.end();
    await new Promise((done) => setImmediate(done));
    expect(taken).toEqual(['/1']);
  });
});
