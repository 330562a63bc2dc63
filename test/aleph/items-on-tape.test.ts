import fc from 'fast-check';
import type { Polygon } from 'geojson';
import { describe, expect, test } from 'vitest';
import { type Asset, assetFor, assetsOf } from '../../src/aleph/assets.ts';
import { type ItemList, itemListOf, itemsIn, type StacItem } from '../../src/aleph/items.ts';
import { LIST_NAMES } from '../../src/aleph/values/lists.ts';
import { tapedListOf } from '../../src/json/list.ts';
import { itemLike } from '../support/aleph/samples.ts';
import { feature } from '../support/inputs/features.ts';
import { around, polygonOf, square } from '../support/inputs/shapes.ts';
import { handedOver, inPieces } from '../support/inputs/taped.ts';

const MEMBERS = Object.keys(itemLike()).filter((name): name is keyof StacItem => name in itemLike());
const WRITTEN = ['geometry', 'bbox', 'properties'] as const;
const ASSET_MEMBERS = ['contractId', 'holderIds', 'key', 'href', 'type', 'title', 'roles', 'bands', 'access'] as const;

/** An item by all that can be read of it: one on a tape has its members out of sight. */
function plain(item: StacItem) {
  return { ...Object.fromEntries(MEMBERS.map((name) => [name, item[name]])), assets: assetsOf(item).map(plainAsset) };
}

function plainAsset(asset: Asset) {
  return Object.fromEntries(ASSET_MEMBERS.map((name) => [name, asset[name]]));
}

function taped(text: string, sizes?: readonly number[]): ItemList {
  const list = tapedListOf(inPieces(text, sizes), LIST_NAMES);
  if (list === undefined) throw new Error(`not to be taped: ${text}`);
  return itemsIn('cont.1', list);
}

/** What may stand in for a member; undefined where nothing may. */
function writtenOf(item: StacItem | Asset | undefined, member: string): string | undefined {
  return handedOver((target) => item?.copyRaw?.([member], 0, target));
}

function expectSameItems(text: string, sizes?: readonly number[]): void {
  const expected = itemListOf('cont.1', JSON.parse(text));
  const { items, matched } = taped(text, sizes);
  expect(matched).toBe(expected.matched);
  expect(items.map(plain)).toEqual(expected.items.map(plain));
  for (const item of items) {
    for (const member of MEMBERS) expectSameWritten(writtenOf(item, member), item[member]);
    for (const asset of assetsOf(item)) {
      for (const member of ASSET_MEMBERS) expectSameWritten(writtenOf(asset, member), asset[member]);
    }
  }
}

/** What stands in the text is what another writer would make of the member, up to spaces. */
function expectSameWritten(written: string | undefined, value: unknown): void {
  if (written === undefined) return;
  expect(JSON.parse(written)).toEqual(value);
  expect(JSON.parse(JSON.stringify(value))).toEqual(JSON.parse(written));
}

const FEATURE = {
  id: 'a',
  collection: 'l0',
  bbox: [3.95, 19.95, 4.05, 20.05],
  geometry: polygonOf([around([4, 20], square(10))]),
  properties: { gsd: 0.7, instruments: ['ms'], small: 1e-7 },
  assets: { preview: { href: 'https://example.test/p.png', roles: ['overview'] } },
};
const textOf = (...features: readonly object[]) => JSON.stringify({ features });
const box = (west: number, south: number, east: number, north: number): [number, number][] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
const WOUND = Array.from({ length: 50 }, () => box(200, 1, 202, 3).slice(0, 4)).flat();
const opened = ({ coordinates, ...rest }: Polygon) => ({ ...rest, coordinates: coordinates.map((r) => r.slice(1)) });
const only = (members: object = {}): StacItem => {
  const [item] = taped(textOf({ ...FEATURE, ...members })).items;
  if (item === undefined) throw new Error('no item');
  return item;
};

