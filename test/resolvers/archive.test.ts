import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { encodeNodeId } from '../../src/resolvers/node-ids.ts';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { idsOf, PAGE_FIELDS, sizesOf, walk } from '../support/facade/paging.ts';
import { restOf } from '../support/sandbox/rest.ts';
import { OVER_SINGAPORE, PORTS, SINGAPORE } from '../support/sandbox/world.ts';

interface Feature {
  readonly id: string;
  readonly collection: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

const SANDBOX = { itemCount: 6_000 };
const REPORT = 'report { appliedByAleph appliedHere itemsScanned }';
const pagesOf = (args: string, fields = '') =>
  `query ($after: String) { contract(id: "${PORTS}") { page: archiveSearch(after: $after, ${args}) { ${PAGE_FIELDS} ${REPORT} ${fields} } } }`;

const idOf = (feature: Feature) => encodeNodeId('StacItem', PORTS, feature.collection, feature.id);
const numberIn = (feature: Feature, name: string) => Number(feature.properties[name] ?? Number.NaN);

let facade: Facade;
let features: readonly Feature[];
let searchRest: (bbox: readonly number[]) => Promise<readonly Feature[]>;

beforeAll(async () => {
  facade = await startFacade({ sandbox: SANDBOX });
  const rest = await restOf(facade.sandbox);
  searchRest = async (bbox) => {
    const body = { bbox, start_date: SINGAPORE.dates.start, end_date: '2026-10-02' };
    return (await rest.post('/archive/search', body, PORTS)).features;
  };
  features = await searchRest(SINGAPORE.bbox);
  expect(features.length).toBeGreaterThan(300);
});
afterAll(() => facade.close());
beforeEach(() => facade.sandbox.resetCalls());

describe('a search', () => {
  test('by pages of 50 is the whole list, in Aleph’s order, without gap or duplicate', async () => {
    const pages = await walk(facade, pagesOf(`${OVER_SINGAPORE}, first: 50`));
    expect(idsOf(pages)).toEqual(features.map(idOf));
    expect(sizesOf(pages.slice(0, -1)).every((size) => size === 50)).toBe(true);
    expect(pages.every((page) => page.complete && page.totalCount === features.length)).toBe(true);
  });

  test('in one page is the same list', async () => {
    const pages = await walk(facade, pagesOf(`${OVER_SINGAPORE}, first: 2000`));
    expect(pages).toHaveLength(1);
    expect(idsOf(pages)).toEqual(features.map(idOf));
  });

  test('sends Aleph the box and the days, and nothing else', async () => {
    await facade.ask(pagesOf(`${OVER_SINGAPORE}, collections: ["l1d"], filter: { gsdMax: 1 }`));
    const call = facade.sandbox.calls().find(({ path }) => path === '/archive/search');
    expect(call?.body).toEqual({
      bbox: SINGAPORE.bbox,
      start_date: SINGAPORE.dates.start,
      end_date: '2026-10-02',
    });
    expect(call?.contractId).toBe(PORTS);
  });

  test('reports that Aleph applied the box and the days, and how many items were read', async () => {
    const { body } = await facade.ask(pagesOf(`${OVER_SINGAPORE}, first: 20`));
    expect(body.data.contract.page.report).toEqual({
      appliedByAleph: ['bbox', 'dates'],
      appliedHere: [],
      itemsScanned: 20,
    });
  });

  test('of a place without imagery is an empty page', async () => {
    const [page] = await walk(
      facade,
      pagesOf('bbox: [-150, -60, -149, -59], dates: { start: "2026-01-01", end: "2026-02-01" }'),
    );
    expect(page).toMatchObject({ edges: [], totalCount: 0, complete: true });
    expect(page?.pageInfo).toMatchObject({ hasNextPage: false, startCursor: null, endCursor: null });
  });
});

describe('a filter that runs here', () => {
  test.each<[string, string, string[], (feature: Feature) => boolean]>([
    ['clouds', 'filter: { cloudCoverMax: 20 }', ['cloudCoverMax'], (f) => numberIn(f, 'eo:cloud_cover') <= 20],
    ['resolution', 'filter: { gsdMax: 0.7 }', ['gsdMax'], (f) => numberIn(f, 'gsd') <= 0.7],
    ['angle', 'filter: { offNadirMax: 10 }', ['offNadirMax'], (f) => numberIn(f, 'view:off_nadir') <= 10],
    ['satellite', 'filter: { platform: "newsat24" }', ['platform'], (f) => f.properties['platform'] === 'newsat24'],
    ['collection', 'collections: ["l1d"]', ['collections'], (f) => f.collection === 'l1d'],
    [
      'several at once',
      'filter: { cloudCoverMax: 40, gsdMax: 1 }, collections: ["l1d", "l1d-sr"]',
      ['cloudCoverMax', 'gsdMax', 'collections'],
      (f) => numberIn(f, 'eo:cloud_cover') <= 40 && numberIn(f, 'gsd') <= 1 && ['l1d', 'l1d-sr'].includes(f.collection),
    ],
  ])('by %s keeps exactly what meets it, page after page, and no count', async (_what, args, names, matches) => {
    const expected = features.filter(matches);
    expect(expected.length).toBeGreaterThan(3);
    expect(expected.length).toBeLessThan(features.length);
    const pages = await walk(facade, pagesOf(`${OVER_SINGAPORE}, first: 9, ${args}`));
    expect(idsOf(pages)).toEqual(expected.map(idOf));
    expect(sizesOf(pages.slice(0, -1)).every((size) => size === 9)).toBe(true);
    expect(pages.every((page) => page.totalCount === null && page.complete)).toBe(true);
    const [first] = pages as readonly { report?: { appliedHere: string[]; appliedByAleph: string[] } }[];
    expect(first?.report?.appliedHere.toSorted()).toEqual(names.toSorted());
    expect(first?.report?.appliedByAleph).toEqual(['bbox', 'dates']);
  });

  test('that nothing meets reads all and says so', async () => {
    const { body } = await facade.ask(pagesOf(`${OVER_SINGAPORE}, filter: { platform: "newsat0" }`));
    expect(body.data.contract.page).toMatchObject({
      edges: [],
      totalCount: null,
      complete: true,
      pageInfo: { hasNextPage: false, endCursor: null },
      report: { itemsScanned: features.length },
    });
    expect(facade.upstreamCalls().filter((call) => call === 'POST /archive/search')).toHaveLength(1);
  });
});

test('a box across the antimeridian finds both sides, each item once, and no count', async () => {
  const bbox = 'bbox: [177, -19, -178, -15]';
  const dates = `dates: { start: "${SINGAPORE.dates.start}", end: "${SINGAPORE.dates.end}" }`;
  const west = await searchRest([177, -19, 180, -15]);
  const east = await searchRest([-180, -19, -178, -15]);
  const union = new Set([...west, ...east].map(idOf));
  expect(union.size).toBeGreaterThan(Math.max(west.length, east.length));
  const pages = await walk(facade, pagesOf(`${bbox}, ${dates}, first: 40`));
  expect(new Set(idsOf(pages))).toEqual(union);
  expect(idsOf(pages)).toHaveLength(union.size);
  expect(pages.every((page) => page.totalCount === null)).toBe(true);
});

describe('where Aleph has no POST /archive/search', () => {
  async function withStacOnly(
    options: { pageLimit?: number; maxUpstreamCalls?: number },
    check: (other: Facade) => Promise<void>,
  ): Promise<void> {
    const { pageLimit, maxUpstreamCalls = 60 } = options;
    const other = await startFacade({
      sandbox: { ...SANDBOX, guesses: { archiveSearch: 'missing' }, ...(pageLimit !== undefined && { pageLimit }) },
      config: { maxUpstreamCalls },
    });
    await check(other).finally(() => other.close());
  }

  test('the STAC search gives the same pages for a call each, and the missing route is asked for once', () =>
    withStacOnly({}, async (other) => {
      const pages = await walk(other, pagesOf(`${OVER_SINGAPORE}, first: 50`));
      expect(idsOf(pages)).toEqual(features.map(idOf));
      expect(pages.every((page) => page.complete && page.totalCount === features.length)).toBe(true);
      expect(other.upstreamCalls()).toEqual([
        'GET /contracts',
        'POST /archive/search',
        ...pages.map(() => 'POST /archive/stac/search'),
      ]);
    }));

  test('collections run at Aleph, and so it counts them', () =>
    withStacOnly({}, async (other) => {
      const expected = features.filter((feature) => feature.collection === 'l1d');
      const { body } = await other.ask(pagesOf(`${OVER_SINGAPORE}, first: 5, collections: ["l1d"]`));
      expect(body.data.contract.page.totalCount).toBe(expected.length);
      expect(body.data.contract.page.report).toEqual({
        appliedByAleph: ['bbox', 'dates', 'collections'],
        appliedHere: [],
        itemsScanned: 5,
      });
    }));

  test('a filtered page is read on until it is full over short answers', () =>
    withStacOnly({ pageLimit: 30 }, async (other) => {
      const expected = features.filter((feature) => numberIn(feature, 'eo:cloud_cover') <= 50);
      const pages = await walk(other, pagesOf(`${OVER_SINGAPORE}, first: 45, filter: { cloudCoverMax: 50 }`));
      expect(idsOf(pages)).toEqual(expected.map(idOf));
      expect(pages.every((page) => page.complete)).toBe(true);
    }));

  test('a page says complete: false where the call budget ends midway, and goes on without a gap', () =>
    withStacOnly({ pageLimit: 10, maxUpstreamCalls: 6 }, async (other) => {
      const { body } = await other.ask(pagesOf(`${OVER_SINGAPORE}, first: 200`));
      expect(body.errors).toBeUndefined();
      expect(other.upstreamCalls()).toHaveLength(6);
      expect(body.data.contract.page).toMatchObject({
        complete: false,
        pageInfo: { hasNextPage: true },
        report: { itemsScanned: 40 },
      });
      const pages = await walk(other, pagesOf(`${OVER_SINGAPORE}, first: 200`));
      expect(idsOf(pages)).toEqual(features.map(idOf));
    }));

  test('an empty page whose reading stopped says where to go on', () =>
    withStacOnly({ pageLimit: 10, maxUpstreamCalls: 4 }, async (other) => {
      const { body } = await other.ask(pagesOf(`${OVER_SINGAPORE}, first: 20, filter: { platform: "newsat0" }`));
      expect(body.data.contract.page).toMatchObject({
        edges: [],
        complete: false,
        pageInfo: { hasNextPage: true, startCursor: null, endCursor: expect.any(String) },
      });
    }));

  test('a cursor of the list that is gone is bad input, for its place cannot be found', async () => {
    const { body } = await facade.ask(pagesOf(`${OVER_SINGAPORE}, first: 5`));
    await withStacOnly({}, async (other) => {
      const after = body.data.contract.page.pageInfo.endCursor;
      const next = await other.ask(pagesOf(`${OVER_SINGAPORE}, first: 5`), { after });
      expect(next.body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: ['after'] });
    });
  });
});

test('a list too long to be read whole is read from the STAC search, page by page, and is asked for once', async () => {
  const world = await startFacade();
  onTestFinished(() => world.close());
  const everything = 'bbox: [-180, -90, 180, 90], dates: { start: "2023-06-01", end: "2026-05-31" }';
  const { body } = await world.ask(pagesOf(`${everything}, first: 20`));
  const calls = world.upstreamCalls();
  world.sandbox.resetCalls();
  const after = body.data.contract.page.pageInfo.endCursor;
  const next = await world.ask(pagesOf(`${everything}, first: 20`), { after });
  const laterCalls = world.upstreamCalls();

  expect(calls).toEqual(['GET /contracts', 'POST /archive/search', 'POST /archive/stac/search']);
  expect(laterCalls).toEqual(['POST /archive/stac/search']);
  const pages = [body.data.contract.page, next.body.data.contract.page];
  expect(pages).toMatchObject([{ complete: true }, { complete: true }]);
  expect(pages[0].totalCount).toBeGreaterThan(10_000);
  expect(new Set(idsOf(pages)).size).toBe(40);
});
