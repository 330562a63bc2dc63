import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type HttpExchange, openExchange } from '../../src/exchange/exchange.ts';
import { sendReply } from '../../src/http/replies.ts';
import { inPieces } from '../support/inputs/taped.ts';

/** 5 MB of text in four alphabets, so that pieces end within characters. */
const LONG = JSON.stringify({ data: 'aé漢🛰'.repeat(500_000) });

let server: Server;
let response: ServerResponse;
let sent: Promise<void>;

/** Answers every request with the text. */
async function serve(body: string): Promise<void> {
  server = createServer((asked, answer) => {
    response = answer;
    const exchange: HttpExchange = openExchange(asked, answer, {
      path: '/graphql',
      timeoutMs: 60_000,
      address: undefined,
      observeCall: () => () => undefined,
    });
    sent = sendReply(exchange, { status: 200, headers: {}, body: inPieces(body) });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
}

function ask(accepted = 'identity'): Promise<IncomingMessage> {
  const { port } = server.address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', headers: { 'accept-encoding': accepted } };
    request(options, resolve).on('error', reject).end();
  });
}

async function bytesOf(reply: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of reply) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('a long reply', () => {
  beforeEach(() => serve(LONG));
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test('arrives whole, with its length told', async () => {
    const reply = await ask();
    const bytes = await bytesOf(reply);
    expect(bytes.toString()).toBe(LONG);
    expect(Number(reply.headers['content-length'])).toBe(bytes.length);
  });

  test.each([
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ])('arrives whole in %s, compressed on its way', async (coding, unpack) => {
    const reply = await ask(coding);
    expect(reply.headers).toMatchObject({ 'content-encoding': coding, 'transfer-encoding': 'chunked' });
    expect(unpack(await bytesOf(reply)).toString()).toBe(LONG);
  });

  test('is held back while its client does not read on', async () => {
    const reply = await ask();
    reply.pause();
    let held = -1;
    await vi.waitFor(() => {
      const before = held;
      held = response.writableLength;
      expect(held).toBe(before);
    });
    expect(held).toBeGreaterThan(0);
    expect(held).toBeLessThan(1_000_000);
    expect((await bytesOf(reply)).toString()).toBe(LONG);
  });

  test('ends with its connection when the client leaves, and throws nothing', async () => {
    const reply = await ask();
    reply.destroy();
    await expect(sent).resolves.toBeUndefined();
    expect(response.destroyed).toBe(true);
  });
});
