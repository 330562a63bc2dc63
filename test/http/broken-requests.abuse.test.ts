import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { refuseBrokenRequests } from '../../src/http/broken-requests.ts';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { graphqlRequest, post, sendRaw } from '../support/facade/http.ts';
import { createMemoryLog } from '../support/memory-log.ts';

const memory = createMemoryLog();
const QUERY = '{"query":"{ __typename }"}';
const hosted = (host: string) => graphqlRequest('{ __typename }', []).replace('Host: 127.0.0.1', `Host: ${host}`);

describe('what is no HTTP request', () => {
  let facade: Facade;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 }, log: memory.log });
  });
  beforeEach(() => memory.clear());
  afterAll(() => facade.close());

  test.each([
    ['an unknown method', 'CANARY / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'],
    ['another protocol', 'GET /graphql CANARY/1.1\r\nHost: 127.0.0.1\r\n\r\n'],
    ['a TLS handshake', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['a path with a space', 'GET /graphql CANARY HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'],
    ['a header without a name', 'GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\n: CANARY\r\n\r\n'],
    ['two lengths', graphqlRequest('{ CANARY }', ['Content-Length: 3'])],
    ['a length beside chunks', graphqlRequest('{ CANARY }', ['Transfer-Encoding: chunked'])],
    ['a negative length', 'POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\nCANARY'],
    ['no host', 'POST /graphql HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['two hosts', graphqlRequest('{ CANARY }', ['Host: CANARY.test'])],
    ['the same host twice', graphqlRequest('{ CANARY }', ['Host: 127.0.0.1'])],
    ['a host with user info', hosted('evil@127.0.0.1')],
    ['a host with a fragment', hosted('localhost#.evil.test')],
    ['a host with a path', hosted('localhost/.evil.test')],
    ['a host with a query', hosted('localhost?.evil.test')],
    ['a host with a backslash', hosted('localhost\\.evil.test')],
    ['a host with two ports', hosted('localhost:1:2')],
    ['a host with a port of letters', hosted('localhost:evil')],
    ['two hosts in one', hosted('localhost, evil.test')],
    ['a host with a blank', hosted('localhost evil.test')],
  ])('%s is refused in our form, with one line in the log', async (_what, bytes) => {
    const { status, head, body } = await sendRaw(facade.url, bytes);

    expect(status).toBe(400);
    const [{ extensions }] = body.errors;
    expect(extensions).toEqual({ code: 'BAD_REQUEST', retryable: false, requestId: expect.any(String) });
    expect(head).toContain(`X-Request-Id: ${extensions.requestId}`);
    expect(head).toMatch(/Connection: close/i);
    expect(memory.entries('request')).toMatchObject([{ requestId: extensions.requestId, status: 400 }]);
    expect(head + JSON.stringify(body) + memory.lines.join('')).not.toContain('CANARY');
    expect((await post(facade, QUERY)).status).toBe(200);
  });

  test('an expectation that nobody knows is answered like any request', async () => {
    const { status, body } = await sendRaw(facade.url, graphqlRequest('{ __typename }', ['Expect: CANARY']));
    expect(status).toBe(200);
    expect(body).toEqual({ data: { __typename: 'Query' } });
  });

  test('a wish for another protocol is answered like any request', async () => {
    const upgrade = ['Upgrade: websocket', 'Connection: Upgrade'];
    const { status } = await sendRaw(facade.url, graphqlRequest('{ __typename }', upgrade));
    expect(status).toBe(200);
  });

  test.each(['127.0.0.1', 'localhost', 'LOCALHOST:4000', '[::1]', '[::1]:4000', 'localhost:'])(
    'a request to %s is answered',
    async (host) => {
      expect((await sendRaw(facade.url, hosted(host))).status).toBe(200);
    },
  );

  describe('behind valid requests in the same packet', () => {
    const KEPT = graphqlRequest('{ __typename }', []).replace('Connection: close\r\n', '');

    test.each([
      ['rubbish', 'CANARY\r\n\r\n', 400],
      ['an unknown method', 'CANARY / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n', 400],
      ['a tunnel', 'CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n', 405],
    ])('%s is refused once they are answered', async (_what, rest, status) => {
      for (const count of [1, 3]) {
        memory.clear();
        const replies = await repliesTo(KEPT.repeat(count) + rest);
        expect(replies.map((reply) => Number(reply.split(' ', 2)[1]))).toEqual([...Array(count).fill(200), status]);
        expect(replies.slice(0, count).every((reply) => reply.endsWith('{"data":{"__typename":"Query"}}'))).toBe(true);
        expect(replies.at(-1)).toMatch(/connection: close/i);
        expect(
          memory
            .entries('request')
            .map((entry) => entry['status'])
            .sort(),
        ).toEqual([...Array(count).fill(200), status]);
      }
    });

    /** The replies until the server closes the connection. */
    async function repliesTo(bytes: string): Promise<string[]> {
      const socket = connect(Number(new URL(facade.url).port), '127.0.0.1').setEncoding('utf8');
      let text = '';
      socket.on('data', (piece) => {
        text += piece;
      });
      socket.write(bytes);
      await once(socket, 'close');
      return text.split(/(?=HTTP\/1\.1 )/);
    }
  });

  test('a request for a tunnel is refused in the same form, and the server lives on', async () => {
    memory.clear();
    const bytes = 'CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: elsewhere.example:443\r\n\r\n';

    const { status, head, body } = await sendRaw(facade.url, bytes);

    expect(status).toBe(405);
    expect(head).toMatch(/^Allow: POST\r$/m);
    const [{ extensions }] = body.errors;
    expect(extensions).toEqual({ code: 'METHOD_NOT_ALLOWED', retryable: false, requestId: expect.any(String) });
    expect(memory.entries('request')).toMatchObject([{ requestId: extensions.requestId, status: 405 }]);
    expect((await post(facade, QUERY)).status).toBe(200);
  });

  test.each(['[[[', '12q.0.0.1', 'a b'])('a host that no URL can have, %s, is no error of ours', async (host) => {
    const bytes = graphqlRequest('{ __typename }', []).replace('Host: 127.0.0.1', `Host: ${host}`);
    const { status } = await sendRaw(facade.url, bytes);
    expect(status).toBeLessThan(500);
  });
});

describe('the refusal', () => {
  test.each([
    ['HPE_HEADER_OVERFLOW', 431],
    ['ERR_HTTP_REQUEST_TIMEOUT', 408],
    ['HPE_INVALID_METHOD', 400],
  ])('of %s has the status %i', async (code, status) => {
    const refuse = refuseBrokenRequests(memory.log);
    const server = createServer((socket) => refuse(Object.assign(new Error('CANARY'), { code }), socket));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;

    const answer = await sendRaw(`http://127.0.0.1:${port}`, '');
    server.close();

    expect(answer).toMatchObject({ status, body: { errors: [{ extensions: { code: 'BAD_REQUEST' } }] } });
    expect(JSON.stringify(answer)).not.toContain('CANARY');
  });

  test.each(['HPE_INVALID_EOF_STATE', 'ECONNRESET'])('of %s is not written, since nobody reads it', async (code) => {
    memory.clear();
    const refuse = refuseBrokenRequests(memory.log);
    const server = createServer((socket) => {
      if (code === 'ECONNRESET') socket.destroy();
      refuse(Object.assign(new Error('gone'), { code }), socket);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    await once(socket, 'close');
    server.close();

    expect(chunks).toEqual([]);
    expect(memory.lines).toEqual([]);
  });
});
