import { beforeAll, describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/sandbox/http/replies.ts';
import { orderBy, readSortBy } from '../../../src/sandbox/queries/sorting.ts';
import { type Catalog, createCatalog } from '../../../src/sandbox/world/imagery/catalog.ts';
import { itemOf } from '../../../src/sandbox/world/imagery/items.ts';
import { createSigner } from '../../../src/sandbox/world/imagery/signatures.ts';
import { createRandom } from '../../../src/sandbox/world/random.ts';
import { createValues, type Values } from '../../../src/sandbox/world/values.ts';
import { read, SEARCH, signIn, type Wire, withSandbox } from '../caller.ts';

const NAMES = [
  'eo:cloud_cover',
  'gsd',
  'platform',
  'proj:epsg',
  'satl:ground_lock',
  'view:azimuth',
  'collection',
  'id',
];

describe('an order', () => {
  let catalog: Catalog;
  let values: Values;
  let items: Map<string, Wire>;
  beforeAll(() => {
    catalog = createCatalog(1, 1500);
    values = createValues(catalog, 1);
    const space = { url: 'http://aleph.test', seed: 1, signer: createSigner(() => 0) };
    items = new Map(catalog.entries.map((entry) => [entry.id, itemOf(entry, space)]));
  });

  test.each([
    ['as-largest', 'id-descending'],
    ['last', 'id-ascending'],
  ] as const)('60 random ones agree with the served values, nulls %s and ties by %s', (sortNulls, ties) => {
    const random = createRandom(5);
    for (let round = 0; round < 60; round += 1) {
      const keys = Array.from({ length: random.int(1, 3) }, () => ({
        name: random.pick(NAMES),
        isDescending: random.chance(0.5),
      }));
      const sorted = catalog.entries
        .toSorted(orderBy(keys, values, { sortNulls, ties }))
        .map(({ id }) => items.get(id));
      for (let index = 1; index < sorted.length; index += 1) {
        expect(precedes(sorted[index - 1], sorted[index], { keys, sortNulls, ties }), JSON.stringify(keys)).toBe(true);
      }
    }
  });

  test('datetime sorts by instant, and properties. in front of a name changes nothing', () => {
    const key = (name: string) => readSortBy([{ field: name, direction: 'asc' }], true);
    const sorted = catalog.entries.toSorted(
      orderBy(key('properties.datetime'), values, { sortNulls: 'as-largest', ties: 'id-descending' }),
    );
    expect(sorted).toEqual(
      catalog.entries.toSorted(orderBy(key('datetime'), values, { sortNulls: 'last', ties: 'id-descending' })),
    );
    expect(sorted.map(({ time }) => time)).toEqual(sorted.map(({ time }) => time).toSorted((a, b) => a - b));
  });

  test.each([
    ['-datetime,+gsd,id', ['datetime', true], ['gsd', false], ['id', false]],
    [' properties.gsd', ['gsd', false]],
    [
      [{ field: 'gsd', direction: 'desc' }, { field: 'id' }],
      ['gsd', true],
      ['id', false],
    ],
    [[]],
  ])('%j is read', (sortby, ...expected) => {
    expect(readSortBy(sortby, true)).toEqual(expected.map(([name, isDescending]) => ({ name, isDescending })));
  });

  test.each([
    [7],
    [{}],
    [''],
    ['-'],
    ['a,,b'],
    [['gsd']],
    [[{ field: 'gsd', direction: 'down' }]],
    [[{ direction: 'asc' }]],
  ])('%j is refused', (sortby) => {
    expect(() => readSortBy(sortby, true)).toThrow(Refusal);
  });

  test('by switch may only name what is queryable', () => {
    expect(() => readSortBy('no:such', false)).toThrow(Refusal);
    expect(() => readSortBy('properties.eo:cloud_cover', false)).not.toThrow();
  });
});

test('a search is sorted alike by POST and GET, and an order that makes no sense is a bad request', async () => {
  await withSandbox({ itemCount: 400 }, async (sandbox) => {
    const caller = await signIn(sandbox);
    const sortby = [
      { field: 'properties.gsd', direction: 'desc' },
      { field: 'datetime', direction: 'asc' },
    ];
    const posted = await read(caller.post(SEARCH, { sortby, limit: 100 }));
    const got = await read(caller.get(`${SEARCH}?limit=100&sortby=-gsd,+datetime`));
    expect(got.features).toEqual(posted.features);
    const sizes = posted.features.map((item: Wire) => item.properties.gsd);
    expect(sizes).toEqual(sizes.toSorted((a: number, b: number) => b - a));
    expect((await caller.post(SEARCH, { sortby: [{ field: 'gsd', direction: 'up' }] })).status).toBe(400);
  });
});

interface Rule {
  readonly keys: readonly { readonly name: string; readonly isDescending: boolean }[];
  readonly sortNulls: 'as-largest' | 'last';
  readonly ties: 'id-descending' | 'id-ascending';
}

/** Whether a may stand before b, judged by what was served. */
function precedes(a: Wire, b: Wire, { keys, sortNulls, ties }: Rule): boolean {
  for (const { name, isDescending } of keys) {
    const [left, right] = [valueIn(a, name), valueIn(b, name)];
    if (left === right) continue;
    if (left === null || right === null)
      return sortNulls === 'as-largest' && isDescending ? left === null : right === null;
    const isSmaller = typeof left === typeof right ? left < right : typeof left === 'string';
    return isSmaller !== isDescending;
  }
  return a.id < b.id === (ties === 'id-ascending');
}

function valueIn(item: Wire, name: string): Wire {
  return item[name] ?? item.properties[name] ?? null;
}
