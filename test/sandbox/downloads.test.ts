import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type Caller, HARBOUR, read, SEARCH, signIn, type Wire, withSandbox } from './caller.ts';

const DAY_MS = 86_400_000;
let now = Date.UTC(2026, 9, 1, 9);
let sandbox: Sandbox;
let north: Caller;
let assets: Wire;
beforeAll(async () => {
  sandbox = await startSandbox({ itemCount: 500, now: () => now });
  north = await signIn(sandbox);
  const { features } = await read(north.post(SEARCH, { collections: ['l1d-sr'], limit: 1 }));
  assets = features[0].assets;
});
afterAll(() => sandbox.close());

test.each(['preview', 'thumbnail'])('a %s is a real picture that anyone can load', async (key) => {
  const reply = await fetch(assets[key].href);
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toBe('image/png');
  expect(reply.headers.get('access-control-allow-origin')).toBe('*');
  const { size, pixels } = decode(Buffer.from(await reply.arrayBuffer()));
  expect(size).toBe(key === 'preview' ? 256 : 64);
  expect(pixels).toBe(size * (size + 1));
});

test('a picture is always the same, and another item has another', async () => {
  const load = async (href: string) => Buffer.from(await (await fetch(href)).arrayBuffer());
  const { features } = await read(north.post(SEARCH, { collections: ['l1d-sr'], limit: 2 }));
  const [first, second] = features.map((item: Wire) => item.assets.preview.href);
  expect((await load(first)).equals(await load(assets.preview.href))).toBe(true);
  expect((await load(first)).equals(await load(second))).toBe(false);
});

test('a signed address cannot be changed, lasts a week and takes no other credentials', async () => {
  const href = assets.preview.href;
  const forged = href.replace('preview.png', 'thumbnail.png');
  expect((await fetch(forged)).status).toBe(403);
  expect((await fetch(href.split('?')[0])).status).toBe(403);
  expect((await fetch(href, { headers: { authorization: 'Bearer x' } })).status).toBe(400);
  now += 6 * DAY_MS;
  expect((await fetch(href)).status).toBe(200);
  now += DAY_MS;
  const expired = await fetch(href);
  expect(expired.status).toBe(403);
  expect(await expired.text()).toContain('<Message>Request has expired</Message>');
  now -= 7 * DAY_MS;
});

test.each([
  ['analytic', 'image/tiff; application=geotiff', 'II*\0'],
  ['toa_factors', 'application/json', '{"it'],
  ['internal_metrics', 'application/zip', 'PK\x05\x06'],
])('%s needs both headers and starts as its type does', async (key, type, magic) => {
  expect((await fetch(assets[key].href)).status).toBe(401);
  const reply = await north.get(assets[key].href);
  expect(reply.status).toBe(200);
  expect(reply.headers.get('content-type')).toBe(type);
  expect(reply.headers.get('accept-ranges')).toBe('bytes');
  expect(reply.headers.get('access-control-allow-origin')).toBeNull();
  const bytes = Buffer.from(await reply.arrayBuffer());
  expect(bytes.subarray(0, 4).toString('latin1')).toBe(magic);
  expect(bytes.length).toBe(Number(reply.headers.get('content-length')));
});

test('a file is missing where item, key or entitlement is', async () => {
  const address = new URL(assets.visual.href).pathname;
  const harbour = await signIn(sandbox, HARBOUR);
  expect((await north.get(address.replace('/visual', '/nothing'))).status).toBe(404);
  expect((await north.get(address.replace('/l1d-sr/', '/l0/'))).status).toBe(404);
  expect((await harbour.get(address)).status).toBe(404);
});

test('a preview behind both headers is a real picture too, and HEAD tells its size', async () => {
  const address = new URL(assets.visual.href).pathname;
  const reply = await north.get(address.replace('/visual', '/preview'));
  const picture = Buffer.from(await reply.arrayBuffer());
  expect(reply.headers.get('content-type')).toBe('image/png');
  expect(decode(picture).size).toBe(256);
  const head = await ask('HEAD', address.replace('/visual', '/preview'));
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(picture.length)]);
  expect(await head.text()).toBe('');
  expect((await fetch(sandbox.url + address, { method: 'HEAD' })).status).toBe(401);
  expect((await ask('HEAD', '/contracts')).status).toBe(403);
});

test('a part of a file is had by Range, behind headers as well as signed', async () => {
  const whole = Buffer.from(await (await fetch(assets.preview.href)).arrayBuffer());
  const address = new URL(assets.visual.href).pathname.replace('/visual', '/preview');
  for (const href of [assets.preview.href, address]) {
    const part = await ask('GET', href, { range: 'bytes=10-19' });
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 10-19/${whole.length}`]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(whole.subarray(10, 20));
    const beyond = await ask('GET', href, { range: `bytes=${whole.length}-` });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, `bytes */${whole.length}`]);
  }
});

test('by switch pictures need both headers as well', async () => {
  await withSandbox({ itemCount: 500, guesses: { previews: 'headers' } }, async (other) => {
    const caller = await signIn(other);
    const { features } = await read(caller.post(SEARCH, { collections: ['l1d-sr'], limit: 1 }));
    const { href } = features[0].assets.preview;
    expect(new URL(href).pathname).toBe(`/assets/l1d-sr/${features[0].id}/preview`);
    expect([(await fetch(href)).status, (await caller.get(href)).status]).toEqual([401, 200]);
  });
});

test('by switch a file is elsewhere, where it needs no headers', async () => {
  await withSandbox({ itemCount: 500, guesses: { assets: 'redirect' } }, async (other) => {
    const caller = await signIn(other);
    const { features } = await read(caller.post(SEARCH, { collections: ['l1d-sr'], limit: 1 }));
    for (const key of ['visual', 'toa_factors', 'internal_metrics']) {
      const { href, type } = features[0].assets[key];
      const headers = { authorizationToken: `Bearer ${caller.token}`, 'X-Satellogic-Contract-Id': caller.contractId };
      const moved = await fetch(href, { headers, redirect: 'manual' });
      expect(moved.status).toBe(302);
      const reply = await fetch(moved.headers.get('location') ?? '');
      expect([reply.status, reply.headers.get('content-type')]).toEqual([200, type]);
    }
    expect((await fetch(features[0].assets.visual.href, { redirect: 'manual' })).status).toBe(401);
  });
});

function ask(method: string, href: string, headers: Record<string, string> = {}): Promise<Response> {
  const own = { authorizationToken: `Bearer ${north.token}`, 'X-Satellogic-Contract-Id': north.contractId };
  return fetch(new URL(href, sandbox.url), { method, headers: { ...own, ...headers } });
}

/** Reads width and pixel data of a PNG whose chunks follow one another without fault. */
function decode(png: Buffer): { size: number; pixels: number } {
  expect(png.subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    chunks.set(png.toString('latin1', at + 4, at + 8), png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  expect([...chunks.keys()]).toEqual(['IHDR', 'PLTE', 'IDAT', 'IEND']);
  const pixels = inflateSync(chunks.get('IDAT') ?? Buffer.alloc(0)).length;
  return { size: chunks.get('IHDR')?.readUInt32BE(0) ?? 0, pixels };
}
