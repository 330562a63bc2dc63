import { afterEach, describe, expect, test } from 'vitest';
import { type Facade, type FacadeOptions, SOUTH, startFacade } from '../support/facade/facade.ts';
import { untilAsked } from '../support/facade/http.ts';
import { restOf } from '../support/sandbox/rest.ts';
import { PORTS } from '../support/sandbox/world.ts';

const QUERY = `{ contracts { archiveSearch(bbox: [-122.6, 37.6, -122.2, 37.9],
  dates: { start: "2025-01-01", end: "2025-12-31" }, collections: ["quickview-visual-thumb", "l1d-sr"], first: 1)
  { nodes { preview { href access loadUrl } } } } }`;

let facade: Facade;
afterEach(() => facade.close());

async function start(options: FacadeOptions = {}) {
  const { config, sandbox } = options;
  facade = await startFacade({
    ...options,
    sandbox: { ...sandbox, guesses: { previews: 'headers', ...sandbox?.guesses } },
    config: { assetRoute: true, ...config },
  });
}

async function previews(headers?: Record<string, string>) {
  const { body } = await facade.ask(QUERY, {}, headers);
  expect(body.errors).toBeUndefined();
  return body.data.contracts.flatMap((contract: { archiveSearch: { nodes: { preview: object }[] } }) =>
    contract.archiveSearch.nodes.map(({ preview }) => preview),
  ) as { href: string; access: string; loadUrl: string | null }[];
}

async function loadUrl(headers?: Record<string, string>): Promise<string> {
  const [preview] = await previews(headers);
  return preview?.loadUrl ?? expect.fail('no loadUrl');
}

/** The file as the sandbox itself gives it to whoever sends Aleph's two headers. */
async function servedDirectly(href: string): Promise<Buffer> {
  const { token } = await restOf(facade.sandbox);
  const headers = { authorizationToken: `Bearer ${token}`, 'X-Satellogic-Contract-Id': PORTS };
  const reply = await fetch(href, { headers });
  expect(reply.status).toBe(200);
  return Buffer.from(await reply.arrayBuffer());
}

function assetCalls() {
  return facade.sandbox.calls().filter(({ path }) => path.startsWith('/assets/'));
}

describe('the asset route', () => {
  test('is off unless it was switched on: no address, and an ordinary 404', async () => {
    await start({ config: { assetRoute: false } });
    for (const { access, loadUrl } of await previews()) expect([access, loadUrl]).toEqual(['HEADERS', null]);
    expect((await fetch(`${facade.url}/assets/anything`)).status).toBe(404);
  });

  test('gives a browser the picture byte for byte, without headers of its own', async () => {
    await start();
    const [preview = expect.fail('no preview')] = await previews();
    const original = await servedDirectly(preview.href);
    facade.sandbox.resetCalls();
    const reply = await fetch(preview.loadUrl ?? expect.fail('no loadUrl'));
    const bytes = Buffer.from(await reply.arrayBuffer());
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toBe('image/png');
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
    expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.equals(original)).toBe(true);
    expect(bytes).toHaveLength(Number(reply.headers.get('content-length')));
    expect(assetCalls()).toMatchObject([{ method: 'GET', status: 200 }]);
  });

  test('starts its addresses with the public URL, when one is set', async () => {
    await start({ config: { publicUrl: 'https://aleph.example.com/graph' } });
    expect(await loadUrl()).toMatch(/^https:\/\/aleph\.example\.com\/graph\/assets\/[\w-]+$/);
  });

  test('lets pages of listed origins read the bytes, and no others', async () => {
    await start({ config: { corsOrigins: ['https://maps.example.com'] } });
    const url = await loadUrl();
    const origins = ['https://maps.example.com', 'https://evil.example'];
    const replies = await Promise.all(origins.map((origin) => fetch(url, { headers: { origin } })));
    expect(replies.map(({ headers }) => headers.get('access-control-allow-origin'))).toEqual([origins[0], null]);
    expect(replies.map(({ headers }) => headers.get('vary'))).toEqual(['Origin', 'Origin']);
  });

  test('refuses what comes while the server drains', async () => {
    await start();
    const url = await loadUrl();
    facade.sandbox.inject({ path: '/contracts', latencyMs: 300 });
    const slow = facade.ask('{ contracts { name } }', {}, SOUTH);
    await untilAsked(facade, '/contracts', 2);
    const drained = facade.server.drain();
    const reply = await fetch(url);
    expect([reply.status, (await reply.json()).errors[0].extensions.code]).toEqual([503, 'SHUTTING_DOWN']);
    await Promise.all([slow, drained]);
  });

  test('answers HEAD without a body, and a range with that range', async () => {
    await start();
    const url = await loadUrl();
    const head = await fetch(url, { method: 'HEAD', headers: { range: 'bytes=1-3' } });
    const part = await fetch(url, { headers: { range: 'bytes=1-3' } });
    expect([head.status, (await head.arrayBuffer()).byteLength]).toEqual([200, 0]);
    expect([part.status, await part.text()]).toEqual([206, 'PNG']);
  });

  test('lets pages of the origins it is told ask for ranges, and read which they got', async () => {
    const origin = 'https://maps.example.com';
    await start({ config: { corsOrigins: [origin] } });
    const url = await loadUrl();
    facade.sandbox.resetCalls();
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'if-range,traceparent',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-methods')).toBe('GET, HEAD');
    expect(preflight.headers.get('access-control-allow-headers')).toBe('if-range,traceparent');
    expect(assetCalls()).toEqual([]);
    const part = await fetch(url, { headers: { origin, range: 'bytes=1-3' } });
    expect(part.headers.get('access-control-expose-headers')).toContain('Content-Range, Accept-Ranges, ETag');
  });

  test('knows no address with one character changed, cut off or added, and asks Aleph nothing', async () => {
    await start();
    const url = await loadUrl();
    const sealAt = url.lastIndexOf('/') + 1;
    const change = (at: number) => url.slice(0, at) + (url[at] === 'A' ? 'B' : 'A') + url.slice(at + 1);
    const forged = [change(sealAt), change(sealAt + 30), change(url.length - 2), url.slice(0, -1), `${url}A`];
    for (const address of forged) {
      const reply = await fetch(address);
      expect([reply.status, (await reply.json()).errors[0].extensions.code]).toEqual([404, 'ROUTE_NOT_FOUND']);
    }
    expect(assetCalls()).toEqual([]);
  });

  test('refuses to write, and to follow a redirect', async () => {
    await start({ sandbox: { guesses: { assets: 'redirect' } } });
    const url = await loadUrl();
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
    const reply = await fetch(url);
    expect(reply.status).toBeGreaterThanOrEqual(400);
    expect((await reply.json()).errors[0].extensions).toMatchObject({ reason: 'REDIRECT' });
  });

  test('asks with the credentials of whoever was given the address', async () => {
    await start();
    const [north, south] = [await loadUrl(), await loadUrl(SOUTH)];
    await (await fetch(south)).arrayBuffer();
    await (await fetch(north)).arrayBuffer();
    expect(assetCalls().map(({ clientId }) => clientId)).toEqual(['sandbox-south', 'sandbox-north']);
  });

  test('shows neither address, contract nor token in what it hands out', async () => {
    await start();
    const url = await loadUrl();
    const encrypt = Buffer.from(url.slice(url.lastIndexOf('/') + 1), 'base64url').toString('latin1');
    for (const text of ['cont.', 'http', 'sandbox-north', 'secret'])
      expect(`${url}${encrypt}`.replace(facade.url, '')).not.toContain(text);
  });
});
