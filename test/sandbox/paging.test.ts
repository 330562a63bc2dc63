import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Guesses, type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type Caller, read, SEARCH, signIn, type Wire, withSandbox } from './caller.ts';
import { walk } from './paging-walk.ts';

const EVERYTHING = { bbox: [-180, -90, 180, 90], start_date: '2023-01-01', end_date: '2027-01-01' };
/** All of these come in an envelope, so that they have pages. */
const ENVELOPES = { contractsEnvelope: 'results' } as const;
const ITEMS = 2000;

/** The lists of the sandbox, by the member that holds their rows. */
const LISTS: readonly [path: string, member: string][] = [
  ['/contracts/', 'results'],
  ['/tasking/products/', 'results'],
  ['/tasking/tasks/?status=failed', 'results'],
  ['/tasking/tasks/{task}/captures/', 'results'],
  ['/tasking/clients/', 'results'],
  ['/telluric/scenes/?sceneset_id={capture}', 'results'],
  ['/v2/orders/?query=closed', 'features'],
  ['/v2/orders/{order}/events', 'results'],
  ['/v2/orders/{order}/captures', 'results'],
  ['/v2/orders/{order}/deliverables', 'results'],
  ['/archive/stac/collections', 'collections'],
];
const WAYS: readonly Partial<Guesses>[] = [
  { listPaging: 'next-absolute' },
  { listPaging: 'next-relative' },
  { listPaging: 'links' },
  { listPaging: 'links-upper' },
  { listPaging: 'links-post' },
  { listPaging: 'links-merge' },
  { listPaging: 'context' },
  { listPaging: 'context', listPosition: 'page' },
  { listPaging: 'next-token' },
  { listPaging: 'next-token', listPosition: 'offset' },
  { listPaging: 'next-object' },
  { listPaging: 'next-object', listPosition: 'page' },
  { listPaging: 'next-object', listPosition: 'cursor' },
  { listPaging: 'next-object', listPosition: 'token' },
  { listPaging: 'next-object', listPosition: 'offset', listPositionAs: 'text' },
  { listPosition: 'page' },
  { listPosition: 'cursor' },
  { listPosition: 'token' },
  { listPaging: 'links-post', listPosition: 'cursor', listPositionAs: 'text' },
  { nextAddress: 'behind-gateway' },
];

/** Each path of LISTS with its placeholders filled in. */
let paths: Map<string, string>;
beforeAll(() =>
  withSandbox({ itemCount: ITEMS }, async (sandbox) => {
    paths = await samplePaths(await signIn(sandbox));
  }),
);

describe.each(WAYS)('with %j', (guesses) => {
  let sandbox: Sandbox;
  let caller: Caller;
  beforeAll(async () => {
    sandbox = await startSandbox({ itemCount: ITEMS, guesses: { ...guesses, ...ENVELOPES } });
    caller = await signIn(sandbox);
  });
  afterAll(() => sandbox.close());

  test.each(LISTS)('%s is read to its end, each row once', async (template, member) => {
    const path = paths.get(template) ?? template;
    const whole = (await read(caller.get(withLimit(path, 500))))[member];
    const pages = await walk(caller, withLimit(path, 1), { guesses, most: 8 });
    expect(pages.flatMap((page) => page[member])).toEqual(whole.slice(0, 8));
    expect(pages.length).toBe(Math.min(8, whole.length));
  });

  test.each([
    ['GET', `${SEARCH}?limit=3&ids={ids}`, undefined],
    ['POST', SEARCH, { limit: 3 }],
  ])('a STAC search by %s is read to its end, each item once', async (_method, path, body) => {
    const { features } = await read(caller.post(SEARCH, { limit: 8 }));
    const ids = features.map(({ id }: Wire) => id);
    const start = path.replace('{ids}', ids.join());
    const pages = await walk(caller, start, { guesses, most: 9, body: body && { ...body, ids } });
    expect(pages.map((page) => page.features.length)).toEqual([3, 3, 2]);
    expect(pages.flatMap((page) => page.features)).toEqual(features);
  });
});

