import { expect, test } from 'vitest';
import { createCatalog } from '../../../../src/sandbox/world/imagery/catalog.ts';
import { read, SEARCH, signIn, type Wire, walkItems, withSandbox } from '../../caller.ts';

test('by switch one id in fifty has characters that an address has to escape, and nothing else changes', () => {
  const [plain, odd] = [createCatalog(1, 1000), createCatalog(1, 1000, { itemIds: 'odd' })];
  const isOdd = ({ id }: { id: string }) => !/^[\w-]+$/.test(id);
  expect(plain.entries.filter(isOdd)).toEqual([]);
  expect(odd.entries.filter(isOdd)).toHaveLength(20);
  const bare = odd.entries.filter((entry) => !isOdd(entry)).map(({ id }) => id);
  expect(plain.entries.map(({ id }) => id)).toEqual(expect.arrayContaining(bare));
});

test('odd ids are found by search, by self link and as tokens, and their files by address', async () => {
  const options = { itemCount: 1000, guesses: { itemIds: 'odd', previews: 'headers' } } as const;
  await withSandbox(options, async (sandbox) => {
    const caller = await signIn(sandbox);
    const found = await walkItems(caller, { limit: 1000 });
    const odd = found.filter(({ id }) => !/^[\w-]+$/.test(id));
    expect(odd).toHaveLength(20);
    for (const item of odd) {
      const self = item.links.find(({ rel }: Wire) => rel === 'self');
      expect(await read(caller.get(self.href))).toEqual(item);
      expect((await read(caller.post(SEARCH, { ids: [item.id] }))).features).toEqual([item]);
      for (const token of [`next:${item.collection}:${item.id}`, `next:${item.id}`]) {
        const [after] = (await read(caller.post(SEARCH, { token, limit: 1 }))).features;
        expect(after.id).toBe(found[found.indexOf(item) + 1].id);
      }
      for (const { href } of Object.values<Wire>(item.assets)) {
        if (!href.startsWith('s3:')) expect((await caller.get(href)).status).toBe(200);
      }
    }
  });
});
