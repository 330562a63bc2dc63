import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fillPage } from '../../src/aleph/reads/pages.ts';
import type { Onwards } from '../../src/aleph/reads/positions.ts';
import type { ItemSearch } from '../../src/aleph/search.ts';
import { failureOf, NORTH, startUpstreamAleph, type UpstreamAleph } from '../support/aleph/upstream-aleph.ts';

const PATH = '/archive/stac/search';
const WORLD = [-180, -90, 180, 90] as const;

let upstream: UpstreamAleph;

beforeEach(async () => {
  upstream = await startUpstreamAleph({ pageLimit: 7 });
});
afterEach(() => upstream.close());

const search = (query: Partial<ItemSearch> = {}) => upstream.connect().searchItems(NORTH, { limit: 5, ...query });
const answering = (body: unknown) => upstream.sandbox.inject({ path: PATH, answer: { kind: 'json', body } });
const bodies = () =>
  upstream.sandbox
    .calls()
    .filter(({ path }) => path === PATH)
    .map(({ body }) => body);
const everything = async () => {
  const whole = await startUpstreamAleph();
  const { items } = await whole.connect().searchItems(NORTH, { limit: 1_000 });
  await whole.close();
  return items;
};

describe('a STAC search', () => {
  test('posts what is asked under the names of STAC, and never a query', async () => {
    const asked = {
      collections: ['l1d'],
      ids: ['a'],
      bbox: WORLD,
      datetime: '2026-01-01T00:00:00Z/2026-01-02T23:59:59Z',
      limit: 3,
    };
    await search(asked);
    await search({ limit: 2 });
    expect(bodies()).toEqual([asked, { limit: 2 }]);
  });

  test.each(['body-token', 'merge', 'href-token'] as const)(
    'is read page after page when the next link is a %s',
    async (nextLink) => {
      const all = await everything();
      const other = await startUpstreamAleph({ pageLimit: 30, guesses: { nextLink } });
      const operation = other.connect();
      const page = await fillPage({
        first: 1_000,
        start: {} as Onwards,
        read: async (at) => {
          const found = await operation.searchItems(NORTH, { limit: 30, at });
          return { rows: found.items.map((item) => ({ item, next: at })), next: found.next };
        },
        idOf: ({ itemId }) => itemId,
      });
      expect(page.rows.map(({ item }) => item.itemId)).toEqual(all.map(({ itemId }) => itemId));
      expect(new Set(other.calls())).toEqual(new Set([`POST ${PATH}`]));
      await other.close();
    },
  );

  test.each(['numberMatched', 'context', 'none'] as const)('counts what matches by %s', async (counts) => {
    const other = await startUpstreamAleph({ guesses: { counts } });
    const { matched } = await other.connect().searchItems(NORTH, { limit: 1 });
    expect(matched).toBe(counts === 'none' ? undefined : 300);
    await other.close();
  });

  test('refused by Aleph says what Aleph says', async () => {
    const error = await failureOf(search({ at: { token: 'not-one-of-theirs' } }));
    expect(error).toMatchObject({ code: 'UPSTREAM_BAD_REQUEST', upstream: { service: 'stac', status: 400 } });
  });

  test.each([null, {}, { items: [] }])('answered with %j is no list', async (body) => {
    answering(body);
    expect(await failureOf(search())).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', reason: 'SHAPE' });
  });
});

