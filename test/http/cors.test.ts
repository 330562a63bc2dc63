import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type Facade, startFacade } from '../support/facade/facade.ts';
import { post, send } from '../support/facade/http.ts';

const LISTED = 'https://maps.example.com';
const SENT_HEADERS = [
  'content-type',
  'authorization',
  'x-aleph-client-id',
  'x-aleph-client-secret',
  'x-aleph-receipt',
  'x-request-id',
];

describe('pages of other origins', () => {
  let closed: Facade;
  let open: Facade;

  beforeAll(async () => {
    closed = await startFacade({ sandbox: { itemCount: 10 } });
    open = await startFacade({
      sandbox: { itemCount: 10 },
      config: { corsOrigins: [LISTED, 'http://localhost:5173'] },
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
      expect(answer.headers.get('access-control-expose-headers')).toBe('X-Request-Id, Retry-After');
      expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
    }
  });

  test('of a listed origin may send our headers and no others, for ten minutes', async () => {
    const answer = await preflight(open, LISTED, 'x-aleph-client-secret, x-evil');

    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-origin')).toBe(LISTED);
    expect(answer.headers.get('access-control-allow-methods')).toBe('POST');
    expect(answer.headers.get('access-control-allow-headers')?.toLowerCase().split(', ')).toEqual(SENT_HEADERS);
    expect(answer.headers.get('access-control-max-age')).toBe('600');
    expect(answer.headers.has('access-control-allow-credentials')).toBe(false);
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
