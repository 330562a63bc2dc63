import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textOfBody } from '../../../src/aleph/transport/bodies.ts';
import { createTransport, placeOf, type Transport, TransportFault } from '../../../src/aleph/transport/transport.ts';
import { type CertificateOptions, createIdentity } from '../../support/upstream/certificates.ts';
import { httpAnswer, type RawUpstream, startRawUpstream } from '../../support/upstream/raw.ts';
import { sendJson, startUpstream, type Upstream } from '../../support/upstream/upstream.ts';

const MiB = 1024 * 1024;

let transport: Transport;
const opened: { close(): Promise<void> }[] = [];

beforeEach(() => {
  transport = createTransport({ maxBodyBytes: 16 * MiB, connectTimeoutMs: 300, connections: 1 });
});
afterEach(async () => {
  await transport.close();
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

const opening = async <T extends Upstream | RawUpstream>(start: Promise<T>): Promise<T> => {
  const upstream = await start;
  opened.push(upstream);
  return upstream;
};

const get = (url: string, headers: Record<string, string> = {}) =>
  transport.send({ method: 'GET', place: placeOf(url), headers }, new AbortController().signal);

async function faultOf(url: string, headers?: Record<string, string>): Promise<TransportFault> {
  const error = await get(url, headers).catch((thrown: unknown) => thrown);
  if (error instanceof TransportFault) return error;
  throw new Error(`expected a fault, got ${String(error)}`);
}

describe('a body', () => {
  const unzipped = (head: ServerResponse, encoding: string, body: Buffer) =>
    head.writeHead(200, { 'content-type': 'application/json', 'content-encoding': encoding }).end(body);

  const faultAfter = async (answer: (response: ServerResponse) => void) => {
    const upstream = await opening(startUpstream((_request, response) => answer(response)));
    return (await faultOf(upstream.url)).reason;
  };

  test('that goes on for ever is cut at the limit, with its connection', async () => {
    let sent = 0;
    let isCut = false;
    const upstream = await opening(
      startUpstream((request, response) => {
        if (request.url !== '/endless') return sendJson(response, { own: true });
        response.on('close', () => {
          isCut = true;
        });
        const more = () => {
          while (!isCut && response.write(Buffer.alloc(MiB))) sent += 1;
        };
        response.on('drain', more);
        more();
      }),
    );
    expect((await faultOf(`${upstream.url}/endless`)).reason).toBe('TOO_LARGE');
    expect(textOfBody((await get(upstream.url)).body)).toBe('{"own":true}');
    expect(isCut).toBe(true);
    expect(sent).toBeLessThan(64);
  });

  test('just below the limit is read', async () => {
    const upstream = await opening(startUpstream((_request, response) => response.end(Buffer.alloc(16 * MiB))));
    expect((await get(upstream.url)).wireBytes).toBe(16 * MiB);
  });

  test.each<[string, Buffer]>([
    ['300 MB', gzipSync(Buffer.alloc(300 * MiB))],
    ['less than the limit but over a hundred times its size', gzipSync(Buffer.alloc(8 * MiB))],
  ])('of gzip that would unpack to %s is TOO_LARGE', async (_what, zipped) => {
    expect(await faultAfter((response) => unzipped(response, 'gzip', zipped))).toBe('TOO_LARGE');
  });

  test('of gzip that is small either way may be packed as tight as it likes', async () => {
    const body = Buffer.alloc(65_536);
    const upstream = await opening(startUpstream((_request, response) => unzipped(response, 'gzip', gzipSync(body))));
    expect((await get(upstream.url)).body.length).toBe(65_536);
  });

  test.each<[string, Buffer]>([
    ['cut', gzipSync('{"a":1}').subarray(0, 15)],
    ['rotten', Buffer.from('not gzip at all')],
    ['empty', Buffer.alloc(0)],
  ])('of gzip that is %s is TRUNCATED', async (_what, body) => {
    expect(await faultAfter((response) => unzipped(response, 'gzip', body))).toBe('TRUNCATED');
  });

  test.each(['br', 'deflate', 'gzip, gzip', 'gzip,br', 'x-unknown'])('in %s is NOT_JSON', async (encoding) => {
    expect(await faultAfter((response) => unzipped(response, encoding, gzipSync('{}')))).toBe('NOT_JSON');
  });
});

describe('a connection', () => {
  const answering = (answer: (socket: Socket, number: number) => void) => opening(startRawUpstream(answer));
  const own = (socket: Socket, number: number) => socket.write(httpAnswer(`{"number":${number}}`));

  test.each<[string, (socket: Socket) => void, string]>([
    ['is reset before any header', (socket) => socket.resetAndDestroy(), 'RESET'],
    ['is closed before any header', (socket) => socket.end(), 'RESET'],
    ['speaks no HTTP', (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'), 'RESET'],
    ['sends headers without end', (socket) => socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}`), 'RESET'],
    ['is closed before the body it promised', (socket) => socket.end(shortBody('{"a":', 50)), 'TRUNCATED'],
    ['is reset in the middle of the body', (socket) => cutBody(socket), 'TRUNCATED'],
    ['ends its chunks in the middle', (socket) => socket.end(`${CHUNKED}5\r\n{"a":\r\n`), 'TRUNCATED'],
    ['breaks the framing of its chunks', (socket) => socket.write(`${CHUNKED}zz\r\n`), 'TRUNCATED'],
  ])('that %s is a fault, and the next request gets its own answer', async (_what, answer, reason) => {
    const upstream = await answering((socket, number) => (number === 1 ? answer(socket) : own(socket, number)));
    expect((await faultOf(upstream.url)).reason).toBe(reason);
    expect(textOfBody((await get(upstream.url)).body)).toBe('{"number":2}');
  });

  test('that sends an answer nobody asked for gives the next request its own', async () => {
    const upstream = await answering((socket, number) => {
      own(socket, number);
      if (number === 1) socket.write(httpAnswer('{"number":"somebody else\'s"}'));
    });
    expect(textOfBody((await get(upstream.url)).body)).toBe('{"number":1}');
    const next = await get(upstream.url).then(
      ({ body }) => textOfBody(body),
      (fault: TransportFault) => fault.reason,
    );
    expect(['{"number":2}', 'RESET']).toContain(next);
  });

  test('with a Content-Length shorter than its body keeps the rest from the next request', async () => {
    const upstream = await answering((socket, number) =>
      number === 1 ? socket.write(`${shortBody('{"a":1}', 2)}{"b":2}`) : own(socket, number),
    );
    const first = await get(upstream.url).then(
      ({ body }) => textOfBody(body),
      ({ reason }: TransportFault) => reason,
    );
    expect(['{"', 'TRUNCATED']).toContain(first);
    expect(textOfBody((await get(upstream.url)).body)).toBe('{"number":2}');
  });

  test('to a closed port is REFUSED', async () => {
    const upstream = await startRawUpstream();
    await upstream.close();
    expect((await faultOf(upstream.url)).reason).toBe('REFUSED');
  });

  test('to a name that cannot be is a fault of DNS', async () => {
    expect((await faultOf(`http://${'a'.repeat(64)}.test`)).reason).toBe('DNS');
  });

  test('that never gets to speak is a CONNECT_TIMEOUT', async () => {
    const upstream = await opening(startRawUpstream());
    expect((await faultOf(`https://127.0.0.1:${upstream.port}`)).reason).toBe('CONNECT_TIMEOUT');
  });
});

describe('a TLS connection', () => {
  test('to a port that speaks plain HTTP is a fault of TLS', async () => {
    const upstream = await opening(startUpstream((_request, response) => sendJson(response, {})));
    expect((await faultOf(upstream.url.replace('http:', 'https:'))).reason).toBe('TLS');
  });

  test.each<[string, CertificateOptions]>([
    ['signed by itself', {}],
    ['from an issuer nobody knows', { issuer: 'Nobody' }],
    ['expired', { notAfter: '210101000000Z' }],
  ])('with a certificate that is %s is a fault of TLS', async (_what, options) => {
    const server = createTlsServer(createIdentity(options), (socket) => socket.end(httpAnswer('{}')));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    expect((await faultOf(`https://127.0.0.1:${port}`)).reason).toBe('TLS');
    server.close();
  });
});

describe('a header value that would break out of its line', () => {
  test('is a fault that does not repeat it, and nothing is sent', async () => {
    const upstream = await opening(startUpstream((_request, response) => sendJson(response, {})));
    const fault = await faultOf(upstream.url, { authorizationToken: 'Bearer canary\r\nX-Evil: 1' });
    expect(`${fault.stack} ${JSON.stringify(fault)}`).not.toContain('canary');
    expect(upstream.received).toEqual([]);
  });
});

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

function shortBody(body: string, length: number): string {
  return `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\n${body}`;
}

function cutBody(socket: Socket): void {
  socket.write(shortBody('{"a":', 50), () => setImmediate(() => socket.resetAndDestroy()));
}
