import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readLastRows } from '../../src/aleph/reads/last-rows.ts';
import type { ListPosition } from '../../src/aleph/reads/positions.ts';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { restOf } from '../support/sandbox/rest.ts';
import { PORTS } from '../support/sandbox/world.ts';

const LISTINGS = [
  { field: 'tasks', id: 'taskId', path: '/tasking/tasks' },
  { field: 'orders', id: 'orderId', path: '/v2/orders' },
] as const;

let facade: Facade;
const all: Record<string, readonly unknown[]> = {};

beforeAll(async () => {
  facade = await startFacade({ sandbox: { itemCount: 100 } });
  const rest = await restOf(facade.sandbox);
  const { results } = await rest.get('/tasking/tasks/?limit=500', PORTS);
  const { features } = await rest.get('/v2/orders/?limit=500', PORTS);
  all['tasks'] = results.map((row: { task_id: number }) => row.task_id);
  all['orders'] = features.map((row: { properties: { order_id: string } }) => row.properties.order_id);
});
afterAll(() => facade.close());
beforeEach(() => {
  facade.sandbox.clearFaults();
  facade.sandbox.resetCalls();
});

const PAGE = 'totalCount complete skipped pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';

describe.each(LISTINGS)('$field from the end', ({ field, id, path }) => {
  const ask = async (args: string) => {
    const { body } = await facade.ask(`{ contract(id: "${PORTS}") { ${field}(${args}) { nodes { ${id} } ${PAGE} } } }`);
    const page = body.data?.contract?.[field];
    return { ...page, ids: page?.nodes.map((node: Record<string, unknown>) => node[id]), errors: body.errors };
  };
  const calls = () => facade.upstreamCalls().filter((call) => call === `GET ${path}`).length;

  test('are the last ones in Aleph’s order, in two calls', async () => {
    const page = await ask('last: 7');
    expect(page).toMatchObject({ ids: all[field]?.slice(-7), complete: true, totalCount: all[field]?.length });
    expect(page.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect(calls()).toBe(2);
  });

  test('lead backwards to the start, one call a page, each row once', async () => {
    let page = await ask('last: 9');
    let found = page.ids;
    facade.sandbox.resetCalls();
    let pages = 0;
    while (page.pageInfo.hasPreviousPage) {
      page = await ask(`last: 9, before: "${page.pageInfo.startCursor}"`);
      expect(page.pageInfo.hasNextPage).toBe(true);
      found = [...page.ids, ...found];
      pages += 1;
    }
    expect([found, calls()]).toEqual([all[field], pages]);
  });

  test('are all where fewer are left, and first is ignored', async () => {
    const { ids, pageInfo } = await ask(`first: 1, last: 100`);
    expect(ids).toEqual(all[field]?.slice(-100));
    expect(pageInfo.hasPreviousPage).toBe((all[field]?.length ?? 0) > 100);
  });

  test('meet the pages from the start at their cursors', async () => {
    const first = await ask('first: 5');
    const last = await ask(`last: 2, before: "${first.pageInfo.endCursor}"`);
    expect(last.ids).toEqual(all[field]?.slice(2, 4));
    const behind = await ask(`last: 3, after: "${first.pageInfo.endCursor}"`);
    expect(behind.ids).toEqual(all[field]?.slice(-3));
  });

  test.each([
    ['last: 0', 'last'],
    ['last: 101', 'last'],
    ['before: "x"', 'before'],
    ['last: 2, before: "x"', 'before'],
    ['last: 2, before: ""', 'before'],
    ['last: 2, before: "x", after: "y"', 'before'],
  ])('with %s are bad input, and Aleph is not asked', async (args, argument) => {
    const { errors } = await ask(args);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argumentPath: [argument] } }]);
    expect(calls()).toBe(0);
  });
});

test('last counts as cost, whatever first says', async () => {
  const nested = `last: 100) { nodes { captures { items(first: 2000) { nodes { id } } } } }`;
  const { body } = await facade.ask(`{ contract(id: "${PORTS}") { tasks(first: 1, ${nested} } }`);
  expect(body.errors).toMatchObject([{ extensions: { code: 'QUERY_TOO_COMPLEX', limit: { name: 'cost' } } }]);
});

describe('the last rows of a listing', () => {
  interface Listing {
    readonly rows: readonly (number | undefined)[];
    readonly most: number;
    readonly style: 'offset' | 'token';
    readonly counts: boolean;
  }

  /** A listing with rows that do not fit (undefined), answered in slices of `most` rows. */
  const reader =
    ({ rows, most, style, counts }: Listing) =>
    async (position: ListPosition, limit: number) => {
      const start = typeof position === 'number' ? position : Number(position.at?.['token']) + position.index;
      const end = Math.min(start + Math.min(limit, most), rows.length);
      const at = (index: number): ListPosition =>
        style === 'offset' ? index : { at: { token: String(index) }, index: 0 };
      const found = rows.slice(start, end);
      return {
        rows: found.flatMap((item, index) => (item === undefined ? [] : [{ item, next: at(start + index + 1) }])),
        gaps: found.flatMap((item, index) =>
          item === undefined ? [found.slice(0, index).filter((row) => row !== undefined).length] : [],
        ),
        next: end < rows.length ? at(end) : undefined,
        totalCount: counts ? rows.length : undefined,
      };
    };

  test('are those of the whole listing, wherever rows do not fit and however it pages', async () => {
    const listing = fc.record({
      rows: fc
        .array(fc.option(fc.constant(1), { nil: undefined, freq: 5 }), { minLength: 1, maxLength: 60 })
        .map((rows) => rows.map((row, index) => (row === undefined ? undefined : index))),
      most: fc.integer({ min: 3, max: 30 }),
      style: fc.constantFrom('offset' as const, 'token' as const),
      counts: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(listing, fc.integer({ min: 1, max: 20 }), async (one, last) => {
        const fitting = one.rows.filter((row) => row !== undefined);
        fc.pre(fitting.length > 0);
        const read = reader(one);
        let found: number[] = [];
        let before: ListPosition | undefined;
        for (let hasPrevious = true; hasPrevious; ) {
          const page = await readLastRows({ last, start: 0, before, read, idOf: String });
          expect(page.complete).toBe(true);
          found = [...page.rows.map(({ item }) => item), ...found];
          before = page.rows[0]?.next;
          hasPrevious = page.hasPrevious === true && before !== undefined;
        }
        expect(found).toEqual(fitting);
      }),
      { seed: 19, numRuns: 300 },
    );
  });
});