test.each([
  [{ listPaging: 'next-object' }, { next: { offset: 2 } }],
  [{ listPaging: 'next-object', listPositionAs: 'text' }, { next: { offset: '2' } }],
  [{ listPaging: 'next-object', listPosition: 'page' }, { next: { page: 2 } }],
  [{ listPaging: 'next-object', listPosition: 'cursor' }, { next: { cursor: expect.any(Number) } }],
  [{ listPaging: 'next-object', listPosition: 'token' }, { next: { token: expect.any(String) } }],
  [{ listPaging: 'next-token' }, { next: expect.stringMatching(/^\w+$/) }],
  [{ listPaging: 'context' }, { context: { next: expect.stringMatching(/^\w+$/) } }],
  [{ listPaging: 'links' }, { links: [{ rel: 'next', method: 'GET', href: expect.stringMatching(/offset=2/) }] }],
  [{ listPaging: 'links-upper' }, { links: [{ rel: 'NEXT' }] }],
  [{ listPaging: 'links-post' }, { links: [{ method: 'POST', body: { limit: 2, offset: 2, status: 'failed' } }] }],
  [{ listPaging: 'links-merge' }, { links: [{ method: 'POST', merge: true, body: { offset: 2 } }] }],
  [{ listPosition: 'page' }, { next: expect.stringMatching(/[?&]page=2/) }],
  [{ listPosition: 'cursor' }, { next: expect.stringMatching(/[?&]cursor=\d+/) }],
  [
    { nextAddress: 'behind-gateway' },
    { next: expect.stringMatching(/^https:\/\/gateway\.internal:8443\/internal\/a/) },
  ],
] as const)('%j leads on by %j', async (guesses, expected) => {
  await withSandbox({ itemCount: 0, guesses }, async (sandbox) => {
    const page = await read((await signIn(sandbox)).get('/tasking/tasks/?limit=2&status=failed'));
    expect(page).toMatchObject({ ...expected, count: expect.any(Number), results: [{}, {}] });
  });
});

test('by switch a list has a count greater than its rows and no way to the others', async () => {
  await withSandbox({ itemCount: 0, guesses: { listPaging: 'none' } }, async (sandbox) => {
    const page = await read((await signIn(sandbox)).get('/tasking/tasks/?limit=2'));
    expect(Object.keys(page)).toEqual(['count', 'results']);
    expect(page.count).toBeGreaterThan(page.results.length);
  });
});

describe('a limit beyond the most', () => {
  const answers = async (limits: Guesses['limits']) => {
    const statuses: number[] = [];
    const bodies: Wire[] = [];
    await withSandbox({ itemCount: ITEMS, pageLimit: 3, guesses: { ...ENVELOPES, limits } }, async (sandbox) => {
      const caller = await signIn(sandbox);
      const lists = LISTS.map(([path]) => caller.get(withLimit(paths.get(path) ?? path, 99_999_999_999)));
      const searches = [caller.get(`${SEARCH}?limit=20000`), caller.post(SEARCH, { limit: 20_000 })];
      for (const reply of await Promise.all([...lists, ...searches])) {
        statuses.push(reply.status);
        bodies.push(await reply.json());
      }
    });
    return { statuses: new Set(statuses), bodies };
  };

  test('is cut down on every route', async () => {
    const { statuses, bodies } = await answers('clamped');
    expect(statuses).toEqual(new Set([200]));
    for (const body of bodies) {
      const { length } = body.results ?? body.features ?? body.collections;
      expect(length).toBe(Math.min(3, body.count ?? body.numberMatched ?? 3));
    }
  });

  test('by switch is refused on every route, in the words of its service', async () => {
    const { statuses, bodies } = await answers('refused');
    expect(statuses).toEqual(new Set([400]));
    const stac = { detail: [expect.objectContaining({ loc: ['body', 'limit'] })], body: { limit: 20_000 } };
    const table = { limit: ['Ensure this value is less than or equal to 3.'] };
    expect(bodies).toEqual([...LISTS.map(() => table), stac, stac]);
  });
});

test('by switch a list has no count', async () => {
  await withSandbox({ itemCount: 0, guesses: { counts: 'none' } }, async (sandbox) => {
    const caller = await signIn(sandbox);
    for (const path of ['/tasking/tasks', '/v2/orders']) {
      expect(await read(caller.get(path))).not.toHaveProperty('count');
    }
  });
});

