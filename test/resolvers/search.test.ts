import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeNodeId } from '../../src/resolvers/node-ids.ts';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { idsOf, PAGE_FIELDS, sizesOf, walk } from '../support/facade/paging.ts';
import { restOf } from '../support/sandbox/rest.ts';
import { ARCTIC, OVER_SINGAPORE, PORTS, SINGAPORE } from '../support/sandbox/world.ts';

interface Feature {
  readonly id: string;
  readonly collection: string;
  readonly geometry: { readonly coordinates: readonly (readonly (readonly [number, number])[])[] };
  readonly properties: Readonly<Record<string, unknown>>;
}

const SEARCH = 'POST /archive/stac/search';
const DATETIME = `${SINGAPORE.dates.start}T00:00:00Z/${SINGAPORE.dates.end}T23:59:59.999999Z`;
const FIELDS = `${PAGE_FIELDS} report { appliedByAleph appliedHere itemsScanned }`;
const pagesOf = (input: string, args = 'first: 60') =>
  `query ($after: String) { contract(id: "${PORTS}") { page: stacSearch(input: { ${input} }, after: $after, ${args}) { ${FIELDS} } } }`;
const idOf = (feature: Feature) => encodeNodeId('StacItem', PORTS, feature.collection, feature.id);

let facade: Facade;
let searchRest: (body: object, contractId?: string) => Promise<readonly Feature[]>;
let overSingapore: readonly Feature[];

beforeAll(async () => {
  facade = await startFacade({ sandbox: { itemCount: 6_000 } });
  const rest = await restOf(facade.sandbox);
  searchRest = async (body, contractId = PORTS) =>
    (await rest.post('/archive/stac/search', { ...body, limit: 2_000 }, contractId)).features;
  overSingapore = await searchRest({ bbox: SINGAPORE.bbox, datetime: DATETIME });
  expect(overSingapore.length).toBeGreaterThan(100);
  await facade.ask('{ contracts { id } }');
});
afterAll(() => facade.close());
beforeEach(() => facade.sandbox.resetCalls());

const searchBodies = () => facade.sandbox.calls().flatMap(({ path, body }) => (path.endsWith('/search') ? [body] : []));

