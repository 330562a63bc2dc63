import { expect, test } from 'vitest';
import { Refusal } from '../../../src/sandbox/http/replies.ts';
import { pickFields, readFields } from '../../../src/sandbox/queries/fields.ts';
import { read, SEARCH, signIn, walkItems, withSandbox } from '../caller.ts';

const ITEM = {
  type: 'Feature',
  id: 'a',
  collection: 'c',
  bbox: [0, 0, 1, 1],
  properties: { gsd: 0.5, platform: 'newsat1' },
  assets: { preview: { href: 'http://a.test', type: 'image/png' } },
};
const KEPT = { type: 'Feature', id: 'a', collection: 'c' };

test.each<[unknown, object]>([
  [{}, ITEM],
  [{ include: [], exclude: null }, ITEM],
  [{ include: ['properties.gsd'] }, { ...KEPT, properties: { gsd: 0.5 } }],
  [
    { include: ['properties', 'assets.preview.href'] },
    { ...KEPT, properties: ITEM.properties, assets: { preview: { href: 'http://a.test' } } },
  ],
  [{ include: ['nothing', 'properties.nothing', 'bbox.0', '__proto__.x'] }, { ...KEPT, properties: {} }],
  [
    { exclude: ['assets', 'properties.gsd', 'bbox.x', 'no.such', 'id'] },
    { ...KEPT, bbox: ITEM.bbox, properties: { platform: 'newsat1' } },
  ],
  [
    { include: ['properties.gsd'], exclude: ['properties'] },
    { ...KEPT, properties: { gsd: 0.5 } },
  ],
  [
    { include: ['properties'], exclude: ['properties.gsd'] },
    { ...KEPT, properties: { platform: 'newsat1' } },
  ],
  ['id,-assets, +properties.gsd', { ...KEPT, properties: { gsd: 0.5 } }],
  ['-properties,-assets,-bbox', KEPT],
  ['', ITEM],
])('fields %j keep what they should', (fields, expected) => {
  expect(pickFields(ITEM, readFields(fields))).toEqual(expected);
});

test.each([{ include: 'id' }, { include: [1] }, { exclude: {} }])('fields %j are refused', (fields) => {
  expect(() => readFields(fields)).toThrow(Refusal);
});

test('a search with fields gives items of the wanted members alone, page after page', async () => {
  await withSandbox({ itemCount: 120, guesses: { nextLink: 'href-token' } }, async (sandbox) => {
    const caller = await signIn(sandbox);
    const fields = { include: ['properties.gsd', 'properties.platform'], exclude: ['properties.platform'] };
    const found = await walkItems(caller, { fields, limit: 50, sortby: [{ field: 'gsd', direction: 'desc' }] });
    expect(found).toHaveLength(120);
    for (const item of found) {
      expect(Object.keys(item).sort()).toEqual(['collection', 'id', 'properties', 'type']);
      expect(Object.keys(item.properties)).toEqual(['gsd']);
    }
    const got = await read(caller.get(`${SEARCH}?fields=properties.gsd&limit=1`));
    expect(Object.keys(got.features[0].properties)).toEqual(['gsd']);
  });
});
