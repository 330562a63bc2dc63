import { expect, test } from 'vitest';
import { createCatalog } from '../../../src/sandbox/world/imagery/catalog.ts';
import { itemOf } from '../../../src/sandbox/world/imagery/items.ts';
import { createSigner } from '../../../src/sandbox/world/imagery/signatures.ts';
import { QUERYABLES } from '../../../src/sandbox/world/queryables.ts';

test('every property of every item is queryable, but for the one that nobody knows', () => {
  const space = { url: 'http://aleph.test', seed: 1, signer: createSigner(() => 0) };
  const { entries } = createCatalog(1, 3000);
  const names = new Set(entries.flatMap((entry) => Object.keys(itemOf(entry, space).properties)));
  names.delete('satl:experiment');
  expect([...names].filter((name) => !QUERYABLES.has(name))).toEqual([]);
});
