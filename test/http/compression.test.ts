import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Facade, NORTH, startFacade } from '../support/facade.ts';

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
  ])('over a kibibyte comes in %s to a client that takes %s', async (coding, accepted) => {
    const reply = await ask(accepted, LARGE);
    expect(reply.coding).toBe(coding);
    expect(reply.vary).toMatch(/, Accept-Encoding$/);
    expect(reply.length).toBe(reply.body.length);
    expect(reply.body.length).toBeLessThan(plain.length / 2);
    const unpacked = coding === 'br' ? brotliDecompressSync(reply.body) : gunzipSync(reply.body);
    expect(unpacked.toString()).toBe(plain);
  });

  test.each([[undefined], ['identity'], ['deflate'], ['gzip;q=0, br;q=0'], ['gzip;q=nonsense'], ['']])(
    'comes as it is to a client that takes %j',
    async (accepted) => {
      const reply = await ask(accepted, LARGE);
      expect(reply.coding).toBeUndefined();
      expect(reply.body.toString()).toBe(plain);
    },
  );

  test('of less than a kibibyte comes as it is', async () => {
    const reply = await ask('gzip, br', '{ contracts { id } }');
    expect(reply.coding).toBeUndefined();
    expect(reply.vary).not.toMatch(/Accept-Encoding/);
    expect(JSON.parse(reply.body.toString()).data.contracts).toHaveLength(3);
  });
});
