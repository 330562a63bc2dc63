import { describe, expect, test } from 'vitest';
import type { Guesses } from '../../src/sandbox/server.ts';
import { BAY, read, SEARCH, signIn, type Wire, walkItems, withSandbox } from './caller.ts';

describe('guesses of the STAC search', () => {
  const body = { bbox: BAY, limit: 7, collections: ['l1d'] };
  const firstPage = async (guesses: Partial<Guesses>) => {
    let page: Wire;
    await withSandbox({ itemCount: 3000, guesses }, async (sandbox) => {
      page = await read((await signIn(sandbox)).post(SEARCH, body));
    });
    const next = page.links.find((link: Wire) => link.rel === 'next');
    return { page, next };
  };

  test('a bbox whose west is above its east is the box between by switch', async () => {
    const across = { bbox: [177, -20, -179, -15], limit: 1 };
    const between = { bbox: [-179, -20, 177, -15], limit: 1 };
    const count = async (guesses: Partial<Guesses>, body: object) => {
      let matched = 0;
      await withSandbox({ itemCount: 3000, guesses }, async (sandbox) => {
        matched = (await read((await signIn(sandbox)).post(SEARCH, body))).numberMatched;
      });
      return matched;
    };
    const [usual, wide] = [await count({}, across), await count({}, between)];
    expect(usual).toBeGreaterThan(10);
    expect(wide).not.toBe(usual);
    expect(await count({ westAboveEast: 'between' }, across)).toBe(wide);
    expect(await count({ westAboveEast: 'between' }, between)).toBe(wide);
  });

  test('by default the next link carries the whole body with a token', async () => {
    const { next, page } = await firstPage({});
    const token = `next:l1d:${page.features.at(-1).id}`;
    expect(next).toMatchObject({ method: 'POST', body: { ...body, token } });
    expect(next.href).toMatch(/\/archive\/stac\/search$/);
    expect(next).not.toHaveProperty('merge');
  });

  test('merge leaves the next link with the token alone', async () => {
    const { next } = await firstPage({ nextLink: 'merge' });
    expect(next).toMatchObject({ method: 'POST', merge: true });
    expect(Object.keys(next.body)).toEqual(['token']);
  });

  test('href-token puts everything into an address to GET', async () => {
    const { next } = await firstPage({ nextLink: 'href-token' });
    const query = new URL(next.href).searchParams;
    expect(next).toMatchObject({ method: 'GET' });
    expect(next).not.toHaveProperty('body');
    expect(Object.fromEntries(query)).toMatchObject({ limit: '7', collections: 'l1d' });
    expect(query.get('token')).toMatch(/^next:/);
  });

  test('the short token names the item alone', async () => {
    const { next, page } = await firstPage({ tokenForm: 'short' });
    expect(next.body.token).toBe(`next:${page.features.at(-1).id}`);
  });

  test.each([
    ['body-token', 'long'],
    ['body-token', 'short'],
    ['merge', 'long'],
    ['href-token', 'short'],
  ] as const)('following %s links with %s tokens meets each item once', async (nextLink, tokenForm) => {
    const options = { itemCount: 3000, pageLimit: 6, guesses: { nextLink, tokenForm } };
    await withSandbox(options, async (sandbox) => {
      const caller = await signIn(sandbox);
      const found = await walkItems(caller, body);
      const { numberMatched } = await read(caller.post(SEARCH, body));
      expect(new Set(found.map((item) => item.id)).size).toBe(numberMatched);
      expect(found).toHaveLength(numberMatched);
    });
  });

  test('counts come as numberMatched, in a context, or not at all', async () => {
    const whole = (await firstPage({})).page;
    expect(whole).toMatchObject({ numberReturned: 7, numberMatched: expect.any(Number) });
    const inContext = (await firstPage({ counts: 'context' })).page;
    expect(inContext.context).toEqual({ matched: whole.numberMatched, returned: 7 });
    expect(Object.keys((await firstPage({ counts: 'none' })).page)).toEqual(['type', 'features', 'links']);
  });

  test.each([
    ['id-descending', -1],
    ['id-ascending', 1],
  ] as const)('items of one instant follow one another by %s, sorted or not', async (ties, sign) => {
    await withSandbox({ itemCount: 500, guesses: { ties } }, async (sandbox) => {
      const caller = await signIn(sandbox);
      for (const sortby of [undefined, [{ field: 'datetime', direction: 'asc' }]]) {
        const { features } = await read(caller.post(SEARCH, { limit: 500, sortby }));
        const tied = features.flatMap((item: Wire, index: number) => {
          const before = features[index - 1];
          return before?.properties.datetime === item.properties.datetime ? [[before.id, item.id]] : [];
        });
        expect(tied.length).toBeGreaterThan(50);
        expect(tied.every(([before, after]: [string, string]) => (before < after ? 1 : -1) === sign)).toBe(true);
      }
    });
  });

  test('query can be passed over instead of forbidden', async () => {
    await withSandbox({ itemCount: 100, guesses: { rejectQuery: false } }, async (sandbox) => {
      const reply = await (await signIn(sandbox)).post(SEARCH, { query: {} });
      expect(reply.status).toBe(200);
    });
  });
});
