import { expect, test } from 'vitest';
import { createCatalog } from '../../../../src/sandbox/world/imagery/catalog.ts';
import { createItemTexts } from '../../../../src/sandbox/world/imagery/item-texts.ts';
import { itemOf } from '../../../../src/sandbox/world/imagery/items.ts';
import { createSigner } from '../../../../src/sandbox/world/imagery/signatures.ts';

const DAY_MS = 86_400_000;

test('a text is that of the item, also once many others have pushed it out', () => {
  const space = { url: 'http://aleph.test', seed: 1, signer: createSigner(() => 0) };
  const texts = createItemTexts(space);
  const { entries } = createCatalog(1, 6000);
  const [first] = entries;
  for (const entry of [...entries, ...entries.slice(0, 1)]) {
    const text = String(texts.of(entry));
    if (entry === first) expect(text).toBe(JSON.stringify(itemOf(entry, space)));
  }
});

test('a new day brings new signatures', () => {
  let now = 0;
  const space = { url: 'http://aleph.test', seed: 1, signer: createSigner(() => now) };
  const texts = createItemTexts(space);
  const entry = createCatalog(1, 100).entries.find(({ collection }) => collection === 'l1d');
  if (!entry) throw new Error('no item');
  const today = texts.of(entry);
  now = DAY_MS - 1;
  expect(texts.of(entry)).toBe(today);
  now = DAY_MS;
  expect(String(texts.of(entry))).toBe(JSON.stringify(itemOf(entry, space)));
  expect(texts.of(entry)).not.toBe(today);
});