describe('the items on a tape', () => {
  test('are those that the parsed text has, member by member, and what was written of them reads the same', () => {
    const counts = fc.record({ numberMatched: fc.nat(), context: fc.constant({ matched: 3 }) }, { requiredKeys: [] });
    const page = fc.record({ features: fc.array(feature, { maxLength: 4 }), envelope: counts });
    const sizes = fc.array(fc.integer({ min: 20, max: 2_000 }), { minLength: 1, maxLength: 5 });
    let compared = 0;
    fc.assert(
      fc.property(page, sizes, ({ features, envelope }, cuts) => {
        const text = JSON.stringify({ type: 'FeatureCollection', ...envelope, features });
        if (tapedListOf(inPieces(text), LIST_NAMES) === undefined) return;
        expectSameItems(text, cuts);
        compared += 1;
      }),
      { numRuns: 3_000 },
    );
    expect(compared).toBeGreaterThan(1_000);
  });

  test.each([
    ['a bare list', JSON.stringify([FEATURE, null, { ...FEATURE, id: 7 }])],
    ['another envelope', JSON.stringify({ results: [FEATURE], context: { matched: 4 } })],
    [
      'members that come twice',
      `{"numberMatched":1,"features":[{"id":1,"id":"a","collection":"l0","properties":{"gsd":1,"gsd":2}}],"numberMatched":2}`,
    ],
    ['an empty list', '{ "links" : [ ] , "features" : [ ] , "numberMatched" : 0 } '],
    ['assets that come twice', `[{"id":"a","collection":"b","assets":{"x":{"title":"1"},"y":{},"x":{"title":"2"}}}]`],
    ['assets by number, which are put in order', `[{"id":"a","collection":"b","assets":{"x":{},"10":{},"2":{}}}]`],
    ['a footprint just too large', textOf({ ...FEATURE, geometry: polygonOf([box(-1.39, -1.39, 1.4999, 1.4999)]) })],
    ['a footprint just small enough', textOf({ ...FEATURE, geometry: polygonOf([box(-1.39, -1.39, 1.4, 1.4)]) })],
    ['a footprint out of range that goes round often', textOf({ ...FEATURE, geometry: polygonOf([WOUND]) })],
    ['spaces', textOf(FEATURE).replaceAll(',', ' , ').replaceAll(':', ' : ')],
    ['a number beyond all', textOf(FEATURE).replace('0.7', '1e999').replace('3.95', '1e999')],
    ['a corner at negative zero', textOf(FEATURE).replace('[[[', '[[[-0,20],[')],
    ['heights', textOf({ ...FEATURE, geometry: { type: 'Polygon', coordinates: [[[1, 2, 3]]] } })],
    [
      'many assets',
      textOf({ ...FEATURE, assets: Object.fromEntries(Array.from('abcdefghijklmnopqrstuvwxyz', (k) => [k, {}])) }),
    ],
    ['properties that are too many', textOf({ ...FEATURE, properties: manyKeys(501) })],
    ['as many properties as may be', textOf({ ...FEATURE, properties: manyKeys(500) })],
    ['a list that is too long', textOf({ ...FEATURE, properties: { gsd: 1, list: Object.values(manyKeys(501)) } })],
  ])('are those of the parsed text with %s', (_what, text) => {
    expectSameItems(text);
  });

  test.each([
    'null',
    '{}',
    '{"features":null}',
    '{"features":{}}',
    '"x"',
    '',
    '{"features":[]',
    '{"features":[],}',
    '{"features":[]"a":1}',
    '{"features":[]}}',
    '{"features":[]}[]',
    '{"features":[{}{}]}',
    '{"features":[{},]}',
    '{"features":[,{}]}',
    '{"features" [{}]}',
    '{"results":{},"features":[]}',
    '{"results":[],"features":[]}',
    '{"features":[],"features":[{}]}',
    '{"features":[],"features":null}',
    '[{}',
    '[{}]}',
    '[{}][]',
  ])('are not in %s, which is left to JSON.parse', (text) => {
    for (const sizes of [[65_536], [1], [3, 7]]) expect(tapedListOf(inPieces(text, sizes), LIST_NAMES)).toBeUndefined();
  });

  test('are not in a text with a row, or as much around its list, that would be put together over and over', () => {
    const long = JSON.stringify({ ...FEATURE, title: 'x'.repeat(1_500_000) });
    expect(tapedListOf(inPieces(`[${long}]`), LIST_NAMES)).toBeUndefined();
    expect(tapedListOf(inPieces(`{"features":[],"links":[${long}]}`), LIST_NAMES)).toBeUndefined();
    expect(tapedListOf(inPieces(`{"links":[${long}],"features":[]}`), LIST_NAMES)).toBeUndefined();
  });

  test('have an asset found by key or role', () => {
    expect(assetFor(only(), 'preview', 'x')?.key).toBe('preview');
    expect(assetFor(only(), 'x', 'overview')?.key).toBe('preview');
  });

  test('cannot be changed by whoever reads them, and remember what was read', () => {
    const item = only();
    const parts = [item.geometry, item.bbox, item.properties, item.instruments];
    for (const part of parts) expect(isDeeplyFrozen(part)).toBe(true);
    expect(
      [item.geometry, item.bbox, item.properties, item.instruments].map((part, index) => part === parts[index]),
    ).toEqual([true, true, true, true]);
    for (const asset of item.assets) expect(() => Object.assign(asset, { href: 'x' })).toThrow(TypeError);
    expect(assetsOf(item).map(plainAsset)).toEqual(assetsOf(only()).map(plainAsset));
  });

  test('are written as JSON like any other', () => {
    const [parsed] = itemListOf('cont.1', JSON.parse(textOf(FEATURE))).items;
    expect(JSON.parse(JSON.stringify(only()))).toEqual(JSON.parse(JSON.stringify(parsed)));
  });

  test('show nothing of the tape, so that they can be frozen before they are read', () => {
    const item = Object.freeze(only());
    expect(Object.values(item).every((value) => typeof value === 'string')).toBe(true);
    expect(item.geometry).toEqual(FEATURE.geometry);
  });
});

