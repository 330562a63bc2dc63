import { beforeAll, describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/sandbox/http/replies.ts';
import { readCql2 } from '../../../src/sandbox/queries/cql2.ts';
import type { Terms } from '../../../src/sandbox/queries/operands.ts';
import { type Catalog, createCatalog, findEntries } from '../../../src/sandbox/world/imagery/catalog.ts';
import { itemOf } from '../../../src/sandbox/world/imagery/items.ts';
import { createSigner } from '../../../src/sandbox/world/imagery/signatures.ts';
import { createRandom, type Random } from '../../../src/sandbox/world/random.ts';
import { createValues } from '../../../src/sandbox/world/values.ts';
import { read, SEARCH, signIn, type Wire, withSandbox } from '../caller.ts';

const NAMES = [
  'eo:cloud_cover',
  'view:off_nadir',
  'view:azimuth',
  'gsd',
  'platform',
  'proj:epsg',
  'satl:ground_lock',
  'satl:outcome_id',
  'satl-qa:dr_red',
  'satl-qa:sharpness_fwhm_act_red',
  'satl:valid_pixel',
  'grid:code',
  'collection',
  'id',
  'satl:experiment',
  'no:such',
];

describe('a filter', () => {
  let catalog: Catalog;
  let items: Wire[];
  let terms: Terms;
  beforeAll(() => {
    catalog = createCatalog(1, 2500);
    const space = { url: 'http://aleph.test', seed: 1, signer: createSigner(() => 0) };
    items = catalog.entries.map((entry) => itemOf(entry, space));
    terms = { values: createValues(catalog, 1), allowsUnlisted: true };
  });

  const found = (filter: unknown) => findEntries(catalog, { test: readCql2(filter, terms) }).map(({ id }) => id);

  test('400 random ones, nested up to four deep, find what a look at every served item finds', () => {
    const random = createRandom(11);
    let [some, all] = [0, 0];
    for (let round = 0; round < 400; round += 1) {
      const filter = randomFilter(random, items, 4);
      const expected = items.filter((item) => truthOf(filter, item) === 1).map((item) => item.id);
      expect(found(filter), JSON.stringify(filter)).toEqual(expected);
      some += Number(expected.length > 0);
      all += Number(expected.length === items.length);
    }
    expect(some).toBeGreaterThan(200);
    expect(all).toBeLessThan(100);
  });

  test.each(['=', '<>', '<', '<=', '>', '>='])('%s compares times as instants, however they are written', (op) => {
    const item = items[1234];
    const text: string = item.properties.datetime;
    const micros = text.slice(0, 26);
    for (const instant of [`${micros}Z`, { timestamp: `${micros}+00:00` }, { timestamp: text }]) {
      const expected = items.filter((one) => compareTimes(op, one.properties.datetime.slice(0, 26), micros));
      const filter = { op, args: [{ property: 'properties.datetime' }, instant] };
      expect(found(filter)).toEqual(expected.map(({ id }) => id));
    }
  });

  test('a date stands for its first instant, and the instant may come first', () => {
    const expected = items.filter((item) => item.properties['satl:last_modified'] >= '2025-03-01');
    expect(expected.length).toBeGreaterThan(0);
    expect(found({ op: '<=', args: [{ date: '2025-03-01' }, { property: 'satl:last_modified' }] })).toEqual(
      expected.map(({ id }) => id),
    );
  });

  test('a value of another type finds nothing, and neither does its opposite', () => {
    const filter = { op: '=', args: [{ property: 'gsd' }, 'fine'] };
    expect(found(filter)).toEqual([]);
    expect(found({ op: 'not', args: [filter] })).toEqual([]);
    const lists = { op: '=', args: [{ property: 'instruments' }, 'ms'] };
    expect(found(lists)).toEqual([]);
  });

  test('two properties can be compared with each other', () => {
    const filter = { op: '>', args: [{ property: 'eo:cloud_cover' }, { property: 'view:off_nadir' }] };
    const expected = items.filter(({ properties: p }) => p['eo:cloud_cover'] > p['view:off_nadir']);
    expect(found(filter)).toEqual(expected.map(({ id }) => id));
  });

  test.each([
    [null],
    ['gsd < 1'],
    [[]],
    [{}],
    [{ op: '=' }],
    [{ op: '=', args: {} }],
    [{ op: 7, args: [] }],
    [{ op: 'like', args: [{ property: 'id' }, '2026%'] }],
    [{ op: 's_intersects', args: [{ property: 'geometry' }, {}] }],
    [{ op: 'constructor', args: [1] }],
    [{ op: '=', args: [{ property: 'gsd' }] }],
    [{ op: '=', args: [{ property: 'gsd' }, 1, 2] }],
    [{ op: '=', args: [{ property: 7 }, 1] }],
    [{ op: '=', args: [{ property: 'gsd', function: 'f' }, 1] }],
    [{ op: '=', args: [{ property: 'gsd' }, null] }],
    [{ op: '=', args: [{ property: 'gsd' }, [1]] }],
    [{ op: '=', args: [{ property: 'gsd' }, { op: '+', args: [1, 2] }] }],
    [{ op: '=', args: [{ property: 'datetime' }, 'yesterday'] }],
    [{ op: '=', args: [{ property: 'datetime' }, 5] }],
    [{ op: '=', args: [{ property: 'gsd' }, { timestamp: '2025-01-01T00:00:00Z' }] }],
    [{ op: '=', args: [{ property: 'datetime' }, { timestamp: 5 }] }],
    [{ op: 'and', args: [] }],
    [{ op: 'and', args: [1, true] }],
    [{ op: 'and', args: [{ property: 'satl:ground_lock' }] }],
    [{ op: 'not', args: [true, true] }],
    [{ op: 'in', args: [{ property: 'gsd' }, 0.5] }],
    [{ op: 'in', args: [{ property: 'gsd' }, []] }],
    [{ op: 'in', args: [{ property: 'gsd' }, [null]] }],
    [{ op: 'between', args: [{ property: 'gsd' }, [0, 1]] }],
    [{ op: 'isNull', args: [5] }],
    [{ op: 'isNull', args: [{ property: 'gsd' }, true] }],
  ])('%j is refused', (filter) => {
    expect(() => readCql2(filter, terms)).toThrow(Refusal);
  });

  test('may be nested 32 deep and no deeper', () => {
    expect(found(nested(32))).toHaveLength(2500);
    expect(() => readCql2(nested(33), terms)).toThrow(Refusal);
  });

  test('by switch may only name what is queryable', () => {
    const strict = { ...terms, allowsUnlisted: false };
    const about = (property: string) => ({ op: 'isNull', args: [{ property }] });
    expect(() => readCql2(about('satl:experiment'), strict)).toThrow(Refusal);
    expect(() => readCql2(about('properties.gsd'), strict)).not.toThrow();
  });
});

describe('the filter of a STAC search', () => {
  const filter = { op: '<=', args: [{ property: 'eo:cloud_cover' }, 10] };
  const body = { filter, 'filter-lang': 'cql2-json', limit: 50 };

  test('is taken by POST and by GET, and bad ones are refused with code and description', async () => {
    await withSandbox({ itemCount: 500 }, async (sandbox) => {
      const caller = await signIn(sandbox);
      const posted = await read(caller.post(SEARCH, body));
      const query = new URLSearchParams({ ...body, filter: JSON.stringify(filter), limit: '50' });
      const got = await read(caller.get(`${SEARCH}?${query}`));
      expect(got.features).toEqual(posted.features);
      expect(posted.features.length).toBeGreaterThan(5);
      expect(posted.features.every((item: Wire) => item.properties['eo:cloud_cover'] <= 10)).toBe(true);
      for (const bad of [{ filter }, { ...body, 'filter-lang': 'cql2-text' }, { ...body, filter: { op: 'like' } }]) {
        const reply = await caller.post(SEARCH, bad);
        expect(reply.status).toBe(400);
        expect(await reply.json()).toEqual({ code: 'InvalidQueryParameter', description: expect.any(String) });
      }
      expect((await caller.get(`${SEARCH}?filter=gsd<1&filter-lang=cql2-json`)).status).toBe(400);
    });
  });

  test.each([
    ['rejected-400', 400, { code: 'InvalidQueryParameter', description: 'filter is not supported' }],
    ['rejected-403', 403, { message: 'Forbidden' }],
  ] as const)('by switch %s is refused whatever it says', async (cql2, status, answer) => {
    await withSandbox({ itemCount: 10, guesses: { cql2 } }, async (sandbox) => {
      const caller = await signIn(sandbox);
      const reply = await caller.post(SEARCH, body);
      expect([reply.status, await reply.json()]).toEqual([status, answer]);
      expect((await caller.post(SEARCH, { limit: 1 })).status).toBe(200);
    });
  });
});

function nested(depth: number): Wire {
  return depth === 1 ? true : { op: 'and', args: [nested(depth - 1)] };
}

function randomFilter(random: Random, items: readonly Wire[], depth: number): Wire {
  const op = random.pick(depth > 1 ? ['and', 'or', 'not', 'test', 'test'] : ['test']);
  const part = () => randomFilter(random, items, depth - 1);
  if (op === 'not') return { op, args: [part()] };
  if (op !== 'test') return { op, args: Array.from({ length: random.int(1, 3) }, part) };
  const name = random.pick(NAMES);
  const property = random.chance(0.5) ? name : `properties.${name}`;
  const sample = (): Wire => {
    const value = valueIn(random.pick(items), name);
    return ['string', 'number', 'boolean'].includes(typeof value) ? value : random.int(0, 100);
  };
  const kind = random.pick(['=', '<>', '<', '<=', '>', '>=', 'in', 'between', 'isNull']);
  if (kind === 'isNull') return { op: kind, args: [{ property }] };
  if (kind === 'in') return { op: kind, args: [{ property }, [sample(), sample(), sample()]] };
  if (kind === 'between') return { op: kind, args: [{ property }, sample(), sample()] };
  return { op: kind, args: random.chance(0.8) ? [{ property }, sample()] : [sample(), { property }] };
}

/** 0 is false, 1 is true and a half is unknown, so that `and` is the least and `or` the most. */
function truthOf(filter: Wire, item: Wire): number {
  const { op, args } = filter;
  if (op === 'not') return 1 - truthOf(args[0], item);
  if (op === 'and') return Math.min(...args.map((arg: Wire) => truthOf(arg, item)));
  if (op === 'or') return Math.max(...args.map((arg: Wire) => truthOf(arg, item)));
  const value = (arg: Wire) => (typeof arg === 'object' ? valueIn(item, arg.property.replace('properties.', '')) : arg);
  if (op === 'isNull') return value(args[0]) === null ? 1 : 0;
  if (op === 'in') return Math.max(...args[1].map((one: Wire) => pairTruth('=', value(args[0]), one)));
  if (op === 'between') {
    const [low, high] = [pairTruth('>=', value(args[0]), args[1]), pairTruth('<=', value(args[0]), args[2])];
    return Math.min(low, high);
  }
  return pairTruth(op, value(args[0]), value(args[1]));
}

function pairTruth(op: string, a: Wire, b: Wire): number {
  if (a === null || typeof a === 'object' || typeof a !== typeof b) return 0.5;
  const order = a < b ? -1 : a > b ? 1 : 0;
  return Number(
    { '=': order === 0, '<>': order !== 0, '<': order < 0, '<=': order <= 0, '>': order > 0, '>=': order >= 0 }[op],
  );
}

function valueIn(item: Wire, name: string): Wire {
  if (name === 'id' || name === 'collection') return item[name];
  return item.properties[name] ?? null;
}

function compareTimes(op: string, a: string, b: string): boolean {
  return pairTruth(op, a, b) === 1;
}
