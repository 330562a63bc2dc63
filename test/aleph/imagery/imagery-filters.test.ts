import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import {
  IMAGERY_START,
  type ImageryPage,
  type ImageryPageRequest,
  readImageryPage,
} from '../../../src/aleph/imagery/imagery.ts';
import type { ItemFilter } from '../../../src/aleph/imagery/item-filters.ts';
import type { JsonObject } from '../../../src/aleph/values/wire.ts';
import type { SandboxOptions } from '../../../src/sandbox/server.ts';
import {
  failureOf,
  NORTH,
  pairOf,
  SOUTH,
  startUpstreamAleph,
  type UpstreamAleph,
} from '../../support/aleph/upstream-aleph.ts';

const LANDING = 'GET /archive/stac';
const SEARCH = 'POST /archive/stac/search';
const HOUR_MS = 3_600_000;
const CLEAR: ItemFilter = { cloudCoverMax: 20 };
const PLATFORM: JsonObject = { op: '<>', args: [{ property: 'platform' }, 'nobody'] };
const UNKNOWN_HERE: JsonObject = { op: 'like', args: [{ property: 'platform' }, 'newsat4%'] };

const open: UpstreamAleph[] = [];

afterEach(async () => {
  for (const upstream of open.splice(0)) await upstream.close();
});

const start = async (guesses: SandboxOptions['guesses'] = {}, itemCount = 400) => {
  const upstream = await startUpstreamAleph({ itemCount, guesses }, { maxCalls: 1_000 });
  open.push(upstream);
  return upstream;
};
const read = (upstream: UpstreamAleph, changes: Partial<ImageryPageRequest> = {}) =>
  readImageryPage(upstream.connect(), {
    search: { contractId: NORTH, route: 'stac' },
    filter: {},
    first: 1_000,
    from: IMAGERY_START,
    ...changes,
  });
const idsOf = ({ rows }: ImageryPage) => rows.map(({ item }) => item.itemId);
const searchBodies = ({ sandbox }: UpstreamAleph) =>
  sandbox
    .calls()
    .filter(({ path }) => path === '/archive/stac/search')
    .map(({ body }) => body);

const property = (name: string) => ({ property: name });
const number = fc.constantFrom(0, 0.5, 0.7, 1, 10, 35, 50, 80, -999);
const comparison = fc.constantFrom('=', '<>', '<', '<=', '>', '>=');
const numbers = fc.constantFrom(
  'gsd',
  'eo:cloud_cover',
  'view:off_nadir',
  'satl:valid_pixel',
  'properties.view:azimuth',
);
const platforms = fc.constantFrom('newsat33', 'newsat40', 'newsat44', 'newsat48', 'nobody');
const instant = fc.integer({ min: 0, max: 1_000 }).map((days) => ({
  timestamp: new Date(Date.UTC(2023, 9, 1) + days * 86_400_000).toISOString(),
}));
const leaf = fc.oneof(
  fc.tuple(comparison, numbers, number).map(([op, name, value]) => ({ op, args: [property(name), value] })),
  fc.tuple(comparison, instant).map(([op, value]) => ({ op, args: [property('datetime'), value] })),
  fc.tuple(comparison, fc.boolean()).map(([op, value]) => ({ op, args: [property('satl:ground_lock'), value] })),
  fc.tuple(numbers, number, number).map(([name, low, high]) => ({ op: 'between', args: [property(name), low, high] })),
  fc.array(platforms, { minLength: 1, maxLength: 3 }).map((list) => ({ op: 'in', args: [property('platform'), list] })),
  fc.array(number, { minLength: 1, maxLength: 3 }).map((list) => ({ op: 'in', args: [property('gsd'), list] })),
  fc
    .constantFrom('eo:cloud_cover', 'instruments', 'satl-qa:sharpness_fwhm_act_red', 'grid:code', 'nowhere')
    .map((name) => ({ op: 'isNull', args: [property(name)] })),
);
const { filter: expression } = fc.letrec<{ filter: JsonObject }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    fc
      .tuple(fc.constantFrom('and', 'or'), fc.array(tie('filter'), { minLength: 1, maxLength: 3 }))
      .map(([op, args]) => ({ op, args })),
    tie('filter').map((inner) => ({ op: 'not', args: [inner] })),
  ),
}));

