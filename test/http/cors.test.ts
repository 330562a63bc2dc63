import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCors, OF_OPERATIONS } from '../../src/http/cors.ts';
import { type Answer, type Facade, startFacade } from '../support/facade/facade.ts';
import { post, send } from '../support/facade/http.ts';
import { createMemoryLog } from '../support/memory-log.ts';

const LISTED = 'https://maps.example.com';
const READ_HEADERS = 'X-Request-Id, Retry-After, Server-Timing';
/** What tracing and Apollo Client add. */
const OF_CLIENTS =
  'authorization,baggage,content-type,traceparent,tracestate,x-aleph-receipt,apollographql-client-name,x-apollo-operation-name';

describe('pages of other origins', () => {
  let closed: Facade;
  let open: Facade;

  beforeAll(async () => {
    closed = await startFacade({ sandbox: { itemCount: 10 }, config: { upstream: 'live' } });
    open = await startFacade({
      sandbox: { itemCount: 10 },
      config: { upstream: 'live', corsOrigins: [LISTED, 'http://localhost:5173'] },
    });
  });
  afterAll(() => Promise.all([closed.close(), open.close()]));

  const ask = (facade: Facade, origin: string) => post(facade, '{"query":"{ __typename }"}', { origin });
  const preflight = (facade: Facade, origin: string, headers = 'content-type') =>
    send(`${facade.url}/graphql`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': headers },
    });
  const corsOf = ({ headers }: Answer) => [...headers.keys()].filter((name) => name.startsWith('access-control-'));

  test('read nothing by default', async () => {
    expect(corsOf(await ask(closed, LISTED))).toEqual([]);
    expect(corsOf(await preflight(closed, LISTED))).toEqual([]);
    expect(corsOf(await ask(closed, closed.url))).toEqual([]);
  });

  test('of a listed origin read replies and errors, without credentials of the browser', async () => {
    for (const answer of [await ask(open, LISTED), await post(open, 'no JSON', { origin: LISTED })]) {
      expect(answer.headers.get('access-control-allow-origin')).toBe(LISTED);
      expect(answer.headers.get('access-control-expose-headers')).toBe(READ_HEADERS);
      expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
    }
  });

  test.each(['content-type', OF_CLIENTS, 'x-aleph-client-id, x-aleph-client-secret', 'x-anything'])(
    'of a listed origin may send %s, for ten minutes',
    async (asked) => {
      const answer = await preflight(open, LISTED, asked);

      expect(answer.status).toBe(204);
      expect(answer.headers.get('access-control-allow-origin')).toBe(LISTED);
      expect(answer.headers.get('access-control-allow-methods')).toBe('GET, POST');
      expect(answer.headers.get('access-control-allow-headers')).toBe(asked);
      expect(answer.headers.get('access-control-max-age')).toBe('600');
      expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
    },
  );

  test('of a listed origin are allowed no text that is no list of header names', async () => {
    for (const asked of ['x: y', 'a;b', '"x"', 'é']) {
      expect((await preflight(open, LISTED, asked)).headers.has('access-control-allow-headers')).toBe(false);
    }
  });

  test.each([
    'null',
    '*',
    'http://maps.example.com',
    'https://maps.example.com.evil.example',
    'https://evil-maps.example.com',
    'https://maps.example.com:8443',
    'https://MAPS.example.com',
    'https://maps.example.com/',
    `${LISTED}, https://evil.example`,
    `${LISTED},http://localhost:5173`,
  ])('of the origin %s read nothing, preflight included', async (origin) => {
    expect(corsOf(await ask(open, origin))).toEqual([]);
    const answer = await preflight(open, origin);
    expect(answer.status).toBe(204);
    expect(corsOf(answer)).toEqual([]);
  });

  test('are told that a reply depends on their origin', async () => {
    const vary = 'Origin, Authorization, X-Aleph-Client-Id, X-Aleph-Client-Secret';
    for (const answer of [
      await ask(open, LISTED),
      await ask(open, 'https://evil.example'),
      await ask(closed, LISTED),
    ]) {
      expect(answer.headers.get('vary')).toBe(vary);
    }
  });
});

describe('pages on loopback', () => {
  const ON_LOOPBACK = ['http://localhost:5173', 'https://localhost', 'http://127.0.0.1:3000', 'http://[::1]:8080'];
  const NOT_ON_LOOPBACK = [
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://10.0.0.1:3000',
    'https://maps.example.com',
    'http://localhost:5173/',
    'http://LOCALHOST:5173',
    'http://user@localhost:5173',
    'http://localhost:5173, http://localhost:5173',
    'file://localhost',
    'null',
  ];

  test('read the sandbox, and nothing of a server in front of Aleph', async () => {
    for (const upstream of ['sandbox', 'live'] as const) {
      const facade = await startFacade({ sandbox: { itemCount: 10 }, config: { upstream, assetRoute: true } });
      for (const origin of [...ON_LOOPBACK, ...NOT_ON_LOOPBACK]) {
        const allowed = upstream === 'sandbox' && ON_LOOPBACK.includes(origin) ? origin : null;
        const [answer, file] = [
          await post(facade, '{"query":"{ __typename }"}', { origin }),
          await send(`${facade.url}/assets/x`, { headers: { origin } }),
        ];
        expect([origin, answer.headers.get('access-control-allow-origin')]).toEqual([origin, allowed]);
        expect([origin, file.headers.get('access-control-allow-origin')]).toEqual([origin, allowed]);
      }
      await facade.close();
    }
  });
});

describe('a refused origin', () => {
  const WARNING = 'origin refused: a page of it reads no reply unless CORS_ORIGINS lists it';

  test('leaves one warning, whatever the path and the method; the page of the server itself leaves none', async () => {
    const memory = createMemoryLog();
    const config = { upstream: 'live', corsOrigins: [LISTED], assetRoute: true } as const;
    const facade = await startFacade({ sandbox: { itemCount: 10 }, config, log: memory.log });
    for (const origin of ['https://one.example', 'https://one.example', 'null', LISTED, facade.url, 'no origin']) {
      await post(facade, '{"query":"{ __typename }"}', { origin });
      await send(`${facade.url}/graphql`, { method: 'OPTIONS', headers: { origin } });
      await send(`${facade.url}/assets/x`, { headers: { origin } });
    }
    await facade.close();
    expect(memory.entries(WARNING).map(({ level, origin }) => [level, origin])).toEqual([
      ['warn', 'https://one.example'],
      ['warn', 'null'],
    ]);
  });

  test('is warned of among at most a hundred in an hour', () => {
    const warned: unknown[] = [];
    let now = 0;
    const log = { warn: ({ origin }: { origin: string }) => warned.push(origin) } as never;
    const allow = createCors({ config: { corsOrigins: [], upstream: 'live' }, log, now: () => now });
    const refuse = (origin: string) => allow({ request: { headers: { origin } }, headers: {} } as never, OF_OPERATIONS);

    for (let index = 0; index < 250; index += 1) refuse(`https://${index}.example`);
    expect(warned).toHaveLength(100);
    now = 3_599_999;
    refuse('https://late.example');
    expect(warned).toHaveLength(100);
    now = 3_600_000;
    refuse('https://late.example');
    refuse('https://late.example');
    expect(warned.slice(100)).toEqual(['https://late.example']);
  });
});