describe('a STAC search', () => {
  test('by box and days pages through everything without gap or duplicate, a call for each page', async () => {
    const pages = await walk(facade, pagesOf(OVER_SINGAPORE));
    expect(idsOf(pages)).toEqual(overSingapore.map(idOf));
    expect(sizesOf(pages.slice(0, -1)).every((size) => size === 60)).toBe(true);
    expect(pages.every((page) => page.complete && page.totalCount === overSingapore.length)).toBe(true);
    expect(facade.upstreamCalls()).toEqual(pages.map(() => SEARCH));
  });

  test('sends Aleph what was asked for, and nothing else', async () => {
    const input = `${OVER_SINGAPORE}, collections: ["l1d"], ids: ["a"], cql2: { op: "isNull", args: [{ property: "gsd" }] },
      sortBy: [{ field: "gsd", direction: ASC }, { field: "datetime" }]`;
    const { body } = await facade.ask(pagesOf(input, 'first: 7'));
    expect(body.errors).toBeUndefined();
    expect(searchBodies()).toEqual([
      {
        bbox: SINGAPORE.bbox,
        datetime: DATETIME,
        collections: ['l1d'],
        ids: ['a'],
        filter: { op: 'isNull', args: [{ property: 'gsd' }] },
        'filter-lang': 'cql2-json',
        sortby: [
          { field: 'gsd', direction: 'asc' },
          { field: 'datetime', direction: 'desc' },
        ],
        limit: 7,
      },
    ]);
  });

  test('by ids finds those that exist, and no others', async () => {
    const wanted = [overSingapore[3], overSingapore[40]].flatMap((feature) => feature ?? []);
    const ids = [...wanted.map(({ id }) => id), 'gone'];
    const [page] = await walk(facade, pagesOf(`ids: ${JSON.stringify(ids)}`));
    const found = new Set((await searchRest({ ids })).map(idOf));
    expect(found.size).toBeGreaterThanOrEqual(2);
    expect(new Set(page?.edges.map(({ node }) => node.id))).toEqual(found);
  });

  test('by geometry finds what Aleph finds', async () => {
    const triangle = {
      type: 'Polygon',
      coordinates: [
        [
          [103.6, 1.2],
          [104, 1.2],
          [103.8, 1.5],
          [103.6, 1.2],
        ],
      ],
    };
    const expected = await searchRest({ intersects: triangle });
    expect(expected.length).toBeGreaterThan(10);
    const text = JSON.stringify(triangle).replaceAll(/"(\w+)":/g, '$1: ');
    const pages = await walk(facade, pagesOf(`intersects: ${text}`));
    expect(idsOf(pages)).toEqual(expected.map(idOf));
  });

  test('by CQL2 finds what meets it, counted, and reports that Aleph applied it', async () => {
    const clear = overSingapore.filter(({ properties }) => {
      const cover = properties['eo:cloud_cover'];
      return typeof cover === 'number' && cover >= 0 && cover < 20;
    });
    expect(clear.length).toBeGreaterThan(10);
    const cql2 = `{ op: "and", args: [{ op: ">=", args: [{ property: "eo:cloud_cover" }, 0] }, { op: "<", args: [{ property: "eo:cloud_cover" }, 20] }] }`;
    const pages = await walk(facade, pagesOf(`${OVER_SINGAPORE}, cql2: ${cql2}`));
    expect(idsOf(pages)).toEqual(clear.map(idOf));
    expect(pages[0]).toMatchObject({
      totalCount: clear.length,
      report: { appliedByAleph: ['bbox', 'dates', 'cql2'], appliedHere: [] },
    });
  });

  test.each([
    ['ASC', (one: number, other: number) => one <= other],
    ['DESC', (one: number, other: number) => one >= other],
  ])('sorts by datetime, %s, over all pages', async (direction, isInOrder) => {
    const pages = await walk(
      facade,
      pagesOf(`${OVER_SINGAPORE}, sortBy: [{ field: "datetime", direction: ${direction} }]`),
    );
    const datetimes = new Map(
      overSingapore.map((feature) => [idOf(feature), Date.parse(String(feature.properties['datetime']))]),
    );
    const sorted = idsOf(pages).map((id) => datetimes.get(id) ?? Number.NaN);
    expect(sorted).toHaveLength(overSingapore.length);
    expect(sorted.every((datetime, index) => index === 0 || isInOrder(sorted[index - 1] ?? Number.NaN, datetime))).toBe(
      true,
    );
  });

  test('without any condition is the whole archive', async () => {
    const { body } = await facade.ask(pagesOf('', 'first: 3'));
    expect(body.data.contract.page.totalCount).toBeGreaterThan(5_000);
    expect(searchBodies()).toEqual([{ limit: 3 }]);
  });

  test('of one contract finds nothing that only another may see', async () => {
    const input = `ids: ${JSON.stringify(overSingapore.slice(0, 50).map(({ id }) => id))}`;
    const { body } = await facade.ask(pagesOf(input).replace(PORTS, ARCTIC));
    const collections = new Set<string>(
      body.data.contract.page.nodes.map(
        ({ id }: { id: string }) => JSON.parse(Buffer.from(id, 'base64url').toString())[2],
      ),
    );
    expect([...collections].filter((id) => !['l1d-sr', 'quickview-visual-thumb'].includes(id))).toEqual([]);
  });
});

