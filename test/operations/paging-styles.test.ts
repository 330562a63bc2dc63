import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFakeClock } from '../support/clock.ts';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { LISTS, type ListCase } from '../support/sandbox/lists.ts';
import { PORTS } from '../support/sandbox/world.ts';

const clock = createFakeClock();
let facade: Facade;

beforeAll(async () => {
  facade = await startFacade({ sandbox: { itemCount: 200 }, clock });
});
afterAll(() => facade.close());
beforeEach(() => {
  facade.sandbox.clearFaults();
  clock.advance(600_000);
});

/** Answers one after the other; the last one stands. */
function answering(path: string, ...bodies: object[]) {
  for (const [index, body] of bodies.entries()) {
    const times = index < bodies.length - 1 ? { times: 1 } : {};
    facade.sandbox.inject({ path, answer: { kind: 'json', body }, ...times });
  }
  facade.sandbox.resetCalls();
}

const dig = (data: unknown, at: readonly string[]) =>
  at.reduce<unknown>((value, name) => (value == null ? value : Reflect.get(value as object, name)), data);

async function read({ query, at, isPaged, path }: ListCase) {
  const { body } = await facade.ask(query);
  const found = dig(body.data, at);
  const rows = (isPaged ? dig(found, ['nodes']) : found) as unknown[] | null | undefined;
  const calls = facade.sandbox.calls().filter((call) => call.path === path);
  return { count: rows?.length, page: isPaged ? found : undefined, errors: body.errors, calls };
}

/** Ways to say how a list goes on, and the position in them. */
const STYLES: readonly (readonly [string, (path: string) => object, Record<string, string>])[] = [
  ['a full next link', (path) => ({ next: `https://inner.test${path}/?offset=2` }), { offset: '2' }],
  ['a relative next link', (path) => ({ next: `${path}?offset=2` }), { offset: '2' }],
  ['a next link with another prefix', (path) => ({ next: `http://x.test:81/v9${path}?cursor=c2` }), { cursor: 'c2' }],
  ['a numbered page', () => ({ next: '?page=2' }), { page: '2' }],
  ['links', (path) => ({ links: [{ rel: 'next', href: `${path}?token=t2` }] }), { token: 't2' }],
  ['links in capitals', () => ({ links: [{ rel: 'Next', href: '?offset=2' }] }), { offset: '2' }],
  [
    'links to POST',
    (path) => ({ links: [{ rel: 'next', method: 'POST', href: path, body: { token: 't2' }, merge: true }] }),
    { token: 't2' },
  ],
  ['the context', () => ({ context: { next: 't2' } }), { token: 't2' }],
  ['an object', () => ({ next: { offset: 2 } }), { offset: '2' }],
  ['an object with text', () => ({ next: { page: '2' } }), { page: '2' }],
  ['a bare token', () => ({ next: 'dDI=' }), { token: 'dDI=' }],
  ['a bare number of rows', () => ({ next: 2 }), { offset: '2' }],
];

const isSearch = ({ path }: ListCase) => path.endsWith('/search');
const GET_LISTS = LISTS.filter((list) => !isSearch(list));

describe.each(GET_LISTS)('$name', (list) => {
  const { envelope, row, isPaged } = list;

  test.each(STYLES)('go on by %s', async (_style, way, position) => {
    answering(list.path, { [envelope]: [row(1), row(2)], ...way(list.path) }, { [envelope]: [row(3)], next: null });
    const { count, page, errors, calls } = await read(list);
    expect([errors, count, calls.length]).toEqual([undefined, 3, 2]);
    expect(calls[1]?.query).toMatchObject(position);
    if (isPaged) expect(page).toMatchObject({ complete: true, skipped: 0 });
  });

  test('that count more rows than they give go on by offset', async () => {
    answering(list.path, { count: 3, [envelope]: [row(1), row(2)] }, { count: 3, [envelope]: [row(3)] });
    const { count, calls } = await read(list);
    expect([count, calls.length, calls[1]?.query['offset']]).toEqual([3, 2, '2']);
  });

  test.each([
    ['to another resource', { next: '/elsewhere/rows?offset=2' }],
    ['by an unknown name', { next: '?bookmark=x' }],
    ['nowhere', { links: [{ rel: 'next' }] }],
  ])('that lead on %s are not complete, or an error', async (_where, way) => {
    answering(list.path, { [envelope]: [row(1), row(2)], ...way });
    const { count, page, errors, calls } = await read(list);
    expect(calls).toHaveLength(1);
    if (isPaged) expect([count, page]).toEqual([2, expect.objectContaining({ complete: false })]);
    else expect(errors).toMatchObject([{ extensions: { reason: 'FOREIGN_LINK' } }]);
  });

  test('that answer every page alike end after two', async () => {
    if (list.name === 'events') return;
    answering(list.path, { [envelope]: [row(1), row(2)], next: '?page=2' });
    const { count, page, errors, calls } = await read(list);
    expect(calls).toHaveLength(2);
    if (isPaged) expect([count, page]).toEqual([2, expect.objectContaining({ complete: false })]);
    else expect(errors).toMatchObject([{ extensions: { reason: 'FOREIGN_LINK' } }]);
  });
});

