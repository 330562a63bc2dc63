import type { ServerResponse } from 'node:http';
import { PassThrough, pipeline, Readable } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { bearerOf, NORTH } from '../support/aleph/upstream-aleph.ts';
import { type AssetServer, startAssetServer, TOKEN } from '../support/facade/asset-server.ts';
import { codesOf, errorsOf, send } from '../support/facade/http.ts';
import type { Script } from '../support/upstream/upstream.ts';

const MIB = 1024 * 1024;
const PNG = { 'content-type': 'image/png' };

let server: AssetServer;
afterEach(() => server.close());

async function fetchFile(script: Script, init: RequestInit = {}) {
  server = await startAssetServer(script);
  return send(server.addressOf('/assets/file?s=s3%3A//bucket/CANARY'), init);
}

describe('what the asset route asks Aleph for', () => {
  test('is the exact address with the two headers, uncompressed, and nothing of the browser but the range', async () => {
    const headers = { range: 'bytes=0-1', 'if-range': '"v1"', cookie: 'CANARY=1', 'if-none-match': '"v1"' };
    await fetchFile((_request, response) => response.writeHead(200, PNG).end('file'), { headers });

    const [{ url, headers: sent } = expect.fail('nothing was asked')] = server.upstream.received;
    expect(url).toBe('/assets/file?s=s3%3A//bucket/CANARY');
    expect(
      Object.keys(sent)
        .filter((name) => !['host', 'connection'].includes(name))
        .sort(),
    ).toEqual(['accept', 'accept-encoding', 'authorizationtoken', 'if-range', 'range', 'x-satellogic-contract-id']);
    expect(sent).toMatchObject({ 'accept-encoding': 'identity', range: 'bytes=0-1', 'if-range': '"v1"' });
    expect(sent['authorizationtoken']).toBe(`Bearer ${TOKEN}`);
  });

  test.each(['bytes=0-1,4-5', 'bytes=-', 'items=0-1', 'bytes=0-1; CANARY', `bytes=${'9'.repeat(16)}-`])(
    'leaves out the range %s',
    async (range) => {
      const { status } = await fetchFile((_request, response) => response.end('file'), { headers: { range } });
      expect(status).toBe(200);
      expect(server.upstream.received[0]?.headers).not.toHaveProperty('range');
    },
  );

  test.each([
    'https://evil.example/assets/file',
    'http://127.0.0.1:1/assets/file',
    'file:///etc/passwd',
    'no address',
    '/assets/file',
    'http://127.0.0.1@evil.example/assets/file',
  ])('is never %s, which is no address of the API', async (href) => {
    server = await startAssetServer((_request, response) => response.end());
    expect(server.aleph.assets.encrypterFor(bearerOf(TOKEN))(NORTH, href)).toBeUndefined();
  });
});

describe('an address of the asset route', () => {
  const file: Script = (_request, response) => response.writeHead(200, PNG).end('file');

  test('lasts five minutes, says so to the browser’s cache, and then is a 404 that asks nothing', async () => {
    server = await startAssetServer(file);
    const address = server.addressOf('/assets/file');
    server.clock.advance(299_000);
    expect((await send(address)).headers.get('cache-control')).toBe('private, max-age=1');
    server.clock.advance(1_000);
    expect(codesOf(await send(address))).toEqual(['ROUTE_NOT_FOUND']);
    expect(server.upstream.received).toHaveLength(1);
  });

  test('of another process is a 404, word for word that of an address that never was', async () => {
    server = await startAssetServer(file);
    const other = await startAssetServer(file);
    const foreign = other.addressOf('/assets/file').replace(other.url, server.url);
    const replies = await Promise.all(
      [foreign, `${server.url}/assets/x`, `${server.url}/assets/`].map((url) => send(url)),
    );
    await other.close();
    expect(replies.map(({ status }) => status)).toEqual([404, 404, 404]);
    expect(new Set(replies.map(({ body }) => body.errors[0].message)).size).toBe(1);
    expect(server.upstream.received).toEqual([]);
  });

  test('leaves no trace in the log, nor does the token, whatever comes of it', async () => {
    server = await startAssetServer((_request, response) => response.destroy());
    const address = server.addressOf('/assets/CANARY');
    await send(address);
    await send(`${address}x`);
    await send(address, { method: 'POST' });
    expect(server.memory.entries('request').map(({ path }) => path)).toEqual(Array(3).fill('/assets/…'));
    expect(server.memory.lines.join('')).not.toMatch(new RegExp(`CANARY|${address.slice(-20)}`));
  });
});

