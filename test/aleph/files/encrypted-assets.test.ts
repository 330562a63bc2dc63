import { Writable } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import type { Credentials } from '../../../src/aleph/sign-in/authorization.ts';
import { bearerOf, NORTH, pairOf, startUpstreamAleph, type UpstreamAleph } from '../../support/aleph/upstream-aleph.ts';

const WHOLE_YEAR = { bbox: [-180, -90, 180, 90], start: '2025-01-01', end: '2025-12-31' } as const;

let north: UpstreamAleph;
afterEach(() => north.close());

/** The address of a file that needs the headers. */
async function hrefOf({ sandbox, connect }: UpstreamAleph): Promise<string> {
  const { items } = await connect().listArchive(NORTH, WHOLE_YEAR);
  const hrefs = items.flatMap(({ assets }) =>
    Object.values(assets).map((asset) => String(Reflect.get(Object(asset), 'href'))),
  );
  sandbox.resetCalls();
  return hrefs.find((href) => href.startsWith(`${sandbox.url}/assets/`) && !href.includes('/signed/')) ?? expect.fail();
}

async function load(encrypted: string | undefined): Promise<{ isSent: boolean; bytes: number }> {
  let bytes = 0;
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done();
    },
  });
  const request = { method: 'GET', headers: {}, signal: new AbortController().signal } as const;
  return { isSent: await north.aleph.assets.send(encrypted ?? expect.fail(), request, () => sink), bytes };
}

function sealFor(credentials: Credentials, href: string): string | undefined {
  return north.aleph.assets.encrypterFor(credentials)(NORTH, href);
}

describe('an encrypted address of an asset', () => {
  test('of a pair is loaded with a token of that pair, exchanged once', async () => {
    north = await startUpstreamAleph();
    const href = await hrefOf(north);
    expect((await load(sealFor(pairOf('sandbox-north'), href))).bytes).toBeGreaterThan(0);
    expect((await load(sealFor(pairOf('sandbox-north'), href))).bytes).toBeGreaterThan(0);
    expect(north.sandbox.calls().map(({ clientId, contractId }) => [clientId, contractId])).toEqual([
      ['sandbox-north', NORTH],
      ['sandbox-north', NORTH],
    ]);
  });

  test('is loaded with another token when Aleph has revoked the one at hand', async () => {
    north = await startUpstreamAleph();
    const href = await hrefOf(north);
    north.clock.advance(120_000);
    north.sandbox.revoke();
    expect((await load(sealFor(pairOf('sandbox-north'), href))).isSent).toBe(true);
    expect(north.sandbox.calls().map(({ path, status }) => [path === '/oauth/token', status])).toEqual([
      [false, 401],
      [true, 200],
      [false, 200],
    ]);
  });

  test('is not asked for with another token where Aleph says that it is the contract', async () => {
    north = await startUpstreamAleph();
    const href = await hrefOf(north);
    north.clock.advance(120_000);
    const body = { message: 'Unauthorized: missing or invalid contract' };
    north.sandbox.inject({ path: '/assets/*', answer: { kind: 'status', status: 401, body } });
    const refused = expect.objectContaining({ code: 'CONTRACT_NOT_ACCESSIBLE' });
    await expect(load(sealFor(pairOf('sandbox-north'), href))).rejects.toEqual(refused);
    await expect(load(sealFor(bearerOf('any'), href))).rejects.toEqual(refused);
    expect(north.sandbox.calls().filter(({ path }) => path === '/oauth/token')).toEqual([]);
  });

  test('under the contract of another tenant is refused by Aleph, never loaded with the token of that tenant', async () => {
    north = await startUpstreamAleph();
    const href = await hrefOf(north);
    await expect(load(sealFor(pairOf('sandbox-south'), href))).rejects.toMatchObject({
      code: 'CONTRACT_NOT_ACCESSIBLE',
    });
    expect(north.sandbox.calls().filter(({ clientId }) => clientId !== 'sandbox-south')).toEqual([]);
  });

  test('of a bearer token is refused as such when that has ended', async () => {
    north = await startUpstreamAleph();
    const href = await hrefOf(north);
    await expect(load(sealFor(bearerOf('ended'), href))).rejects.toMatchObject({ code: 'TOKEN_EXPIRED' });
    expect(north.tokenCalls()).toBe(0);
  });

  test('ends with the others of its sealer, five minutes after the first', async () => {
    north = await startUpstreamAleph();
    const href = await hrefOf(north);
    const encrypt = north.aleph.assets.encrypterFor(pairOf('sandbox-north'));
    const first = encrypt(NORTH, href);
    north.clock.advance(200_000);
    const second = encrypt(NORTH, href);
    north.clock.advance(99_999);
    expect([(await load(first)).isSent, (await load(second)).isSent]).toEqual([true, true]);
    north.clock.advance(1);
    expect([(await load(first)).isSent, (await load(second)).isSent]).toEqual([false, false]);
  });

  test('is not made for an address too long to be asked for', async () => {
    north = await startUpstreamAleph();
    expect(sealFor(pairOf('sandbox-north'), `${north.sandbox.url}/assets/${'a'.repeat(2_048)}`)).toBeUndefined();
  });
});