describe('a cursor', () => {
  const tasks = (args: string) =>
    `{ contract(id: "${PORTS}") { tasks(${args}) { nodes { taskId } complete pageInfo { hasNextPage endCursor } } } }`;
  const task = (id: number) => ({ task_id: id, task_name: 'T', product: 169, status: 'received' });
  const ask = async (args: string) => (await facade.ask(tasks(args))).body.data.contract.tasks;

  test.each(['?page=2', '?cursor=c', '?token=t'])(
    'leads into the middle of an answer that goes on by %s',
    async (next) => {
      answering('/tasking/tasks', { results: [task(1), task(2), task(3)], next });
      const first = await ask('first: 2');
      expect(first).toMatchObject({ nodes: [{ taskId: 1 }, { taskId: 2 }], pageInfo: { hasNextPage: true } });
      facade.sandbox.clearFaults();
      answering('/tasking/tasks', { results: [task(1), task(2), task(3)], next }, { results: [task(4)], next: null });
      const second = await ask(`first: 5, after: "${first.pageInfo.endCursor}"`);
      expect(second).toMatchObject({
        nodes: [{ taskId: 3 }, { taskId: 4 }],
        complete: true,
        pageInfo: { hasNextPage: false },
      });
    },
  );

  test.each([
    ['by an unknown name', '?bookmark=x', 1],
    ['by a page that never changes', '?page=2', 2],
  ])('never leads round in a circle of a list that goes on %s', async (_how, next, calls) => {
    answering('/tasking/tasks', { count: 6, next, results: [task(1), task(2)] });
    expect(await ask('first: 25')).toMatchObject({
      nodes: [{ taskId: 1 }, { taskId: 2 }],
      complete: false,
      pageInfo: { hasNextPage: false },
    });
    expect(facade.sandbox.calls().filter(({ path }) => path === '/tasking/tasks')).toHaveLength(calls);
    let after: string | undefined;
    let pages = 0;
    for (let hasNext = true; hasNext && pages < 5; pages += 1) {
      const page = await ask(after === undefined ? 'first: 2' : `first: 2, after: "${after}"`);
      hasNext = page.pageInfo.hasNextPage;
      after = page.pageInfo.endCursor;
    }
    expect(pages).toBeLessThanOrEqual(2);
  });
});

describe('the documented search', () => {
  const item = (id: string) => ({ type: 'Feature', id, collection: 'l1d', geometry: null, properties: {} });
  const search = `{ contract(id: "${PORTS}") { of: archiveSearch(bbox: [0, 0, 1, 1], dates: { start: "2026-01-01", end: "2026-01-31" }, first: 50) {
    nodes { itemId } complete skipped } } }`;
  const ask = async () => {
    const { body } = await facade.ask(search);
    return { ...body.data.contract.of, calls: facade.upstreamCalls().filter((call) => call.startsWith('POST')) };
  };
  const PART = { features: [item('a'), item('b')] };

  test.each([
    ['a next link', { links: [{ rel: 'next', href: '/archive/search?token=x' }] }],
    ['a next link to elsewhere', { next: '/archive/page/2' }],
    ['more matches than rows', { numberMatched: 11 }],
    ['more matches in its context', { context: { matched: 3 } }],
  ])('with %s is read anew by the STAC search', async (_what, way) => {
    answering('/archive/search', { ...PART, ...way });
    answering('/archive/stac/search', { features: [item('c'), item('a'), item('b')], links: [] });
    expect(await ask()).toEqual({
      nodes: [{ itemId: 'c' }, { itemId: 'a' }, { itemId: 'b' }],
      complete: true,
      skipped: 0,
      calls: ['POST /archive/search', 'POST /archive/stac/search'],
    });
  });

  test('stands, and is not complete, where the STAC search is missing', async () => {
    answering('/archive/search', { ...PART, numberMatched: 11 });
    facade.sandbox.inject({ path: '/archive/stac/search', answer: { kind: 'status', status: 404, body: {} } });
    expect(await ask()).toMatchObject({ nodes: [{ itemId: 'a' }, { itemId: 'b' }], complete: false });
  });
});
