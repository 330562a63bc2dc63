import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../../src/sandbox/server.ts';
import { type Caller, read, SEARCH, signIn, type Wire, walkItems, withSandbox } from '../caller.ts';

const ORDERS = [
  [],
  [{ field: 'datetime', direction: 'asc' }],
  [
    { field: 'gsd', direction: 'desc' },
    { field: 'properties.eo:cloud_cover', direction: 'asc' },
  ],
  [{ field: 'satl-qa:dr_red', direction: 'desc' }],
  [{ field: 'no:such', direction: 'desc' }],
  [{ field: 'id', direction: 'desc' }],
];

describe('pages of a search', () => {
  let sandbox: Sandbox;
  let north: Caller;
  beforeAll(async () => {
    sandbox = await startSandbox({ itemCount: 400 });
    north = await signIn(sandbox);
  });
  afterAll(() => sandbox.close());

  test.each(ORDERS.map((sortby) => [sortby]))('sorted by %j meet each item once, forwards and back', async (sortby) => {
    const body = { sortby, limit: 60 };
    const whole = (await read(north.post(SEARCH, { ...body, limit: 1000 }))).features;
    expect(whole).toHaveLength(400);
    const pages = await walkBothWays(north, { method: 'POST', href: SEARCH, body }, 'previous');
    expect(pages.forwards.flat()).toEqual(whole.map(({ id }: Wire) => id));
    expect(pages.backwards).toEqual(pages.forwards.slice(0, -1));
  });

  test('a token stays good when its item is not among what is found', async () => {
    const [first] = (await read(north.post(SEARCH, { collections: ['l1d'], limit: 1 }))).features;
    const after = { collections: ['l0'], token: `next:l1d:${first.id}`, limit: 500 };
    const before = { ...after, token: `prev:${first.id}` };
    const [later, earlier] = [await read(north.post(SEARCH, after)), await read(north.post(SEARCH, before))];
    const ids = [...earlier.features, ...later.features].map(({ id }: Wire) => id);
    expect(ids).toEqual((await walkItems(north, { collections: ['l0'] })).map(({ id }) => id));
  });

  test('the first page has no link back and the last one none onwards', async () => {
    const first = await read(north.post(SEARCH, { limit: 400 }));
    expect(first.links.map(({ rel }: Wire) => rel)).toEqual(['root', 'self']);
    const last = await read(north.post(SEARCH, { limit: 10, token: `next:${first.features[392].id}` }));
    expect(last.features).toHaveLength(7);
    expect(last.links.map(({ rel }: Wire) => rel)).toEqual(['root', 'self', 'previous']);
  });

  test.each(['', 'next', 'next:', 'next:no-such-item', 'back:l1d:x', 'prev::', 'next:l1d:'])(
    'the token %j is refused',
    async (token) => {
      expect((await north.post(SEARCH, { token })).status).toBe(400);
    },
  );

  test('items of a collection are paged both ways by GET', async () => {
    const href = '/archive/stac/collections/l1d/items?limit=20&datetime=2023-01-01T00:00:00Z/..';
    const pages = await walkBothWays(north, { method: 'GET', href }, 'previous');
    expect(pages.forwards.length).toBeGreaterThan(3);
    expect(pages.backwards).toEqual(pages.forwards.slice(0, -1));
  });
});

test.each(['body-token', 'merge', 'href-token'] as const)(
  'links of the form %s with short tokens lead both ways, and prev is their name by switch',
  async (nextLink) => {
    const guesses = { nextLink, tokenForm: 'short', previousRel: 'prev' } as const;
    await withSandbox({ itemCount: 100, guesses }, async (sandbox) => {
      const body = { sortby: [{ field: 'gsd', direction: 'desc' }], limit: 30, fields: { exclude: ['assets'] } };
      const start = { method: 'POST', href: SEARCH, body };
      const { forwards, backwards } = await walkBothWays(await signIn(sandbox), start, 'prev');
      expect(new Set(forwards.flat()).size).toBe(100);
      expect(backwards).toEqual(forwards.slice(0, -1));
    });
  },
);

/** Ids of each page on the way to the last one, and of those met on the way back in the order of the way there. */
async function walkBothWays(caller: Caller, start: Wire, back: string) {
  const [forwards, backwards]: [string[][], string[][]] = [[], []];
  let link = start;
  const follow = async (pages: string[][], rel: string) => {
    const page = await read(link.method === 'POST' ? caller.post(link.href, link.body) : caller.get(link.href));
    pages.push(page.features.map(({ id }: Wire) => id));
    const next = page.links.find((one: Wire) => one.rel === rel);
    if (next) link = next.merge ? { ...next, body: { ...link.body, ...next.body } } : next;
    return { hasNext: Boolean(next), page };
  };
  let last = await follow(forwards, 'next');
  while (last.hasNext) last = await follow(forwards, 'next');
  let previous = last.page.links.find((one: Wire) => one.rel === back);
  while (previous) {
    link = previous.merge ? { ...previous, body: { ...link.body, ...previous.body } } : previous;
    const { hasNext } = await follow(backwards, back);
    previous = hasNext ? link : undefined;
  }
  return { forwards, backwards: backwards.reverse() };
}
