import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { FacadeOptions } from '../../src/yoga/options.ts';
import { type EmbeddedFacade, startEmbedded } from '../support/facade/embedded.ts';
import { NORTH, SOUTH } from '../support/facade/facade.ts';
import { untilAsked } from '../support/facade/http.ts';

const CONTRACTS = '{ contracts { id } }';

describe('a facade without a port', () => {
  let facade: EmbeddedFacade;
  afterEach(() => facade.close());

  const start = async (options: FacadeOptions = {}) => {
    facade = await startEmbedded({ sandbox: { itemCount: 10 } }, options);
  };
  const request = (body: BodyInit | null, init: RequestInit = {}) =>
    new Request('http://host.example/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...NORTH },
      body,
      ...init,
    });
  const codeOf = async (response: Response) => [response.status, (await response.json()).errors?.[0].extensions.code];

  test('answers a request of the platform with a response of the platform', async () => {
    await start();
    const response = await facade.fetch();
    expect(response).toBeInstanceOf(Response);
    expect((await response.json()).data.contracts).toHaveLength(3);
    expect(facade.upstreamCalls()).toEqual(['GET /contracts']);
  });

  test('serves its path, the files of GraphiQL below it, and nothing else', async () => {
    await start({ path: '/api/graphql' });
    const get = (path: string, accept = 'text/html') =>
      facade.embedded.fetch(new Request(`http://host.example${path}`, { headers: { accept } }));
    const page = await (await get('/api/graphql')).text();
    const [file = ''] = /\/api\/graphql\/graphiql\/[^"]*main\.js/.exec(page) ?? [];
    const script = await get(file, '*/*');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await script.text()).toContain('renderGraphiql');
    expect((await get('/api/graphql/')).status).toBe(200);
    for (const path of ['/graphql', '/', '/api', '/api/graphql/graphiql/none.js', '/api/graphql/other']) {
      expect(await codeOf(await get(path))).toEqual([404, 'ROUTE_NOT_FOUND']);
    }
    expect(await codeOf(await facade.fetch({ path: '/graphql' }))).toEqual([404, 'ROUTE_NOT_FOUND']);
    expect((await facade.fetch()).status).toBe(200);
  });

  test('has no GraphiQL in front of Aleph unless it is asked for', async () => {
    await start({ graphiql: false });
    const page = new Request('http://host.example/graphql', { headers: { accept: 'text/html' } });
    expect((await facade.embedded.fetch(page)).status).toBe(405);
  });

  test('counts the bytes of a body, whatever length it declares', async () => {
    await start({ limits: { bodyBytes: 1_000 } });
    const chunk = new TextEncoder().encode('x'.repeat(600));
    const cancel = vi.fn();
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += 1;
        controller.enqueue(chunk);
      },
      cancel,
    });
    const endless = request(body, { duplex: 'half' } as RequestInit);
    expect(await codeOf(await facade.embedded.fetch(endless))).toEqual([413, 'PAYLOAD_TOO_LARGE']);
    expect(sent).toBeLessThan(10);
    expect(cancel).toHaveBeenCalled();
    const lying = request('x'.repeat(2_000), {
      headers: { 'content-type': 'application/json', 'content-length': '5' },
    });
    expect(await codeOf(await facade.embedded.fetch(lying))).toEqual([413, 'PAYLOAD_TOO_LARGE']);
  });

  test('says that a body was read before it came, or broke off', async () => {
    await start();
    const used = request('{}');
    await used.text();
    expect(await codeOf(await facade.embedded.fetch(used))).toEqual([400, 'BAD_REQUEST']);
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error('CANARY')) });
    const broken = await facade.embedded.fetch(request(body, { duplex: 'half' } as RequestInit));
    expect(broken.status).toBe(400);
    expect(await broken.text()).not.toContain('CANARY');
    expect(await codeOf(await facade.embedded.fetch(request(null)))).toEqual([400, 'BAD_REQUEST']);
  });

  test('ends its calls to Aleph when the client leaves', async () => {
    await start();
    facade.sandbox.inject({ path: '/tasking/products', answer: { kind: 'hang' } });
    const controller = new AbortController();
    const body = JSON.stringify({ query: '{ contracts { taskingProducts { name } } }' });
    const answer = facade.embedded.fetch(request(body, { signal: controller.signal }));
    await untilAsked(facade, '/tasking/products', 3);
    controller.abort();
    await expect(answer).rejects.toThrow();
    await vi.waitFor(() => expect(facade.log.entries('request')).toHaveLength(1));
    // Nobody is left to wait for.
    await facade.embedded.close();
  });

  test('closes once, after the requests under way, and refuses new ones meanwhile', async () => {
    await start();
    facade.sandbox.inject({ path: '/tasking/products', latencyMs: 200 });
    const working = facade.fetch({ query: '{ contracts { taskingProducts { name } } }' });
    await untilAsked(facade, '/tasking/products');
    const closed = facade.embedded.close();
    expect(facade.embedded.close()).toBe(closed);
    const refused = await facade.fetch();
    expect(refused.headers.get('retry-after')).toBe('1');
    expect(await codeOf(refused)).toEqual([503, 'SHUTTING_DOWN']);
    await closed;
    expect((await (await working).json()).errors).toBeUndefined();
    expect(await codeOf(await facade.fetch())).toEqual([503, 'SHUTTING_DOWN']);
  });

  test('logs a line for each request, without header, variable or secret', async () => {
    await start();
    const { log } = facade;
    await facade.fetch({ query: 'query A { contracts { id } }', headers: { ...SOUTH, 'x-request-id': 'of-my-own-1' } });
    await facade.fetch({ query: '{ contracts { id } }', headers: { ...SOUTH, 'x-aleph-client-secret': 'CANARY' } });
    await facade.fetch({ query: '{ nodes(ids: ["CANARY"]) { id } }', headers: { authorization: 'Bearer CANARY' } });
    const [first, second] = log.entries('request');
    expect(first).toMatchObject({ requestId: 'of-my-own-1', operationName: 'A', status: 200, upstreamCalls: 1 });
    expect(second).toMatchObject({ status: 401, codes: ['CREDENTIALS_REJECTED'] });
    expect(log.entries('request')).toHaveLength(3);
    expect(log.lines.join('')).not.toMatch(/CANARY|south-secret/);
  });

  test('gives each of its errors, receipts and ids to its own caller', async () => {
    await start();
    const receipt = { 'x-aleph-receipt': '1' };
    const [one, two] = await Promise.all(
      [NORTH, SOUTH].map(async (pair) => (await facade.fetch({ headers: { ...pair, ...receipt } })).json()),
    );
    expect(one.extensions.aleph.totals).toMatchObject({ upstreamCalls: 1, tokenCalls: 1 });
    expect(two.extensions.aleph.totals).toMatchObject({ upstreamCalls: 1, tokenCalls: 1 });
    expect(one.data.contracts).toHaveLength(3);
    expect(two.data.contracts).toHaveLength(1);
  });
});

test('documents that the host trusts are named by their ids', async () => {
  const id = createHash('sha256').update(CONTRACTS).digest('hex');
  const facade = await startEmbedded(
    { sandbox: { itemCount: 10 } },
    { trustedDocuments: { mode: 'only', documents: { [id]: CONTRACTS } } },
  );
  const post = async (body: object) =>
    (
      await facade.embedded.fetch(
        new Request('http://host.example/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...NORTH },
          body: JSON.stringify(body),
        }),
      )
    ).json();
  expect((await post({ documentId: id })).data.contracts).toHaveLength(3);
  expect((await post({ query: CONTRACTS })).errors[0].extensions.code).toBe('DOCUMENT_NOT_TRUSTED');
  await facade.close();
});