describe('a filter in CQL2', () => {
  test('finds the same items applied here as applied by Aleph', async () => {
    const [served, refused] = [
      await start({ cql2: 'served' }),
      await start({ cql2: 'rejected-400', conformance: 'core' }),
    ];
    await fc.assert(
      fc.asyncProperty(expression, async (cql2) => {
        const [there, here] = [await read(served, { cql2 }), await read(refused, { cql2 })];
        expect(there.report).toMatchObject({ appliedByAleph: ['cql2'], appliedHere: [] });
        expect(here.report).toMatchObject({ appliedByAleph: [], appliedHere: ['cql2'] });
        expect(idsOf(here)).toEqual(idsOf(there));
      }),
      { numRuns: 150, seed: 1 },
    );
    expect(searchBodies(refused).some((body) => JSON.stringify(body).includes('filter'))).toBe(false);
  });

  test('that cannot be run here is sent without a look at the landing page, and fails as Aleph fails', async () => {
    const upstream = await start({ cql2: 'rejected-400' });
    expect(await failureOf(read(upstream, { cql2: UNKNOWN_HERE }))).toMatchObject({ code: 'UPSTREAM_BAD_REQUEST' });
    expect(upstream.calls()).toEqual([SEARCH]);
  });
});

describe('the landing page', () => {
  test('is read once an hour, and only where there is something to filter', async () => {
    const upstream = await start();
    await read(upstream);
    expect(upstream.calls()).toEqual([SEARCH]);
    await read(upstream, { filter: CLEAR });
    await read(upstream, { cql2: PLATFORM });
    expect(upstream.calls()).toEqual([SEARCH, LANDING, SEARCH, SEARCH]);
    upstream.clock.advance(HOUR_MS + 1);
    await read(upstream, { filter: CLEAR });
    expect(upstream.calls().slice(4)).toEqual([LANDING, SEARCH]);
  });

  test('that promises filters has them sent, beside the filter of this client, and what matches counted', async () => {
    const upstream = await start();
    const page = await read(upstream, { filter: CLEAR, cql2: PLATFORM, first: 5 });
    const clear = { op: '<=', args: [property('eo:cloud_cover'), 20] };
    expect(searchBodies(upstream)).toEqual([
      { filter: { op: 'and', args: [PLATFORM, clear] }, 'filter-lang': 'cql2-json', limit: 5 },
    ]);
    expect(page.report).toEqual({
      appliedByAleph: ['cql2', 'cloudCoverMax'],
      appliedHere: [],
      itemsScanned: 5,
      itemsSkipped: 0,
    });
    expect(page.totalCount).toBeGreaterThan(5);
  });

  test('that cannot be read is no reason to search for nothing', async () => {
    const upstream = await start();
    upstream.sandbox.inject({ path: '/archive/stac', answer: { kind: 'status', status: 404 }, times: 1 });
    const page = await read(upstream, { filter: CLEAR, first: 5 });
    expect(page.report).toMatchObject({ appliedByAleph: ['cloudCoverMax'] });
    await read(upstream, { filter: CLEAR, first: 5 });
    expect(upstream.calls()).toEqual([LANDING, SEARCH, LANDING, SEARCH]);
  });

  test('that promises none has them applied here from the start, over pages of two hundred, without a count', async () => {
    const upstream = await start({ conformance: 'core' });
    const page = await read(upstream, { filter: CLEAR, first: 5 });
    expect(upstream.calls()).toEqual([LANDING, SEARCH]);
    expect(searchBodies(upstream)).toEqual([{ limit: 200 }]);
    expect(page.report).toMatchObject({ appliedByAleph: [], appliedHere: ['cloudCoverMax'] });
    expect(page.rows.every(({ item }) => (item.cloudCover ?? 101) <= 20)).toBe(true);
    expect(page.totalCount).toBeUndefined();
  });
});

