import { beforeEach, describe, expect, test } from 'vitest';
import { type Answer, type Facade, startFacade } from '../support/facade/facade.ts';
import { HARBOUR, OVER_SINGAPORE, PORTS, SINGAPORE } from '../support/sandbox/world.ts';

const COMPOSED = `{
  contracts {
    name
    taskingProducts { name }
    tasks(first: 5) { nodes { name product { name } } }
    archiveSearch(${OVER_SINGAPORE}, first: 5) { nodes { itemId } }
    stacCollections { title }
  }
}`;

let facade: Facade;

// Cold caches for each count.
beforeEach(async () => {
  facade = await startFacade({ sandbox: { itemCount: 4_000 } });
  return () => facade.close();
});

/** What an operation cost by the sandbox's own counters, which the receipt must confirm. */
function costOf({ body, status }: Answer): { calls: string[]; tokens: number } {
  expect(status).toBe(200);
  expect(body.errors).toBeUndefined();
  const cost = { calls: facade.upstreamCalls().sort(), tokens: facade.tokenCalls() };
  expect(body.extensions.aleph.totals).toMatchObject({ upstreamCalls: cost.calls.length, tokenCalls: cost.tokens });
  facade.sandbox.resetCalls();
  return cost;
}

function times(count: number, call: string): string[] {
  return Array.from({ length: count }, () => call);
}

describe('the upstream calls of one operation', () => {
  test('are one for the contract list', async () => {
    const answer = await facade.ask('{ contracts { id name } }');
    expect(answer.body.data.contracts).toHaveLength(3);
    expect(costOf(answer)).toEqual({ calls: ['GET /contracts'], tokens: 1 });
  });

  test('are thirteen and a token for everything of three contracts, with cold caches', async () => {
    const answer = await facade.ask(COMPOSED);
    expect(answer.body.data.contracts[0].archiveSearch.nodes).toHaveLength(5);
    expect(costOf(answer)).toEqual({
      calls: [
        ...times(3, 'GET /archive/stac/collections'),
        'GET /contracts',
        ...times(3, 'GET /tasking/products'),
        ...times(3, 'GET /tasking/tasks'),
        ...times(3, 'POST /archive/search'),
      ],
      tokens: 1,
    });
  });

  test('are tasks and searches alone, and no token, when the same is asked again', async () => {
    costOf(await facade.ask(COMPOSED));
    const answer = await facade.ask(COMPOSED);
    expect(costOf(answer)).toEqual({
      calls: [...times(3, 'GET /tasking/tasks'), ...times(3, 'POST /archive/search')],
      tokens: 0,
    });
    // Fifteen tasks name a product of the three lists.
    expect(answer.body.extensions.aleph.totals).toMatchObject({ shared: 7, saved: 7 + 15 });
  });

  test('are three for the products of a contract and the product of each of its tasks', async () => {
    const answer = await facade.ask(
      `{ contract(id: "${PORTS}") { taskingProducts { name } tasks(first: 100) { nodes { product { name } } } } }`,
    );
    expect(answer.body.data.contract.tasks.nodes).toHaveLength(100);
    expect(costOf(answer).calls).toEqual(['GET /contracts', 'GET /tasking/products', 'GET /tasking/tasks']);
  });

  test('do not grow with the way back from everything to its contract', async () => {
    const answer = await facade.ask(`{
      contract(id: "${PORTS}") {
        taskingProducts { contract { name } }
        tasks(first: 50) { nodes { contract { id name } product { contract { name } } } }
        archiveSearch(${OVER_SINGAPORE}, first: 50) { nodes { contract { name } } }
        stacCollections { contract { name } }
      }
    }`);
    const { tasks } = answer.body.data.contract;
    const owners = tasks.nodes.map((task: { contract: { id: string } }) => task.contract.id);
    expect(new Set(owners)).toEqual(new Set([PORTS]));
    expect(costOf(answer).calls).toEqual([
      'GET /archive/stac/collections',
      'GET /contracts',
      'GET /tasking/products',
      'GET /tasking/tasks',
      'POST /archive/search',
    ]);
  });

  test('are one for the collections of all items of a page', async () => {
    const answer = await facade.ask(
      `{ contract(id: "${PORTS}") { archiveSearch(${OVER_SINGAPORE}, first: 100) { nodes { collectionId collection { title } } } } }`,
    );
    const { nodes } = answer.body.data.contract.archiveSearch;
    expect(new Set(nodes.map((node: { collectionId: string }) => node.collectionId)).size).toBeGreaterThan(3);
    expect(nodes.every((node: { collection: unknown }) => node.collection !== null)).toBe(true);
    expect(costOf(answer).calls).toEqual(['GET /archive/stac/collections', 'GET /contracts', 'POST /archive/search']);
  });
});