describe('a file that Aleph sends', () => {
  test.each([
    ['text/html', 'application/octet-stream', 'attachment'],
    ['image/svg+xml', 'application/octet-stream', 'attachment'],
    ['application/javascript', 'application/octet-stream', 'attachment'],
    ['application/zip', 'application/zip', 'attachment'],
    ['image/tiff; application=geotiff', 'image/tiff', null],
  ])('as %s goes out as %s', async (type, shown, disposition) => {
    const hostile = { 'set-cookie': 'CANARY=1', location: 'https://evil.example', 'access-control-allow-origin': '*' };
    const { headers } = await fetchFile((_request, response) =>
      response.writeHead(200, { 'content-type': type, etag: '"v1"', ...hostile }).end('<script>'),
    );
    expect(headers.get('content-type')).toBe(shown);
    expect(headers.get('content-disposition')).toBe(disposition);
    expect(headers.get('etag')).toBe('"v1"');
    expect(headers.get('content-security-policy')).toBe("sandbox; default-src 'none'");
    for (const name of Object.keys(hostile)) expect(headers.get(name)).toBeNull();
  });

  test.each([
    ['a redirect', 502, 'REDIRECT', { status: 302, headers: { location: '/assets/other' } }],
    ['an unasked encoding', 502, 'ENCODING', { status: 200, headers: { 'content-encoding': 'gzip' } }],
    ['more than 64 MiB', 502, 'TOO_LARGE', { status: 200, headers: { 'content-length': String(64 * MIB + 1) } }],
    ['another success', 502, 'STATUS', { status: 204, headers: {} }],
    ['a failure', 503, 'HTTP_5XX', { status: 500, headers: {} }],
    ['a refusal of the token', 401, undefined, { status: 401, headers: {} }],
    ['a refusal', 403, undefined, { status: 403, headers: {} }],
    ['no such file', 404, undefined, { status: 404, headers: {} }],
    ['a call for patience', 429, undefined, { status: 429, headers: { 'retry-after': '7' } }],
  ])('as %s is refused with %i, and not asked for again', async (_what, status, reason, answer) => {
    const reply = await fetchFile((_request, response) => {
      response.writeHead(answer.status, { ...answer.headers });
      response.flushHeaders();
      if (answer.status >= 300 || answer.status === 204) response.end();
    });
    expect(reply.status).toBe(status);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(errorsOf(reply)[0]?.['reason']).toBe(reason);
    expect(server.upstream.received).toHaveLength(1);
  });

  test('as HEAD of a large file is answered with its length', async () => {
    const large = { ...PNG, 'content-length': String(64 * MIB + 1) };
    const { status, headers } = await fetchFile((_request, response) => response.writeHead(200, large).end(), {
      method: 'HEAD',
    });
    expect([status, headers.get('content-length')]).toEqual([200, large['content-length']]);
  });

  test('as word that there is no such part keeps its status and range, without the words', async () => {
    const head = { 'content-range': 'bytes */4', 'content-type': 'application/xml', 'content-length': '6' };
    const reply = await fetchFile((_request, response) => response.writeHead(416, head).end('CANARY'), {
      headers: { range: 'bytes=9-' },
    });
    expect([reply.status, reply.headers.get('content-range'), reply.body]).toEqual([416, 'bytes */4', '']);
  });

  test('without an end is cut off once 64 MiB have come', async () => {
    server = await startAssetServer((_request, response) => {
      response.writeHead(200, PNG);
      pipeline(Readable.from(blocks(100)), response, () => undefined);
    });
    const reply = await fetch(server.addressOf('/assets/file'));
    expect(await howItEnded(reply)).toBe('broken off');
    await logged({ status: 499, codes: ['UPSTREAM_INVALID_RESPONSE'] });
  });

  test('comes no faster than the browser takes it', async () => {
    let produced = 0;
    let reply: ServerResponse | undefined;
    server = await startAssetServer((_request, response) => {
      reply = response.writeHead(200, PNG);
      const source = Readable.from(blocks(60, () => (produced += 1)));
      pipeline(source, response, () => undefined);
    });
    const { body } = await fetch(server.addressOf('/assets/file'));
    await vi.waitFor(() => expect(reply?.writableNeedDrain).toBe(true));
    expect(produced).toBeLessThan(60);
    for await (const _chunk of body ?? []);
    expect(produced).toBe(60);
  });

  test('and breaks off in the middle breaks off here too, never to look whole', async () => {
    server = await startAssetServer((_request, response) => {
      response.writeHead(200, { ...PNG, 'content-length': '100' }).write('half', () => response.destroy());
    });
    const reply = await fetch(server.addressOf('/assets/file'));
    expect(await howItEnded(reply)).toBe('broken off');
    await logged({ codes: ['UPSTREAM_INVALID_RESPONSE'] });
  });

  test('but never begins is given up in time', async () => {
    server = await startAssetServer(() => {}, 100);
    expect(codesOf(await send(server.addressOf('/assets/file')))).toEqual(['UPSTREAM_TIMEOUT']);
  });

  test('is cut off with the reason of its signal when it takes too long in all', async () => {
    server = await startAssetServer((_request, response) => response.writeHead(200, PNG).write('begun'));
    const deadline = new AbortController();
    const sink = new PassThrough();
    const encrypted = server.addressOf('/assets/file').replace(`${server.url}/assets/`, '');
    const request = { method: 'GET', headers: {}, signal: deadline.signal } as const;
    const sent = server.aleph.assets.send(encrypted, request, () => sink);
    sink.once('data', () => deadline.abort(new Error('too long')));
    await expect(sent).rejects.toThrow('too long');
    expect(sink.destroyed).toBe(true);
  });

  test.each(['before', 'after'])('is given up when the browser leaves %s it begins', async (when) => {
    const replies: ServerResponse[] = [];
    server = await startAssetServer((_request, response) => {
      replies.push(response);
      if (when === 'after') response.writeHead(200, PNG).write('begun');
    });
    const leaving = new AbortController();
    const reply = fetch(server.addressOf('/assets/file'), { signal: leaving.signal });
    if (when === 'after') await reply;
    else reply.catch(() => undefined);
    await vi.waitFor(() => expect(replies).toHaveLength(1));
    leaving.abort();
    await vi.waitFor(() => expect(replies[0]?.destroyed).toBe(true));
    await logged({ status: 499 });
  });
});

/** The bytes themselves stay out of a failure's report. */
function howItEnded(reply: Response): Promise<string> {
  return reply.arrayBuffer().then(
    () => 'whole',
    () => 'broken off',
  );
}

function logged(entry: object): Promise<void> {
  return vi.waitFor(() => expect(server.memory.entries('request')).toMatchObject([entry]));
}

function* blocks(count: number, note: () => void = () => undefined): Generator<Buffer> {
  for (let made = 0; made < count; made += 1) {
    note();
    yield Buffer.alloc(MIB);
  }
}