test.each([
  ['bookmark', /[?&]bookmark=x(&|$)/],
  ['same-page', /[?&]page=2(&|$)/],
] as const)('by switch each page leads to %s, which is the first page again', async (listPosition, address) => {
  await withSandbox({ itemCount: 100, guesses: { listPosition } }, async (sandbox) => {
    const caller = await signIn(sandbox);
    for (const [path, member] of [
      ['/tasking/tasks', 'results'],
      ['/v2/orders', 'features'],
    ] as const) {
      const first = await read(caller.get(`${path}?limit=2`));
      expect(first.next).toMatch(address);
      const again = await read(caller.get(first.next));
      expect(again[member]).toEqual(first[member]);
      expect(again.next).toBe(first.next);
    }
    const found = await walk(caller, SEARCH, { guesses: {}, most: 3, body: { limit: 2 } });
    expect(found[2].features).toEqual(found[0].features);
  });
});

test('a list passes over the names that it does not call its positions by', async () => {
  await withSandbox({ itemCount: 0, guesses: { listPosition: 'page' } }, async (sandbox) => {
    const caller = await signIn(sandbox);
    const first = await read(caller.get('/tasking/tasks?limit=2'));
    expect(await read(caller.get('/tasking/tasks?limit=2&offset=2'))).toMatchObject({ results: first.results });
  });
});

test('a list takes no POST unless its links ask for one, and no position that it never gave', async () => {
  await withSandbox({ itemCount: 0, guesses: { listPosition: 'token' } }, async (sandbox) => {
    const caller = await signIn(sandbox);
    expect((await caller.post('/tasking/products/', { limit: 1 })).status).toBe(403);
    expect((await caller.get('/tasking/tasks/?token=25')).status).toBe(404);
  });
});

describe('POST /archive/search by switch', () => {
  test.each([
    ['links', {}],
    ['a token to merge', { nextLink: 'merge' }],
    ['next as object', { listPaging: 'next-object' }],
    ['pages', { listPosition: 'page' }],
  ] as const)('answers ten items at a time, the others by %s', async (_way, others) => {
    const guesses: Partial<Guesses> = { archiveSearchPages: 'linked', ...others };
    await withSandbox({ itemCount: 45, guesses }, async (sandbox) => {
      const caller = await signIn(sandbox);
      const pages = await walk(caller, '/archive/search', { guesses, most: 9, body: EVERYTHING });
      expect(pages.map((page) => page.features.length)).toEqual([10, 10, 10, 10, 5]);
      expect(new Set(pages.flatMap((page) => page.features.map(({ id }: Wire) => id))).size).toBe(45);
      expect(pages.every((page) => page.numberMatched === 45)).toBe(true);
    });
  });

  test('answers the first ten and says how many there are, without a way to them', async () => {
    await withSandbox({ itemCount: 45, guesses: { archiveSearchPages: 'unlinked' } }, async (sandbox) => {
      const page = await read((await signIn(sandbox)).post('/archive/search', EVERYTHING));
      expect(page).toMatchObject({ numberMatched: 45, numberReturned: 10, links: [] });
      expect(page.features).toHaveLength(10);
    });
  });
});

async function samplePaths(caller: Caller): Promise<Map<string, string>> {
  const { features } = await read(caller.get('/v2/orders?limit=100'));
  const order = features.find(({ properties }: Wire) => properties.latest_event?.type === 'OrderClosed');
  const task = order.properties.parameters.task_id;
  const { results } = await read(caller.get(`/tasking/tasks/${task}/captures`));
  const ids = { task, order: order.properties.order_id, capture: results[0].capture_id };
  const fill = (path: string) =>
    Object.entries(ids).reduce((filled, [name, id]) => filled.replace(`{${name}}`, String(id)), path);
  return new Map(LISTS.map(([path]) => [path, fill(path)]));
}

function withLimit(path: string, limit: number): string {
  return `${path}${path.includes('?') ? '&' : '?'}limit=${limit}`;
}
