import { getEventListeners } from 'node:events';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { bodyOf, textOfBody } from '../../../src/aleph/transport/bodies.ts';
import { createTransport, placeOf, type Transport } from '../../../src/aleph/transport/transport.ts';
import { httpAnswer, startRawUpstream } from '../../support/upstream/raw.ts';
import { type Script, sendJson, startUpstream, type Upstream } from '../../support/upstream/upstream.ts';

const OPTIONS = { maxBodyBytes: 1_000_000, connectTimeoutMs: 1_000, connections: 1 };

let transport: Transport;
let script: Script;
let upstream: Upstream;

beforeEach(async () => {
  transport = createTransport(OPTIONS);
  upstream = await startUpstream((request, response) => script(request, response));
});
afterEach(async () => {
  await transport.close();
  await upstream.close();
});

const get = (path = '/', signal = new AbortController().signal) =>
  transport.send({ method: 'GET', place: placeOf(upstream.url + path), headers: {} }, signal);

describe('an answer', () => {
  test('comes with its status, type, Retry-After and body', async () => {
    script = (_request, response) => sendJson(response, { rows: [1] }, 503, { 'retry-after': '7' });
    expect(await get()).toEqual({
      status: 503,
      retryAfter: '7',
      contentType: 'application/json',
      body: bodyOf(Buffer.from('{"rows":[1]}')),
      wireBytes: 12,
    });
  });

  test.each(['gzip', 'GZIP', ' gzip '])(
    'in %s is decoded, and its bytes are counted as they came',
    async (encoding) => {
      const body = Buffer.from(JSON.stringify({ rows: Array(500).fill('row') }));
      const zipped = gzipSync(body);
      script = (_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end(zipped);
      expect(await get()).toMatchObject({ body: bodyOf(body), wireBytes: zipped.length });
    },
  );

  test.each(['identity', 'Identity', ''])('in the encoding "%s" is taken as it is', async (encoding) => {
    script = (_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end('{}');
    expect(textOfBody((await get()).body)).toBe('{}');
  });

  test('may come in many pieces', async () => {
    script = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      for (const piece of ['[1', ',2', ',3]']) response.write(piece);
      response.end();
    };
    expect(textOfBody((await get()).body)).toBe('[1,2,3]');
  });
});

describe('a request', () => {
  beforeEach(() => {
    script = (_request, response) => sendJson(response, {});
  });

  test('goes out with path, query, headers and body', async () => {
    const url = `${upstream.url}/archive/search?a=1&b=%20`;
    const headers = { authorizationToken: 'Bearer t' };
    await transport.send(
      { method: 'POST', place: placeOf(url), headers, body: '{"a":1}' },
      new AbortController().signal,
    );
    expect(upstream.received).toMatchObject([
      {
        method: 'POST',
        url: '/archive/search?a=1&b=%20',
        headers: { authorizationtoken: 'Bearer t', 'content-type': 'application/json', 'accept-encoding': 'gzip' },
        body: '{"a":1}',
      },
    ]);
  });

  test('uses the connection of the one before', async () => {
    const raw = await startRawUpstream((socket) => socket.write(httpAnswer('{}')));
    for (let time = 0; time < 3; time += 1) {
      await transport.send({ method: 'GET', place: placeOf(raw.url), headers: {} }, new AbortController().signal);
    }
    expect(raw.connections).toHaveLength(1);
    await raw.close();
  });
});

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])(
    'by %d is an answer without a body, and its target sees nothing',
    async (status) => {
      const target = await startUpstream((_request, response) => sendJson(response, { stolen: true }));
      script = (request, response) =>
        request.url === '/after'
          ? sendJson(response, { own: true })
          : response.writeHead(status, { location: `${target.url}/oauth/token` }).write('a body without end');
      const body = '{"client_secret":"s"}';
      const headers = { authorizationToken: 'Bearer t' };
      const answer = await transport.send(
        { method: 'POST', place: placeOf(upstream.url), headers, body },
        new AbortController().signal,
      );
      expect(answer).toMatchObject({ status, body: bodyOf() });
      expect(textOfBody((await get('/after')).body)).toBe('{"own":true}');
      expect(target.received).toEqual([]);
      await target.close();
    },
  );
});

describe('a request whose caller leaves', () => {
  test.each(['before the answer begins', 'in the middle of the body'])(
    '%s takes its connection with it, and the next request gets its own answer',
    async (when) => {
      let closed = 0;
      script = (request, response) => {
        response.on('close', () => {
          closed += Number(!response.writableFinished);
        });
        if (request.url.startsWith('/own')) sendJson(response, { own: request.url });
        else if (when.includes('body')) response.writeHead(200, { 'content-length': 100_000 }).write('{"other":');
      };
      for (let time = 1; time <= 20; time += 1) {
        const caller = new AbortController();
        const left = get('/held', caller.signal);
        await vi.waitFor(() => expect(upstream.received.at(-1)?.url).toBe('/held'), { interval: 2 });
        caller.abort(new Error('left'));
        await expect(left).rejects.toThrow('left');
        expect(textOfBody((await get(`/own/${time}`)).body)).toBe(JSON.stringify({ own: `/own/${time}` }));
        await vi.waitFor(() => expect(closed).toBe(time), { interval: 2 });
      }
    },
  );

  test('while it waits for a connection hears so at once, and is never sent', async () => {
    let answerHeld = (): unknown => undefined;
    script = (_request, response) => {
      answerHeld = () => sendJson(response, { own: true });
    };
    const held = get('/held');
    await vi.waitFor(() => expect(upstream.received).toHaveLength(1), { interval: 2 });
    const caller = new AbortController();
    const waiting = get('/waiting', caller.signal);
    caller.abort(new Error('left'));
    await expect(waiting).rejects.toThrow('left');
    answerHeld();
    expect(textOfBody((await held).body)).toBe('{"own":true}');
    script = (_request, response) => sendJson(response, { own: 'after' });
    expect(textOfBody((await get('/after')).body)).toBe('{"own":"after"}');
    expect(upstream.received.map(({ url }) => url)).toEqual(['/held', '/after']);
  });

  test('before it is sent reaches nobody', async () => {
    script = (_request, response) => sendJson(response, {});
    await expect(get('/', AbortSignal.abort(new Error('left')))).rejects.toThrow('left');
    expect(upstream.received).toEqual([]);
  });

  test.each<[string, Script]>([
    ['an answer', (_request, response) => sendJson(response, {})],
    ['a redirect', (_request, response) => response.writeHead(302).end('elsewhere')],
    ['a fault', (_request, response) => response.destroy()],
  ])('after %s is not listened to any more', async (_what, answer) => {
    script = answer;
    const { signal } = new AbortController();
    await get('/', signal).catch(() => undefined);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
