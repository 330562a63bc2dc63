import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { encodeNodeId } from '../../src/resolvers/node-ids.ts';
import { createFakeClock } from '../support/clock.ts';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { idsOf, PAGE_FIELDS, sizesOf, walk } from '../support/facade/paging.ts';
import { restOf } from '../support/sandbox/rest.ts';
import { PORTS } from '../support/sandbox/world.ts';

interface TaskRow {
  readonly task_id: number;
  readonly task_name: string;
  readonly project_name: string;
  readonly product: number;
  readonly status: string;
}

const pagesOf = (args: string) =>
  `query ($after: String) { contract(id: "${PORTS}") { page: tasks(after: $after, ${args}) { ${PAGE_FIELDS} } } }`;

const idOf = (row: TaskRow) => encodeNodeId('Task', PORTS, row.task_id);

let facade: Facade;
let rows: readonly TaskRow[];

beforeAll(async () => {
  facade = await startFacade({ sandbox: { itemCount: 100 } });
  const rest = await restOf(facade.sandbox);
  rows = (await rest.get('/tasking/tasks/?limit=500', PORTS)).results;
  expect(rows.length).toBeGreaterThan(200);
});
afterAll(() => facade.close());
beforeEach(() => facade.sandbox.resetCalls());

describe('the tasks of a contract', () => {
  test('by pages of 7 are the whole list, in Aleph’s order, without gap or duplicate', async () => {
    const pages = await walk(facade, pagesOf('first: 7'));
    expect(idsOf(pages)).toEqual(rows.map(idOf));
    expect(pages.every((page) => page.complete && page.totalCount === rows.length)).toBe(true);
    expect(sizesOf(pages.slice(0, -1)).every((size) => size === 7)).toBe(true);
  });

  test('cost one call a page where Aleph answers with as many rows as were asked for', async () => {
    const pages = await walk(facade, pagesOf('first: 100'));
    const calls = facade.upstreamCalls().filter((call) => call === 'GET /tasking/tasks');
    expect(calls).toHaveLength(pages.length);
  });

  test('go on behind any edge, not only behind the last', async () => {
    const { body } = await facade.ask(pagesOf('first: 10'));
    const { cursor } = body.data.contract.page.edges[3];
    const next = await facade.ask(pagesOf('first: 10'), { after: cursor });
    const ids = next.body.data.contract.page.edges.map((edge: { node: { id: string } }) => edge.node.id);
    expect(ids).toEqual(rows.slice(4, 14).map(idOf));
  });

  test('go on at a cursor with another page size', async () => {
    const { body } = await facade.ask(pagesOf('first: 10'));
    const after = body.data.contract.page.pageInfo.endCursor;
    const next = await facade.ask(pagesOf('first: 3'), { after });
    const ids = next.body.data.contract.page.edges.map((edge: { node: { id: string } }) => edge.node.id);
    expect(ids).toEqual(rows.slice(10, 13).map(idOf));
  });

  test.each([
    ['a status', '{ status: FAILED }', (row: TaskRow) => row.status === 'failed'],
    ['a project', '{ projectName: "Vessel counting" }', (row: TaskRow) => row.project_name === 'Vessel counting'],
    [
      'a status and a project',
      '{ status: COMPLETED, projectName: "Coastal erosion" }',
      (row: TaskRow) => row.status === 'completed' && row.project_name === 'Coastal erosion',
    ],
  ])('can be listed by %s, which Aleph applies and counts', async (_what, filter, matches) => {
    const expected = rows.filter(matches);
    expect(expected.length).toBeGreaterThan(3);
    const pages = await walk(facade, pagesOf(`first: 5, filter: ${filter}`));
    expect(idsOf(pages)).toEqual(expected.map(idOf));
    expect(pages[0]?.totalCount).toBe(expected.length);
  });

  test('are an empty page without cursors where none matches', async () => {
    const [page] = await walk(facade, pagesOf('filter: { name: "No such name" }'));
    expect(page).toMatchObject({ edges: [], totalCount: 0, complete: true });
    expect(page?.pageInfo).toMatchObject({ hasNextPage: false, startCursor: null, endCursor: null });
  });

  test('have no product where it is no longer listed, and are answered all the same', async () => {
    const retired = rows.find((row) => row.product === 90);
    const { body } = await facade.ask(
      `{ contract(id: "${PORTS}") { task(taskId: ${retired?.task_id}) { name productId product { name } } } }`,
    );
    expect(body.errors).toBeUndefined();
    expect(body.data.contract.task).toEqual({ name: retired?.task_name, productId: 90, product: null });
  });

  test('are null one by one, without an error, where there is no such number', async () => {
    const { body } = await facade.ask(`{ contract(id: "${PORTS}") { task(taskId: 1) { name } } }`);
    expect(body.data.contract.task).toBeNull();
    expect(body.errors).toBeUndefined();
  });
});

describe('a page of tasks over an Aleph that answers with 4 rows at most', () => {
  const clock = createFakeClock();

  async function withShortPages(maxUpstreamCalls: number, check: (short: Facade) => Promise<void>): Promise<void> {
    const sandbox = { itemCount: 100, pageLimit: 4 };
    const short = await startFacade({ sandbox, clock, config: { maxUpstreamCalls } });
    await check(short).finally(() => short.close());
  }

  test('is read on until it is full', () =>
    withShortPages(60, async (short) => {
      const pages = await walk(short, pagesOf('first: 10, filter: { status: CANCELED }'));
      const expected = rows.filter((row) => row.status === 'canceled');
      expect(idsOf(pages)).toEqual(expected.map(idOf));
      expect(sizesOf(pages.slice(0, -1)).every((size) => size === 10)).toBe(true);
      expect(pages.every((page) => page.complete && page.totalCount === expected.length)).toBe(true);
    }));

  test('says complete: false where the call budget ends midway, and goes on from there without a gap', () =>
    withShortPages(4, async (short) => {
      const { body } = await short.ask(pagesOf('first: 50'));
      expect(short.upstreamCalls()).toEqual(['GET /contracts', ...Array(3).fill('GET /tasking/tasks')]);
      expect(body.errors).toBeUndefined();
      expect(body.data.contract.page).toMatchObject({
        complete: false,
        totalCount: rows.length,
        pageInfo: { hasNextPage: true },
      });
      expect(body.data.contract.page.edges).toHaveLength(12);
      const pages = await walk(short, pagesOf('first: 50'));
      expect(idsOf(pages)).toEqual(rows.map(idOf));
    }));

  test('stops after 20 answers, and says so', () =>
    withShortPages(60, async (short) => {
      const { body } = await short.ask(pagesOf('first: 100'));
      expect(body.data.contract.page).toMatchObject({ complete: false, pageInfo: { hasNextPage: true } });
      expect(body.data.contract.page.edges).toHaveLength(80);
      expect(short.upstreamCalls()).toHaveLength(21);
    }));
});

test.each([
  ['loop-next' as const, {}],
  ['foreign-next' as const, { url: 'https://elsewhere.example/tasking/products/?offset=4' }],
])('a %s link ends the listing with complete: false, and nobody else is asked', async (kind, more) => {
  const short = await startFacade({ sandbox: { itemCount: 100, pageLimit: 4 } });
  short.sandbox.inject({ path: '/tasking/tasks', answer: { kind, ...more } as never });
  const { body } = await short.ask(pagesOf('first: 10'));
  await short.close();
  expect(body.errors).toBeUndefined();
  expect(body.data.contract.page).toMatchObject({ complete: false, pageInfo: { hasNextPage: false } });
  expect(body.data.contract.page.edges).toHaveLength(4);
});
