import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Facade, NORTH, SOUTH, startFacade } from '../support/facade/facade.ts';
import { codesOf, graphqlRequest, post, send, sendRaw, untilAsked } from '../support/facade/http.ts';

const VARY = 'Origin, Authorization, X-Aleph-Client-Id, X-Aleph-Client-Secret';
const GET_QUERY = `?query=${encodeURIComponent('{ contracts { id } }')}`;

describe('the HTTP surface', () => {
  let facade: Facade;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 } });
  });
  beforeEach(() => facade.sandbox.resetCalls());
  afterAll(() => facade.close());

  test.each([
    ['GET', ''],
    ['GET', `?query=${encodeURIComponent('mutation { x }')}`],
    ['HEAD', GET_QUERY],
    ['PUT', ''],
    ['DELETE', ''],
    ['PATCH', ''],
  ])('%s /graphql%s is refused with the method to use, and runs nothing', async (method, query) => {
    const answer = await send(`${facade.url}/graphql${query}`, {
      method,
      headers: { ...NORTH, 'content-type': 'a/b' },
    });

    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('POST');
    if (method !== 'HEAD') expect(codesOf(answer)).toEqual(['METHOD_NOT_ALLOWED']);
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test('OPTIONS /graphql tells the methods', async () => {
    const answer = await send(`${facade.url}/graphql`, { method: 'OPTIONS' });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('allow')).toBe('GET, POST, OPTIONS');
  });

  test('GET /graphql shows a browser the page', async () => {
    const answer = await send(`${facade.url}/graphql`, { headers: { accept: 'text/html,*/*;q=0.8' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  test('GET / leads to the endpoint, and no other method does', async () => {
    for (const method of ['GET', 'HEAD']) {
      const answer = await send(`${facade.url}/?x=1`, { method });
      expect(answer.status).toBe(302);
      expect(answer.headers.get('location')).toBe('/graphql');
    }
    const posted = await send(`${facade.url}/`, { method: 'POST', body: '{}' });
    expect(codesOf(posted)).toEqual(['ROUTE_NOT_FOUND']);
  });

  test('/graphql/ is /graphql', async () => {
    const page = await send(`${facade.url}/graphql/`, { headers: { accept: 'text/html' } });
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const answer = await send(`${facade.url}/graphql/?x=1`, {
      method: 'POST',
      headers: { ...NORTH, 'content-type': 'application/json' },
      body: '{"query":"{ contracts { id } }"}',
    });
    expect(answer.body.data.contracts).toHaveLength(3);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('GET /graphql refuses a browser where the page is off', async () => {
    const live = await startFacade({ sandbox: { itemCount: 10 }, config: { graphiql: false } });
    const answer = await send(`${live.url}/graphql`, { headers: { accept: 'text/html' } });
    await live.close();
    expect(codesOf(answer)).toEqual(['METHOD_NOT_ALLOWED']);
  });

  test('no reply of /graphql is stored, and each depends on who asks', async () => {
    const url = `${facade.url}/graphql`;
    const replies = await Promise.all([
      facade.ask('{ contracts { id } }'),
      facade.ask('{ contracts { id } }', {}, {}),
      facade.ask('{ nothing }'),
      post(facade, 'no JSON'),
      post(facade, '{}', { 'content-type': 'text/plain' }),
      post(facade, ' '.repeat(2 ** 20 + 1)),
      send(url),
      send(url, {
        method: 'OPTIONS',
        headers: { origin: 'https://a.example', 'access-control-request-method': 'POST' },
      }),
      send(url, { headers: { accept: 'text/html' } }),
      send(`${url}?access_token=x`),
    ]);

    expect(replies.map(({ status }) => status)).toEqual([200, 401, 400, 400, 415, 413, 405, 204, 200, 400]);
    for (const { headers } of replies) {
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('vary')).toBe(VARY);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  test.each([
    ['/health', { status: 'ok' }],
    ['/ready', { status: 'ready' }],
  ])('GET %s answers %j', async (path, body) => {
    const answer = await send(facade.url + path);
    expect(answer).toMatchObject({ status: 200, body });
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('GET /schema.graphql is the file of the project', async () => {
    const { status, headers, body } = await send(`${facade.url}/schema.graphql`);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/graphql; charset=utf-8');
    expect(body).toBe(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
  });

  test('GET /schema.graphql finds nothing where the schema is hidden', async () => {
    const hiding = await startFacade({ sandbox: { itemCount: 10 }, config: { introspection: false } });
    const answer = await send(`${hiding.url}/schema.graphql`);
    await hiding.close();
    expect(answer.status).toBe(404);
    expect(codesOf(answer)).toEqual(['ROUTE_NOT_FOUND']);
  });

  test('HEAD answers as GET does, without the body', async () => {
    const [head, get] = await Promise.all([
      send(`${facade.url}/schema.graphql`, { method: 'HEAD' }),
      send(`${facade.url}/schema.graphql`),
    ]);
    expect(head).toMatchObject({ status: 200, body: '' });
    expect(head.headers.get('content-length')).toBe(get.headers.get('content-length'));
  });

  test.each(['/health', '/ready', '/schema.graphql'])('POST %s is refused with the methods to use', async (path) => {
    const answer = await send(facade.url + path, { method: 'POST', body: 'x' });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe('GET, HEAD');
  });

  test.each(['/nowhere', '/graphql//', '//graphql', '/GRAPHQL', '/health/', '/graphiql/nowhere.js', '/__proto__'])(
    '%s is not found, whatever the method',
    async (path) => {
      for (const method of ['GET', 'POST', 'DELETE']) {
        const answer = await send(facade.url + path, { method });
        expect(answer.status).toBe(404);
        expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
        expect(codesOf(answer)).toEqual(['ROUTE_NOT_FOUND']);
      }
    },
  );

  test('no path answers under the name of another host', async () => {
    const full = await startFacade({ sandbox: { itemCount: 10 }, config: { assetRoute: true } });
    const paths = ['/graphql', '/health', '/ready', '/metrics', '/schema.graphql', '/assets/x', '/nowhere'];
    const ask = (path: string) =>
      sendRaw(full.url, `GET ${path} HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n`);
    const statuses = await Promise.all(paths.map(async (path) => [path, (await ask(path)).status]));
    await full.close();
    expect(statuses).toEqual(paths.map((path) => [path, 403]));
  });

  test('POST /graphql reads one large body after another, more in all than it may hold at once', async () => {
    const body = '{"query":"{ __typename }"}'.padEnd(2 ** 20);
    for (let turn = 0; turn < 17; turn += 1) expect((await post(facade, body)).status).toBe(200);
  });

  test('a request line with scheme and host, as proxies write it, is read by its path', async () => {
    const target = 'http://aleph.example:80/graphql?x=1';
    const { status, body } = await sendRaw(facade.url, graphqlRequest('{ __typename }', [], target));
    expect(status).toBe(200);
    expect(body).toEqual({ data: { __typename: 'Query' } });
  });

  test('a draining server is alive, not ready, and takes no operation', async () => {
    const leaving = await startFacade({ sandbox: { itemCount: 10 } });
    leaving.sandbox.inject({ path: '/tasking/products', latencyMs: 1_000 });
    const waiting = leaving.ask('{ contracts { taskingProducts { name } } }', {}, SOUTH);
    await untilAsked(leaving, '/tasking/products');
    const drained = leaving.server.drain();

    const [health, ready, operation] = await Promise.all([
      send(`${leaving.url}/health`),
      send(`${leaving.url}/ready`),
      leaving.ask('{ __typename }'),
    ]);

    expect(health).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(ready).toMatchObject({ status: 503, body: { status: 'draining' } });
    expect(operation.status).toBe(503);
    expect(codesOf(operation)).toEqual(['SHUTTING_DOWN']);
    expect((await waiting).body.errors).toBeUndefined();
    await drained;
    await leaving.close();
  });
});