describe('the same read', () => {
  test('happens once under five aliases, two spellings and two page sizes', async () => {
    const answer = await facade.ask(
      `query ($bbox: BBox!, $dates: DateRange!) {
        contract(id: "${PORTS}") {
          a: archiveSearch(${OVER_SINGAPORE}) { totalCount }
          b: archiveSearch(dates: { end: "2026-10-01", start: "2023-10-01" }, bbox: [103.5, 1.1, 104.1, 1.6]) { totalCount }
          c: archiveSearch(bbox: $bbox, dates: $dates, after: null, filter: null) { totalCount }
          d: archiveSearch(bbox: $bbox, dates: $dates, collections: []) { totalCount }
          e: archiveSearch(bbox: $bbox, dates: $dates, first: 3) { totalCount }
        }
      }`,
      SINGAPORE,
    );
    const { a, b, c, d, e } = answer.body.data.contract;
    expect(a.totalCount).toBeGreaterThan(100);
    expect([b, c, d, e]).toEqual([a, a, a, a]);
    expect(answer.body.extensions.aleph.totals).toMatchObject({ upstreamCalls: 2, shared: 0, saved: 4 });
    expect(costOf(answer).calls).toEqual(['GET /contracts', 'POST /archive/search']);
  });

  test('happens once when components ask for it in fragments of their own', async () => {
    const answer = await facade.ask(`
      query { contract(id: "${PORTS}") { ...Table ...Badge ... on Contract { stacCollections { license } } } }
      fragment Table on Contract { tasks(first: 10) { nodes { name product { name } } } stacCollections { title } }
      fragment Badge on Contract { badge: tasks(first: 10, filter: {}) { totalCount } taskingProducts { name } }
    `);
    expect(costOf(answer).calls).toEqual([
      'GET /archive/stac/collections',
      'GET /contracts',
      'GET /tasking/products',
      'GET /tasking/tasks',
    ]);
  });

  test('happens once for each contract that asks', async () => {
    const search = `archiveSearch(${OVER_SINGAPORE}) { totalCount }`;
    const answer = await facade.ask(`{
      a: contract(id: "${PORTS}") { ${search} }
      b: contract(id: "${HARBOUR}") { ${search} }
      c: contract(id: "${PORTS}") { ${search} }
    }`);
    const { a, b, c } = answer.body.data;
    expect(c).toEqual(a);
    expect(b).not.toEqual(a);
    expect(costOf(answer).calls).toEqual(['GET /contracts', ...times(2, 'POST /archive/search')]);
  });

  test('fails once, in every place that asked', async () => {
    facade.sandbox.inject({ path: '/tasking/tasks', answer: { kind: 'status', status: 403, body: {} } });
    const { body } = await facade.ask(
      `{ contract(id: "${PORTS}") { a: tasks { totalCount } b: tasks { totalCount } name } }`,
    );
    expect(body.extensions.aleph.totals).toMatchObject({ upstreamCalls: 2, shared: 0, saved: 1 });
    expect(body.data.contract).toEqual({ a: null, b: null, name: 'Northern Ports Observatory' });
    expect(body.errors.map((error: { path: unknown }) => error.path)).toEqual([
      ['contract', 'a'],
      ['contract', 'b'],
    ]);
    expect(facade.upstreamCalls()).toEqual(['GET /contracts', 'GET /tasking/tasks']);
  });
});

describe('nodes', () => {
  async function itemIds(count: number, collections: string[]): Promise<string[]> {
    const { body } = await facade.ask(
      `query ($collections: [String!]) {
        contract(id: "${PORTS}") {
          archiveSearch(${OVER_SINGAPORE}, collections: $collections, first: ${count}) { nodes { id } }
        }
      }`,
      { collections },
    );
    facade.sandbox.resetCalls();
    return body.data.contract.archiveSearch.nodes.map((node: { id: string }) => node.id);
  }
  const NODES = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on StacItem { itemId } } }';

  test('reads ten items of one collection by one search', async () => {
    const ids = await itemIds(10, ['l1d-sr']);
    const answer = await facade.ask(NODES, { ids });
    expect(answer.body.data.nodes.map((node: { id: string }) => node.id)).toEqual(ids);
    expect(costOf(answer).calls).toEqual(['POST /archive/stac/search']);
  });

  test('reads items of two collections by a search for each, whatever their order', async () => {
    const [first = '', second = ''] = await itemIds(2, ['l1d-sr']);
    const [third = '', fourth = ''] = await itemIds(2, ['quickview-visual']);
    const ids = [first, third, second, fourth, first];
    const answer = await facade.ask(NODES, { ids });
    // The kept list of contracts, four repeats of it, and three ids that share a search.
    expect(answer.body.extensions.aleph.totals).toMatchObject({ shared: 1, saved: 1 + 4 + 3 });
    expect(answer.body.data.nodes.map((node: { id: string }) => node.id)).toEqual(ids);
    expect(costOf(answer).calls).toEqual(times(2, 'POST /archive/stac/search'));
  });

  test('shares its search with a node beside it', async () => {
    const [id = '', other = ''] = await itemIds(2, ['l1d-sr']);
    const answer = await facade.ask('query ($id: ID!, $ids: [ID!]!) { node(id: $id) { id } nodes(ids: $ids) { id } }', {
      id,
      ids: [other, id],
    });
    expect(answer.body.data).toEqual({ node: { id }, nodes: [{ id: other }, { id }] });
    expect(costOf(answer).calls).toEqual(['POST /archive/stac/search']);
  });

  test('reads every collection and product of a contract by one list of each', async () => {
    const { body } = await facade.ask(`{ contract(id: "${PORTS}") { stacCollections { id } taskingProducts { id } } }`);
    const { stacCollections, taskingProducts } = body.data.contract;
    const ids = [...stacCollections, ...taskingProducts].map((node: { id: string }) => node.id);
    await facade.close();
    facade = await startFacade({ sandbox: { itemCount: 4_000 } });
    const answer = await facade.ask(NODES, { ids });
    expect(answer.body.data.nodes.map((node: { id: string }) => node.id)).toEqual(ids);
    expect(costOf(answer).calls).toEqual(['GET /archive/stac/collections', 'GET /contracts', 'GET /tasking/products']);
  });
});
