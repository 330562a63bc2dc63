import { expect, test } from 'vitest';
import { ITEM } from '../../src/aleph/items.ts';
import { unknownMembersOf } from '../../src/json/unknown-members.ts';

test('unknown members are named from the outside in, in children by a star, and not inside of known values', () => {
  const row = {
    id: 'a',
    novel: { deep: 1 },
    properties: { datetime: 'x', fresh: 1 },
    assets: { a: { href: 'x', odd: 1 } },
    bbox: [1],
  };
  expect(unknownMembersOf(ITEM, row).toSorted()).toEqual(['assets.*.odd', 'novel', 'properties.fresh']);
});
