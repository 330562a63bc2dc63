import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeNodeId } from '../../src/resolvers/node-ids.ts';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { bruteForceOver } from '../support/sandbox/brute-force.ts';
import { PORTS } from '../support/sandbox/world.ts';

const ITEMS = 20_000;
const PAGE = 200;
/** Of what these hold there are more than ten thousand items. */
const COLLECTIONS = ['l1d', 'l1d-sr', 'quickview-visual'];
const QUERY = `query ($after: String, $collections: [String!]) {
  contract(id: "${PORTS}") {
    page: stacSearch(input: { collections: $collections }, first: ${PAGE}, after: $after) {
      nodes { id }
      pageInfo { hasNextPage endCursor }
      totalCount
      complete
    }
  }
}`;

interface Walked {
  readonly ids: readonly string[];
  readonly upstreamCalls: number;
  readonly totalCount: number;
  readonly next: string | null;
}

let facade: Facade;

beforeAll(async () => {
  facade = await startFacade({ sandbox: { itemCount: ITEMS } });
  await facade.ask('{ contracts { id } }');
});
afterAll(() => facade.close());

async function readPage(after: string | null): Promise<Walked> {
  facade.sandbox.resetCalls();
  const { status, body } = await facade.ask(QUERY, { after, collections: COLLECTIONS });
  expect([status, body.errors]).toEqual([200, undefined]);
  const { nodes, pageInfo, totalCount, complete } = body.data.contract.page;
  expect(complete).toBe(true);
  expect(body.extensions.aleph.totals.upstreamCalls).toBe(facade.upstreamCalls().length);
  return {
    ids: nodes.map(({ id }: { id: string }) => id),
    upstreamCalls: facade.upstreamCalls().length,
    totalCount,
    next: pageInfo.hasNextPage ? pageInfo.endCursor : null,
  };
}

test('a search of over ten thousand items has no duplicate and no gap, two hundred and one call a request', async () => {
  const entries = bruteForceOver(ITEMS).entries.filter(({ collection }) => COLLECTIONS.includes(collection));
  const pages = [await readPage(null)];
  for (let after = pages[0]?.next ?? null; after !== null; after = pages.at(-1)?.next ?? null) {
    pages.push(await readPage(after));
    expect(pages.length).toBeLessThanOrEqual(ITEMS / PAGE);
  }
  const ids = pages.flatMap((page) => page.ids);
  expect(ids.length).toBeGreaterThanOrEqual(10_000);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(entries.map(({ collection, id }) => encodeNodeId('StacItem', PORTS, collection, id)));
  expect(pages.slice(0, -1).every((page) => page.ids.length === PAGE)).toBe(true);
  expect(new Set(pages.map(({ totalCount }) => totalCount))).toEqual(new Set([ids.length]));
  expect(new Set(pages.map(({ upstreamCalls }) => upstreamCalls))).toEqual(new Set([1]));
}, 60_000);
