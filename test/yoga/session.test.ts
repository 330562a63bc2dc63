import { GraphQLError } from 'graphql';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { FacadeOptions } from '../../src/yoga/options.ts';
import { type EmbeddedFacade, startEmbedded } from '../support/facade/embedded.ts';
import { NORTH, SOUTH } from '../support/facade/facade.ts';

const PREFLIGHT = { 'graphql-require-preflight': '1' };
const COOKIE = { ...PREFLIGHT, cookie: 'session=north' };
const PAIR = { kind: 'PAIR', clientId: 'sandbox-north', clientSecret: 'sandbox-north-secret' } as const;
const CONTRACTS = '{ contracts { id } }';

describe('the session of the host', () => {
  let facade: EmbeddedFacade;
  afterEach(() => facade.close());

  async function start(options: FacadeOptions): Promise<void> {
    facade = await startEmbedded({ sandbox: { itemCount: 10 } }, options);
  }
  async function ask(headers: Record<string, string>, query = CONTRACTS) {
    const response = await facade.fetch({ headers, query });
    return { status: response.status, headers: response.headers, body: await response.json() };
  }
  const codeOf = ({ status, body }: Awaited<ReturnType<typeof ask>>) => [status, body.errors?.[0].extensions.code];

  test('signs in by a pair or by a token, and by the cookie of each request', async () => {
    const token = await tokenOfSouth(() => facade.sandbox.url);
    await start({
      credentials: async (request) =>
        request.headers.get('cookie') === 'session=north' ? PAIR : { kind: 'TOKEN', token: await token() },
    });
    expect((await ask(COOKIE)).body.data.contracts).toHaveLength(3);
    expect((await ask({ ...PREFLIGHT, cookie: 'session=south' })).body.data.contracts).toHaveLength(1);
  });

  test('is none when the function returns nothing, and then the schema alone may be read', async () => {
    for (const nothing of [undefined, null]) {
      await start({ credentials: () => nothing });
      const answer = await ask(PREFLIGHT);
      expect(codeOf(answer)).toEqual([401, 'CREDENTIALS_MISSING']);
      expect(answer.body.errors[0].message).toMatch(/^Sign in to this site/);
      expect((await ask(PREFLIGHT, '{ __schema { queryType { name } } }')).status).toBe(200);
      await facade.close();
    }
  });

  test.each<[string, unknown]>([
    ['a word', 'token'],
    ['a number', 42],
    ['true', true],
    ['false', false],
    ['a list', [PAIR]],
    ['no kind', { token: 'abc' }],
    ['another kind', { kind: 'BASIC', token: 'abc' }],
    ['a token that is empty', { kind: 'TOKEN', token: '' }],
    ['a token with a line break', { kind: 'TOKEN', token: 'CANARY\r\nevil: 1' }],
    ['a token that is too long', { kind: 'TOKEN', token: 'CANARY'.repeat(2_000) }],
    ['a token that is no text', { kind: 'TOKEN', token: { CANARY: 1 } }],
    ['half a pair', { kind: 'PAIR', clientId: 'CANARY' }],
    ['a secret with a space', { ...PAIR, clientSecret: 'CANARY CANARY' }],
    ['a getter that throws', Object.defineProperty({}, 'kind', { get: () => fail() })],
  ])('that is %s is an error with a code, and no value of it is shown', async (_name, rubbish) => {
    await start({ credentials: () => rubbish as never });
    const answer = await ask(COOKIE);
    expect(codeOf(answer)).toEqual([503, 'AUTH_UNAVAILABLE']);
    expect(answer.body.errors[0].extensions.reason).toBe('SESSION');
    expect(JSON.stringify(answer.body) + facade.log.lines.join('')).not.toContain('CANARY');
    expect(facade.log.entries('the credentials of the host failed')).toHaveLength(1);
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test.each<[string, () => unknown]>([
    ['throws', fail],
    ['rejects', () => Promise.reject(new Error('CANARY'))],
    [
      'throws what is no error',
      () => {
        throw 'CANARY';
      },
    ],
    ['throws nothing', () => Promise.reject()],
    ['reads the body that was read already', (request = facade) => (request as never as Request).json()],
  ])('that %s is an error with a code that may be tried again', async (_name, credentials) => {
    await start({ credentials: credentials as never });
    const answer = await ask(COOKIE);
    expect(codeOf(answer)).toEqual([503, 'AUTH_UNAVAILABLE']);
    expect(answer.body.errors[0].extensions).toMatchObject({ reason: 'SESSION', retryable: true });
    expect(JSON.stringify(answer.body) + facade.log.lines.join('')).not.toContain('CANARY');
  });

  test('may refuse with an error of its own, which needs a code', async () => {
    const extensions = { code: 'SESSION_ENDED', http: { status: 401 } };
    await start({ credentials: () => Promise.reject(new GraphQLError('Sign in again.', { extensions })) });
    const { status, body } = await ask(COOKIE);
    expect(status).toBe(401);
    expect(body.errors).toEqual([
      { message: 'Sign in again.', extensions: { code: 'SESSION_ENDED', requestId: expect.any(String) } },
    ]);
  });

  test('that is never found ends with the deadline of the operation', async () => {
    await start({ credentials: () => new Promise(() => undefined), operationTimeoutMs: 100 });
    expect(codeOf(await ask(COOKIE))).toEqual([504, 'DEADLINE_EXCEEDED']);
  });

  test('is not looked up without the header that other sites cannot send', async () => {
    const credentials = vi.fn(() => PAIR);
    await start({ credentials });
    const answer = await ask({ cookie: 'session=north' });
    expect(codeOf(answer)).toEqual([403, 'CSRF_BLOCKED']);
    expect(answer.body.errors[0].extensions.reason).toBe('PREFLIGHT');
    const simple = { ...COOKIE, 'content-type': 'text/plain' };
    expect(codeOf(await ask(simple))).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    const byGet = new Request(`http://host.example/graphql?query=${CONTRACTS}`, { headers: COOKIE });
    expect((await facade.embedded.fetch(byGet)).status).toBe(405);
    expect(credentials).not.toHaveBeenCalled();
    expect(facade.sandbox.calls()).toEqual([]);
  });

  test('does not let other sites send the header, and allows listed ones no cookies', async () => {
    await start({ credentials: () => PAIR, cors: ['https://maps.example'] });
    const preflight = (origin: string) =>
      facade.embedded.fetch(
        new Request('http://host.example/graphql', {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-headers': 'graphql-require-preflight' },
        }),
      );
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
    const { headers } = await preflight('https://maps.example');
    expect(headers.get('access-control-allow-headers')).toBe('graphql-require-preflight');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('stands alone: credentials in headers are refused', async () => {
    const credentials = vi.fn(() => PAIR);
    await start({ credentials });
    expect(codeOf(await ask({ ...COOKIE, ...SOUTH }))).toEqual([400, 'CREDENTIALS_AMBIGUOUS']);
    expect(codeOf(await ask({ ...COOKIE, authorization: 'Bearer abc' }))).toEqual([400, 'CREDENTIALS_AMBIGUOUS']);
    expect(credentials).not.toHaveBeenCalled();
  });

  test('gives way to credentials in headers where the host allows them', async () => {
    const credentials = vi.fn(() => PAIR);
    await start({ credentials, allowRequestCredentials: true });
    expect((await ask(SOUTH)).body.data.contracts).toHaveLength(1);
    const byGet = new Request(`http://host.example/graphql?query=${CONTRACTS}`, { headers: NORTH });
    expect((await (await facade.embedded.fetch(byGet)).json()).data.contracts).toHaveLength(3);
    expect(credentials).not.toHaveBeenCalled();
    expect((await ask(COOKIE)).body.data.contracts).toHaveLength(3);
  });

  test('sees what the host passed along with the request', async () => {
    const credentials = vi.fn(() => PAIR);
    await start({ credentials });
    const init = { method: 'POST', headers: { ...COOKIE, 'content-type': 'application/json' } };
    const body = JSON.stringify({ query: CONTRACTS });
    await facade.embedded.fetch(new Request('http://host.example/graphql', { ...init, body }), { user: 'ada' });
    expect(credentials).toHaveBeenCalledWith(expect.any(Request), expect.objectContaining({ user: 'ada' }));
    await fetch(`${facade.url}/graphql`, { ...init, body });
    expect(credentials).toHaveBeenLastCalledWith(
      expect.anything(),
      expect.objectContaining({ req: expect.objectContaining({ method: 'POST' }) }),
    );
  });

  test('serves GraphiQL without a credentials bar', async () => {
    await start({ credentials: () => PAIR });
    const page = await facade.embedded.fetch(
      new Request('http://host.example/graphql', { headers: { accept: 'text/html' } }),
    );
    const text = await page.text();
    expect(text).not.toContain('client-secret');
    expect(text).toContain('"hasSession":true');
  });

  test('never mixes up two callers that ask at once', async () => {
    const pairs = { north: PAIR, south: { ...PAIR, clientId: 'sandbox-south', clientSecret: 'sandbox-south-secret' } };
    await start({ credentials: (request) => pairs[request.headers.get('cookie') as keyof typeof pairs] });
    const names = Array.from({ length: 20 }, (_, index) => (index % 3 === 0 ? 'south' : 'north'));
    const answers = await Promise.all(names.map((cookie) => ask({ ...PREFLIGHT, cookie })));
    expect(answers.map(({ body }) => body.data.contracts.length)).toEqual(
      names.map((name) => (name === 'north' ? 3 : 1)),
    );
  });
});

function fail(): never {
  throw new Error('CANARY');
}

async function tokenOfSouth(urlOf: () => string) {
  const body = JSON.stringify({
    grant_type: 'client_credentials',
    audience: 'https://api.satellogic.com/',
    client_id: 'sandbox-south',
    client_secret: 'sandbox-south-secret',
  });
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
  return async () => (await (await fetch(`${urlOf()}/oauth/token`, init)).json()).access_token as string;
}