describe('a filter that is refused after all', () => {
  test.each(['rejected-400', 'rejected-403'] as const)('as %s costs one call more, once an hour', async (cql2) => {
    const [upstream, honest] = [await start({ cql2 }), await start()];
    const page = await read(upstream, { filter: CLEAR });
    expect(upstream.calls()).toEqual([LANDING, SEARCH, SEARCH]);
    expect(page.report).toMatchObject({ appliedByAleph: [], appliedHere: ['cloudCoverMax'] });
    expect(idsOf(page)).toEqual(idsOf(await read(honest, { filter: CLEAR })));
    await read(upstream, { filter: CLEAR });
    expect(upstream.calls().slice(3)).toEqual([SEARCH]);
    upstream.clock.advance(HOUR_MS + 1);
    await read(upstream, { filter: CLEAR });
    expect(upstream.calls().slice(4)).toEqual([LANDING, SEARCH, SEARCH]);
  });

  test('for what it says fails as Aleph fails, and nobody else is held to it', async () => {
    const upstream = await start();
    const typo = { op: '=', args: [property('datetime'), 'soon'] };
    expect(await failureOf(read(upstream, { cql2: typo }))).toMatchObject({ code: 'UPSTREAM_BAD_REQUEST' });
    expect(upstream.calls()).toEqual([LANDING, SEARCH, SEARCH]);
    const south = upstream.connect({ credentials: pairOf('sandbox-south') });
    const page = await readImageryPage(south, {
      search: { contractId: SOUTH, route: 'stac' },
      filter: CLEAR,
      first: 5,
      from: IMAGERY_START,
    });
    expect(page.report).toMatchObject({ appliedByAleph: ['cloudCoverMax'], appliedHere: [] });
    expect(upstream.calls().slice(3)).toEqual([SEARCH]);
  });

  test('is found out once for all pages of a walk, which has no duplicate and no gap', async () => {
    const [upstream, honest] = [await start({ cql2: 'rejected-403' }), await start()];
    const found: string[] = [];
    for (let from = IMAGERY_START; ; ) {
      const page = await read(upstream, { filter: CLEAR, first: 7, from });
      found.push(...idsOf(page));
      if (!page.hasMore) break;
      from = page.end;
    }
    expect(found).toEqual(idsOf(await read(honest, { filter: CLEAR })));
    expect(upstream.calls().filter((call) => call === LANDING)).toHaveLength(1);
    expect(searchBodies(upstream).filter((body) => JSON.stringify(body).includes('filter'))).toHaveLength(1);
  });

  test('is not blamed where the search fails without it too', async () => {
    const upstream = await start();
    upstream.sandbox.inject({ path: '/archive/stac/search', answer: { kind: 'status', status: 403 }, times: 2 });
    expect(await failureOf(read(upstream, { filter: CLEAR }))).toMatchObject({ code: 'FORBIDDEN' });
    const page = await read(upstream, { filter: CLEAR });
    expect(page.report.appliedByAleph).toEqual(['cloudCoverMax']);
    expect(upstream.calls()).toEqual([LANDING, SEARCH, SEARCH, SEARCH]);
  });
});

describe('a smallest coverage', () => {
  test('is applied here, whoever applies the rest', async () => {
    const upstream = await start({}, 1_500);
    const [item] = (
      await read(upstream, { search: { contractId: NORTH, route: 'stac', collections: ['l1d'] }, first: 1 })
    ).rows;
    const bbox = item?.item.bbox ?? [0, 0, 0, 0];
    const search = { contractId: NORTH, route: 'stac', bbox } as const;
    const [all, most] = [
      await read(upstream, { search }),
      await read(upstream, { search, filter: { coverageMin: 80 } }),
    ];
    expect(most.report).toMatchObject({ appliedByAleph: ['bbox'], appliedHere: ['coverageMin'] });
    expect(idsOf(most)).toContain(item?.item.itemId);
    expect(most.rows.length).toBeLessThan(all.rows.length);
    expect(most.totalCount).toBeUndefined();
  });

  test('is looked for in two hundred items at once, however few are wanted', async () => {
    const upstream = await start();
    const search = { contractId: NORTH, route: 'stac', bbox: [-180, -90, 180, 90] } as const;
    await read(upstream, { search, filter: { coverageMin: 100 }, first: 1 });
    expect(searchBodies(upstream)[0]).toMatchObject({ limit: 200 });
  });
});