describe('what Aleph wrote of an item', () => {
  test('is passed on as it came', () => {
    expect(WRITTEN.map((member) => writtenOf(only(), member))).toEqual(
      WRITTEN.map((member) => JSON.stringify(FEATURE[member])),
    );
  });

  test.each([['[179.9,-17,-179.9,-16]'], ['[-180, -90, 180, 90]'], ['[1,2,1,2]'], ['[1, 2.00001, 1.1, 2.00002]']])(
    'is passed on for the box %s',
    (bbox) => {
      const [item] = taped(textOf(FEATURE).replace('[3.95,19.95,4.05,20.05]', bbox)).items;
      expect(writtenOf(item, 'bbox')).toBe(bbox);
    },
  );

  test('is passed on for a footprint that takes a closer look', () => {
    const geometry = polygonOf([around([4, 20], square(300))]);
    expect(writtenOf(only({ geometry }), 'geometry')).toBe(JSON.stringify(geometry));
  });

  const CONTINENT = polygonOf([around([25, 18], square(3_000))]);
  test.each<[string, 'geometry' | 'bbox' | 'properties', object]>([
    ['an impossible geometry', 'geometry', { geometry: CONTINENT }],
    ['the box of an impossible geometry', 'bbox', { geometry: CONTINENT }],
    ['an impossible box', 'bbox', { bbox: [0, 0, 51, 37], geometry: null }],
    ['a geometry with more than makes one', 'geometry', { geometry: { ...FEATURE.geometry, crs: 1 } }],
    ['no geometry', 'geometry', { geometry: null }],
    ['coordinates of another type', 'geometry', { geometry: { type: 'Point', coordinates: [[1, 2]] } }],
    ['a ring that is not closed', 'geometry', { geometry: opened(FEATURE.geometry) }],
    ['a position of four ordinates', 'geometry', { geometry: { type: 'Point', coordinates: [1, 2, 3, 4] } }],
    ['a height that is null', 'geometry', { geometry: { type: 'Point', coordinates: [1, 2, null] } }],
    ['a collection', 'geometry', { geometry: { type: 'GeometryCollection', geometries: [FEATURE.geometry] } }],
    ['coordinates in a string', 'geometry', { geometry: { type: 'Polygon', coordinates: '[[1,2]]]' } }],
    ['a box with heights', 'bbox', { bbox: [1, 2, -5, 1.1, 2.1, 900] }],
    ['a box that begins west of -180', 'bbox', { bbox: [-180.67, 1, -179.5, 2] }],
    ['a box that lies a turn ahead', 'bbox', { bbox: [359, 0, 361, 1] }],
    ['a box that ends before it begins', 'bbox', { bbox: [1, 2.00002, 1.1, 2.00001] }],
    ['a box north of the pole', 'bbox', { bbox: [1, 89, 1.1, 90.1] }],
    ['a box with a text in it', 'bbox', { bbox: [1, 2, 1.1, '2'] }],
    ['properties that are none', 'properties', { properties: ['a'] }],
    ['properties that are too many', 'properties', { properties: manyKeys(501) }],
  ])('is not passed on for %s', (_what, member, members) => {
    expect(writtenOf(only(members), member)).toBeUndefined();
  });

  test('is not passed on with numbers that another writer would write otherwise', () => {
    for (const number of ['1e999', '-0']) {
      const [item] = taped(textOf(FEATURE).replace('0.7', number).replace('[[[', `[[[${number},20],[`)).items;
      expect(WRITTEN.map((member) => writtenOf(item, member))).toEqual([undefined, expect.any(String), undefined]);
    }
  });
});

function manyKeys(count: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index]));
}

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}