describe('a next link', () => {
  const base = () => `${upstream.sandbox.url}${PATH}`;
  const linked = async (...links: unknown[]) => {
    answering({ features: [], links });
    const { next, broken } = await search();
    return [next?.['token'], broken];
  };

  test.each(['next:l1d:año (2)', 'next:l1d:😀'])('behind an item of any name gives the token %j', async (token) => {
    const href = `${base()}?${new URLSearchParams({ token })}`;
    expect(await linked({ rel: 'next', href, body: { token } })).toEqual([token, false]);
    expect(await linked({ rel: 'next', method: 'GET', href })).toEqual([token, false]);
  });

  test('in its body gives the token alone', async () => {
    const body = { token: 'next:l1d:a', limit: 1, collections: ['stolen'] };
    expect(await linked({ rel: 'self' }, null, { rel: 'next', method: 'POST', href: base(), body })).toEqual([
      'next:l1d:a',
      false,
    ]);
  });

  test.each<[string, (base: string) => object]>([
    ['without an address', () => ({ body: { token: 't' } })],
    ['to the path alone', () => ({ href: PATH, body: { token: 't' } })],
    ['to another host', () => ({ href: `http://inner.test:81/stac${PATH}`, body: { token: 't' } })],
    ['to another host by GET', () => ({ href: `//inner.test${PATH}?token=t` })],
    ['with a slash at its end', (here) => ({ href: `${here}/`, body: { token: 't' } })],
    ['to GET', (here) => ({ method: 'GET', href: `${here}?limit=1&token=t` })],
  ])('%s is good', async (_how, link) => {
    expect(await linked({ rel: 'next', ...link(base()) })).toEqual(['t', false]);
  });

  test.each<[string, (base: string) => object]>([
    ['to another resource', (here) => ({ href: `${here}/../admin?token=t` })],
    ['to another resource by POST', (here) => ({ href: `${here}/../admin`, body: { token: 't' } })],
    ['without a token', (here) => ({ href: here, body: {} })],
    ['with an empty token', (here) => ({ href: here, body: { token: '' } })],
    ['with a token of two lines', (here) => ({ href: here, body: { token: 'a\r\nb' } })],
    ['with a token beyond 2 KiB', (here) => ({ href: here, body: { token: 't'.repeat(2_049) } })],
    ['with a token that is no text', (here) => ({ href: here, body: { token: ['t'] } })],
  ])('%s is broken', async (_how, link) => {
    expect(await linked({ rel: 'next', ...link(base()) })).toEqual([undefined, true]);
  });

  test.each<[string, unknown[]]>([
    ['absent', [{ rel: 'self', href: 'x' }]],
    [
      'only back',
      [
        { rel: 'previous', href: 'x' },
        { rel: 'prev', href: 'x' },
      ],
    ],
    ['nothing at all', ['next', null, 7]],
  ])('that is %s ends the search', async (_how, links) => {
    expect(await linked(...links)).toEqual([undefined, false]);
  });

  test('of the sandbox to another resource is not followed', async () => {
    const evil = 'https://evil.test/archive/stac/admin';
    upstream.sandbox.inject({ path: PATH, answer: { kind: 'foreign-next', url: evil } });
    expect(await search()).toMatchObject({ next: undefined, broken: true });
    expect(upstream.calls()).toHaveLength(1);
  });
});

describe('items by id', () => {
  test('are found in one call, those that exist', async () => {
    const all = await everything();
    const wanted = all.filter(({ collectionId }) => collectionId === 'l1d').slice(0, 3);
    const ids = wanted.map(({ itemId }) => itemId);
    const found = await upstream.connect().getItems(NORTH, 'l1d', [...ids, 'no-such-item']);
    expect(new Set(found.map(({ itemId }) => itemId))).toEqual(new Set(ids));
    expect(bodies()).toEqual([{ collections: ['l1d'], ids: [...ids, 'no-such-item'], limit: 4 }]);
  });

  test('are read on for where Aleph sends fewer than were asked for', async () => {
    const ids = (await everything()).filter(({ collectionId }) => collectionId === 'l1d').map(({ itemId }) => itemId);
    const wanted = ids.slice(0, 20);
    const found = await upstream.connect().getItems(NORTH, 'l1d', wanted);
    expect(new Set(found.map(({ itemId }) => itemId))).toEqual(new Set(wanted));
    expect(upstream.calls()).toHaveLength(3);
  });

  test('are not told to be missing where Aleph does not say how the list goes on', async () => {
    const links = [{ rel: 'next', href: 'https://evil.test/archive/stac/search' }];
    answering({ features: [{ id: 'a', collection: 'l1d' }], links });
    const lost = upstream.connect().getItems(NORTH, 'l1d', ['a', 'b']);
    expect(await failureOf(lost)).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', reason: 'FOREIGN_LINK' });
    answering({ features: [{ id: 'a', collection: 'l1d' }], links });
    expect(await upstream.connect().getItems(NORTH, 'l1d', ['a'])).toHaveLength(1);
    expect(upstream.calls()).toHaveLength(2);
  });

  test('of another collection or another id are not taken for them', async () => {
    answering({
      features: [
        { id: 'a', collection: 'l0' },
        { id: 'a', collection: 'l1d' },
        { id: 'b', collection: 'l1d' },
      ],
    });
    const found = await upstream.connect().getItems(NORTH, 'l1d', ['a']);
    expect(found.map(({ itemId, collectionId }) => [itemId, collectionId])).toEqual([['a', 'l1d']]);
  });
});
