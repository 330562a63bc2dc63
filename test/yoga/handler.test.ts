import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { json, text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type EmbeddedFacade, startEmbedded } from '../support/facade/embedded.ts';
import { NORTH } from '../support/facade/facade.ts';
import { graphqlRequest, sendRaw, untilAsked } from '../support/facade/http.ts';

const CONTRACTS = '{ contracts { id } }';
const PAIR = Object.entries(NORTH).map(([name, value]) => `${name}: ${value}`);

type HostOf = (facade: EmbeddedFacade) => (request: IncomingMessage, response: ServerResponse) => unknown;

describe('the handler', () => {
  let facade: EmbeddedFacade;
  const stops: (() => unknown)[] = [];
  beforeAll(async () => {
    facade = await startEmbedded({ sandbox: { itemCount: 10 } });
  });
  afterEach(() => stops.splice(0).forEach((stop) => void stop()));
  afterAll(() => facade.close());

  /** A server that does something to its requests before it hands them over. */
  async function hostOf(hand: HostOf): Promise<string> {
    const server = createServer(hand(facade)).listen(0, '127.0.0.1');
    stops.push(() => server.close().closeAllConnections());
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  async function ask(url: string, body: BodyInit = JSON.stringify({ query: CONTRACTS }), headers = {}) {
    const init = { method: 'POST', headers: { 'content-type': 'application/json', ...NORTH, ...headers }, body };
    const response = await fetch(`${url}/graphql`, init);
    return { status: response.status, body: await response.json() };
  }

  test.each<[string, HostOf]>([
    [
      'an object',
      ({ embedded }) =>
        async (request, response) =>
          embedded.handler(Object.assign(request, { body: await json(request) }), response),
    ],
    [
      'a text',
      ({ embedded }) =>
        async (request, response) =>
          embedded.handler(Object.assign(request, { body: await text(request) }), response),
    ],
    [
      'bytes',
      ({ embedded }) =>
        async (request, response) =>
          embedded.handler(Object.assign(request, { body: Buffer.from(await text(request)) }), response),
    ],
    [
      'the body of a request of Fastify',
      ({ embedded }) =>
        async (raw, response) =>
          embedded.handler({ raw, body: await json(raw) }, { raw: response }),
    ],
    [
      'the stream itself',
      ({ embedded }) =>
        (request, response) =>
          embedded.handler(request, response),
    ],
    [
      'the stream itself, later',
      ({ embedded }) =>
        async (request, response) => {
          await new Promise(setImmediate);
          await embedded.handler(request, response);
        },
    ],
  ])('takes %s', async (_name, hand) => {
    const url = await hostOf(hand);
    expect((await ask(url)).body.data.contracts).toHaveLength(3);
    const batch = await ask(url, '[{"query":"{ __typename }"}]');
    expect([batch.status, batch.body.errors?.[0] ?? batch.body[0].errors[0]]).toMatchObject([
      400,
      { extensions: { code: 'BATCHING_DISABLED' } },
    ]);
    const long = await ask(url, JSON.stringify({ query: `{ __typename } #${'x'.repeat(1_100_000)}` }));
    expect([long.status, long.body.errors[0].extensions.code]).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  test('judges the media type that came, not the form that the host made of the body', async () => {
    const url = await hostOf(({ embedded }) => async (request, response) => {
      const body = Object.fromEntries(new URLSearchParams(await text(request)));
      await embedded.handler(Object.assign(request, { body }), response);
    });
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const { status, body } = await ask(url, `query=${encodeURIComponent(CONTRACTS)}`, form);
    expect([status, body.errors[0].extensions.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  test('says that the host has read the body', async () => {
    const url = await hostOf(({ embedded }) => async (request, response) => {
      await text(request);
      await embedded.handler(request, response);
    });
    const { status, body } = await ask(url);
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'BAD_REQUEST']);
  });

  test('knows its path behind a host that strips it from the URL', async () => {
    const url = await hostOf(({ embedded }) => (request, response) => {
      Object.assign(request, { originalUrl: request.url, url: '/' });
      return embedded.handler(request, response);
    });
    expect((await ask(url)).status).toBe(200);
  });

  test.each([
    ['of no URL', 'Host: %zz%'],
    ['with a bracket', 'Host: ['],
    ['with a path', 'Host: evil.example/other?'],
    ['that is empty', 'Host: '],
  ])('answers under a Host %s', async (_name, host) => {
    const request = graphqlRequest(CONTRACTS, PAIR).replace('Host: 127.0.0.1', host);
    const { status, body } = await sendRaw(facade.url, request);
    expect([status, body.data?.contracts.length]).toEqual([200, 3]);
  });

  test.each([
    ['with scheme and host', 'http://proxy.example/graphql', 200],
    ['with two slashes', '//graphql', 404],
    ['of an asterisk', '*', 404],
    ['with a broken escape', '/graphql%', 404],
  ])('answers a request line %s', async (_name, target, expected) => {
    const { status } = await sendRaw(facade.url, graphqlRequest(CONTRACTS, PAIR, target));
    expect(status).toBe(expected);
  });

  test('sees a header that was sent twice', async () => {
    const twice = ['Authorization: Bearer abc', 'Authorization: Bearer def'];
    const { status, body } = await sendRaw(facade.url, graphqlRequest(CONTRACTS, twice));
    expect([status, body.errors[0].extensions.code]).toEqual([400, 'CREDENTIALS_AMBIGUOUS']);
  });

  test('ends its calls to Aleph when the client leaves, and does not reject', async () => {
    const settled = vi.fn();
    const url = await hostOf(
      ({ embedded }) =>
        (request, response) =>
          embedded.handler(request, response).then(settled),
    );
    facade.sandbox.inject({ path: '/tasking/products', answer: { kind: 'hang' } });
    facade.log.clear();
    facade.sandbox.resetCalls();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write(graphqlRequest('{ contracts { taskingProducts { name } } }', PAIR));
    await untilAsked(facade, '/tasking/products', 3);
    socket.destroy();
    await vi.waitFor(() => expect(settled).toHaveBeenCalled());
    expect(facade.log.entries('request')).toMatchObject([{ codes: expect.arrayContaining(['CANCELLED']) }]);
    facade.sandbox.clearFaults();
  });

  test('answers a HEAD without a body, and a file of GraphiQL that is not new with 304', async () => {
    const page = await (await fetch(`${facade.url}/graphql`, { headers: { accept: 'text/html' } })).text();
    const [path = ''] = /\/graphql\/graphiql\/[^"]*main\.js/.exec(page) ?? [];
    const file = await fetch(facade.url + path);
    const etag = file.headers.get('etag') ?? '';
    expect((await fetch(facade.url + path, { headers: { 'if-none-match': etag } })).status).toBe(304);
    const head = await fetch(facade.url + path, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect((await fetch(facade.url + path, { method: 'POST' })).status).toBe(405);
  });
});