describe('where Aleph refuses CQL2', () => {
  test.each(['rejected-400', 'rejected-403'] as const)(
    'with %s, the conditions run here once a plain one is refused too, the report says so, and the next does not try',
    async (cql2) => {
      const other = await startFacade({ sandbox: { itemCount: 6_000, guesses: { cql2 } } });
      const query = pagesOf(`${OVER_SINGAPORE}, cql2: { op: "<", args: [{ property: "gsd" }, 0.8] }`, 'first: 20');
      const expected = overSingapore.filter(({ properties }) => Number(properties['gsd'] ?? 9) < 0.8);
      const pages = await walk(other, query);
      const calls = other.sandbox.calls().filter(({ path }) => path === '/archive/stac/search');
      await other.close();
      expect(idsOf(pages)).toEqual(expected.map(idOf));
      expect(pages[0]).toMatchObject({
        totalCount: null,
        report: { appliedByAleph: ['bbox', 'dates'], appliedHere: ['cql2'] },
      });
      expect(calls.filter(({ body }) => JSON.stringify(body).includes('cql2-json'))).toHaveLength(2);
    },
  );
});

describe('the items of a collection', () => {
  test('are those of no other, with box and days if asked', async () => {
    const expected = overSingapore.filter(({ collection }) => collection === 'l1d');
    const pages = await walk(
      facade,
      `query ($after: String) { contract(id: "${PORTS}") { stacCollection(collectionId: "l1d") {
        page: items(${OVER_SINGAPORE}, first: 20, after: $after) { ${FIELDS} } } } }`,
      (data) => data.contract.stacCollection.page,
    );
    expect(idsOf(pages)).toEqual(expected.map(idOf));
    expect(pages[0]?.totalCount).toBe(expected.length);
    expect(facade.upstreamCalls().filter((call) => call === SEARCH)).toHaveLength(pages.length);
  });

  test('do not take the cursor of another collection', async () => {
    const query = (id: string) =>
      `query ($after: String) { contract(id: "${PORTS}") { stacCollection(collectionId: "${id}") { page: items(first: 2, after: $after) { pageInfo { endCursor } } } } }`;
    const first = await facade.ask(query('l1d'));
    const after = first.body.data.contract.stacCollection.page.pageInfo.endCursor;
    const { body } = await facade.ask(query('l1d-sr'), { after });
    expect(body.data.contract.stacCollection.page).toBeNull();
    expect(body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: ['after'] });
  });
});

describe('one item', () => {
  const ITEM =
    'query ($collectionId: String!, $itemId: String!) { contract(id: "CONTRACT") { stacItem(collectionId: $collectionId, itemId: $itemId) { id itemId collectionId properties } } }';

  test('is found by collection and id, by one call', async () => {
    const [feature] = overSingapore;
    const variables = { collectionId: feature?.collection, itemId: feature?.id };
    const { body } = await facade.ask(ITEM.replace('CONTRACT', PORTS), variables);
    expect(body.data.contract.stacItem).toEqual({
      ...variables,
      id: encodeNodeId('StacItem', PORTS, feature?.collection ?? '', feature?.id ?? ''),
      properties: feature?.properties,
    });
    expect(facade.upstreamCalls()).toEqual([SEARCH]);
  });

  test.each([
    ['that is missing', PORTS, 'l1d', 'gone'],
    ['of a collection that is missing', PORTS, 'gone', 'gone'],
    ['with an id no address could hold', PORTS, 'l1d', '../%2f?#'],
  ])('%s is null, without an error', async (_which, contract, collectionId, itemId) => {
    const { body } = await facade.ask(ITEM.replace('CONTRACT', contract), { collectionId, itemId });
    expect(body).toMatchObject({ data: { contract: { stacItem: null } } });
    expect(body.errors).toBeUndefined();
  });

  test('that only another contract may see is null', async () => {
    const feature = overSingapore.find(({ collection }) => collection === 'l1d');
    const variables = { collectionId: 'l1d', itemId: feature?.id };
    expect((await facade.ask(ITEM.replace('CONTRACT', PORTS), variables)).body.data.contract.stacItem).not.toBeNull();
    expect((await facade.ask(ITEM.replace('CONTRACT', ARCTIC), variables)).body.data.contract.stacItem).toBeNull();
  });
});
