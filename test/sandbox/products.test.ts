import { expect, test } from 'vitest';
import { CONTRACTS } from '../../src/sandbox/world/contracts.ts';
import { read, signIn, withSandbox } from './caller.ts';

test('each contract lists its own products in one page', async () => {
  await withSandbox({ itemCount: 0 }, async (sandbox) => {
    for (const { id, products } of CONTRACTS) {
      const page = await read((await signIn(sandbox, id)).get('/tasking/products'));
      expect(page).toEqual({
        count: products.length,
        next: null,
        previous: null,
        results: products,
      });
    }
  });
});

test('limit and offset cut a page out of the list', async () => {
  await withSandbox({ itemCount: 0 }, async (sandbox) => {
    const caller = await signIn(sandbox);
    const page = await read(caller.get('/tasking/products/?limit=1&offset=1'));
    expect(page.results).toEqual([{ pk: 178, name: 'Area Coverage 70cm', is_area: true }]);
    expect(page.next).toBe(`${sandbox.url}/tasking/products/?limit=1&offset=2`);
    expect(page.previous).toBe(`${sandbox.url}/tasking/products/?limit=1&offset=0`);
  });
});
