import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { preferredCoding } from '../../src/http/compression.ts';
import { type Facade, NORTH, startFacade } from '../support/facade/facade.ts';

const LARGE = '{ contracts { id name taskingProducts { productId name } stacCollections { collectionId title } } }';

describe('a reply', () => {
  let facade: Facade;
  let plain: string;

  beforeAll(async () => {
    facade = await startFacade({ sandbox: { itemCount: 10 } });
    plain = (await ask('identity', LARGE)).body.toString();
  });
  afterAll(() => facade.close());

  /** Without fetch, which unpacks by itself. */
  function ask(accepted: string | undefined, query: string) {
    return new Promise<{ coding: unknown; vary: unknown; length: number; body: Buffer }>((resolve, reject) => {
      const headers = {
        ...NORTH,
        'content-type': 'application/json',
        ...(accepted === undefined ? {} : { 'accept-encoding': accepted }),
      };
      const asking = request(`${facade.url}/graphql`, { method: 'POST', headers }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        const { 'content-encoding': coding, 'content-length': length, vary } = response.headers;
        resolve({ coding, vary, length: Number(length), body: Buffer.concat(chunks) });
      });
      asking.on('error', reject).end(JSON.stringify({ query }));
    });
  }

  test.each([
    ['br', 'gzip, deflate, br'],
    ['br', '*'],
    ['gzip', 'gzip, deflate'],
    ['gzip', 'br;q=0.5, gzip'],
    ['gzip', 'br;q=0, *'],
    ['gzip', 'identity;q=0.1, gzip;q=0.2'],
  ])('over a kibibyte comes in %s to a client that takes %s', async (coding, accepted) => {
    const reply = await ask(accepted, LARGE);
    expect(reply.coding).toBe(coding);
    expect(reply.vary).toMatch(/, Accept-Encoding$/);
    expect(reply.length).toBe(reply.body.length);
    expect(reply.body.length).toBeLessThan(plain.length / 2);
    const unpacked = coding === 'br' ? brotliDecompressSync(reply.body) : gunzipSync(reply.body);
    expect(unpacked.toString()).toBe(plain);
  });

  test.each([
    [undefined],
    ['identity'],
    ['deflate'],
    ['gzip;q=0, br;q=0'],
    ['gzip;q=nonsense'],
    [''],
    ['identity, gzip;q=0.5'],
  ])('comes as it is to a client that takes %j', async (accepted) => {
    const reply = await ask(accepted, LARGE);
    expect(reply.coding).toBeUndefined();
    expect(reply.body.toString()).toBe(plain);
  });

  test('of less than a kibibyte comes as it is', async () => {
    const reply = await ask('gzip, br', '{ contracts { id } }');
    expect(reply.coding).toBeUndefined();
    expect(reply.vary).not.toMatch(/Accept-Encoding/);
    expect(JSON.parse(reply.body.toString()).data.contracts).toHaveLength(3);
  });
});

describe('the preferred coding', () => {
  test.each([
    ['br where all are as welcome', 'deflate, gzip, br, zstd', 'br'],
    ['br where weights are equal', 'gzip;q=0.5, br;q=0.5', 'br'],
    ['br, rather than none', 'identity, gzip, br', 'br'],
    ['br for a wildcard', 'identity;q=0.5, *;q=0.9', 'br'],
    ['br by the weight of a wildcard', 'gzip;q=0.5, *', 'br'],
    ['gzip by weight', 'br;q=0.501, gzip;q=0.502', 'gzip'],
    ['gzip where a wildcard weighs less', '*;q=0.1, gzip;q=0.2', 'gzip'],
    ['gzip where br is refused', 'br;q=0.000, *', 'gzip'],
    ['gzip in any case and with spaces', ' GZIP ; Q = 0.9 ,\tbr;q=0.1 ', 'gzip'],
    ['gzip beside unknown ones', 'zstd, deflate;q=0.9, gzip;q=0.1', 'gzip'],
    ['gzip among empty ones', ',gzip,,', 'gzip'],
    ['none where identity weighs more', 'identity, gzip;q=0.9, br;q=0.9', undefined],
    ['none where all are refused', '*;q=0', undefined],
    ['none where even identity is refused', 'identity;q=0, *;q=0', undefined],
    ['none by malformed weights', 'br;q=much, gzip;q=-1', undefined],
    ['none for a name that goes on', 'gzipped, brotli', undefined],
  ])('is %s: %j', (_, accepted, coding) => {
    expect(preferredCoding(accepted)).toBe(coding);
  });

  test.each([
    'identity',
    'gzip',
    'gzip, deflate',
    'gzip, deflate, br',
    'gzip, deflate, br, zstd',
    'gzip, compress, deflate, br',
    'br, gzip, deflate',
    'deflate, gzip, br, zstd',
  ])('is the same for the common header %s and for one that has to be parsed', (accepted) => {
    expect(preferredCoding(accepted)).toBe(preferredCoding(`${accepted}, x`));
    expect(preferredCoding(accepted, ['gzip'])).toBe(preferredCoding(`${accepted}, x`, ['gzip']));
  });
});
