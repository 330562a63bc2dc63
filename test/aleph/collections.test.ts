import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ARCTIC,
  failureOf,
  HARBOUR,
  NORTH,
  startUpstreamAleph,
  type UpstreamAleph,
} from '../support/aleph/upstream-aleph.ts';

const KEEP_MS = 5 * 60_000;
const PATH = '/archive/stac/collections';

let upstream: UpstreamAleph;

beforeEach(async () => {
  upstream = await startUpstreamAleph();
});
afterEach(() => upstream.close());

const listed = (contractId = NORTH) => upstream.connect().listCollections(contractId);
const answering = (body: unknown, path = PATH) =>
  upstream.sandbox.inject({ path, times: 1, answer: { kind: 'json', body } });

/** The only collection of a list made of this one. */
async function collectionFrom(body: object) {
  upstream.sandbox.clearFaults();
  upstream.clock.advance(KEEP_MS + 1);
  answering({ collections: [{ id: 'l1d-sr', ...body }] });
  return (await listed())[0];
}

describe('the collections of a contract', () => {
  test('are those it may search, in the order of Aleph', async () => {
    const ids = async (contractId: string) => (await listed(contractId)).map(({ collectionId }) => collectionId);
    expect(await ids(ARCTIC)).toEqual(['l1d-sr', 'quickview-visual-thumb']);
    expect(await ids(HARBOUR)).toEqual(['quickview-visual', 'quickview-visual-thumb', 'l1d']);
    expect(upstream.calls()).toEqual([`GET ${PATH}`, `GET ${PATH}`]);
  });

  test('serve the same identity and contract for five minutes', async () => {
    const first = await listed();
    upstream.clock.advance(KEEP_MS);
    expect(await listed()).toEqual(first);
    expect(upstream.calls()).toHaveLength(1);
    upstream.clock.advance(1);
    await listed();
    expect(upstream.calls()).toHaveLength(2);
  });

  test.each(['stac', 'results', 'array'] as const)(
    'are read the same from the envelope %s',
    async (collectionsEnvelope) => {
      const other = await startUpstreamAleph({ guesses: { collectionsEnvelope } });
      expect(await other.connect().listCollections(NORTH)).toEqual(await listed());
      await other.close();
    },
  );

  test.each(['stac', 'results'] as const)('are read to their end where they come in pages of %s', async (envelope) => {
    const other = await startUpstreamAleph({ pageLimit: 3, guesses: { collectionsEnvelope: envelope } });
    const client = other.connect();
    expect(await client.listCollections(NORTH)).toEqual(await listed());
    expect(other.calls()).toEqual([`GET ${PATH}`, `GET ${PATH}`, `GET ${PATH}`]);
    expect(await client.listCollections(ARCTIC)).toHaveLength(2);
    expect(client.receipt().totals).toMatchObject({ upstreamCalls: 4 });
    await other.close();
  });

  test('are asked for behind a token as well, and only by what pages them', async () => {
    const next = '/archive/stac/collections?token=next%3Al0&limit=1&fields=id';
    answering({ collections: [{ id: 'l0' }], links: [{ rel: 'next', href: next }] });
    answering({ collections: [{ id: 'l1c' }], links: [{ rel: 'self', href: PATH }] });
    expect((await listed()).map(({ collectionId }) => collectionId)).toEqual(['l0', 'l1c']);
    const [, second] = upstream.sandbox.calls().filter(({ path }) => path === PATH);
    expect(Object.fromEntries(new URLSearchParams(second?.query))).toEqual({ token: 'next:l0', limit: '1' });
  });

  test('end with an empty page, whatever link it has', async () => {
    const links = [{ rel: 'next', href: `${PATH}?offset=1` }];
    answering({ collections: [{ id: 'l0' }], links });
    answering({ collections: [], links: [{ rel: 'next', href: `${PATH}?offset=2` }] });
    expect(await listed()).toHaveLength(1);
  });

  test.each([
    ['to another resource', 'https://elsewhere.example/archive/stac/items?offset=1'],
    ['to another list', '/archive/stac/search?offset=1'],
    ['nowhere', PATH],
    ['nowhere that can be asked for', `${PATH}?token=%00`],
    ['without an address', 7],
  ])('whose next link leads %s are no list', async (_, href) => {
    answering({ collections: [{ id: 'l0' }], links: [{ rel: 'next', href }] });
    expect(await failureOf(listed())).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', reason: 'FOREIGN_LINK' });
  });

  test('are not read in a circle', async () => {
    const links = [{ rel: 'next', href: `${PATH}?offset=1` }];
    for (let page = 0; page < 3; page += 1) answering({ collections: [{ id: 'l0' }], links });
    expect(await failureOf(listed())).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', reason: 'FOREIGN_LINK' });
    expect(upstream.calls()).toHaveLength(2);
  });

  test.each([null, {}, { items: [] }])('as %j are no list', async (body) => {
    answering(body);
    expect(await failureOf(listed())).toMatchObject({ code: 'UPSTREAM_INVALID_RESPONSE', reason: 'SHAPE' });
  });

  test('lose an entry without an id, and no other', async () => {
    answering({ collections: [{ title: 'x' }, null, { id: 7.5 }, { id: '' }, { id: 'l0' }] });
    expect((await listed()).map(({ collectionId }) => collectionId)).toEqual(['l0']);
  });
});

describe('a collection', () => {
  test('has the words of STAC', async () => {
    const collection = await upstream.connect().getCollection(NORTH, 'l1d-sr');
    expect(collection).toMatchObject({
      contractId: NORTH,
      collectionId: 'l1d-sr',
      title: 'L1D SR',
      license: 'proprietary',
      keywords: ['satellogic', 'newsat', 'l1d-sr'],
      extent: {
        bboxes: [[-180, -90, 180, 90]],
        intervals: [{ start: '2023-10-01T00:00:00.000Z', end: undefined }],
      },
      summaries: { gsd: [0.5, 0.7], instruments: ['ms'] },
    });
    expect(collection?.providers.map(({ name, url }) => [name, url])).toEqual([
      ['Satellogic', 'https://satellogic.com'],
    ]);
  });

  test('is the same alone as in the list', async () => {
    const alone = await upstream.connect().getCollection(NORTH, 'l1d');
    expect((await listed()).find(({ collectionId }) => collectionId === 'l1d')).toEqual(alone);
  });

  test('alone serves the same identity and contract for five minutes', async () => {
    const get = () => upstream.connect().getCollection(NORTH, 'l1d');
    await get();
    upstream.clock.advance(KEEP_MS);
    await get();
    expect(upstream.calls()).toEqual([`GET ${PATH}/l1d`]);
    upstream.clock.advance(1);
    await get();
    expect(upstream.calls()).toHaveLength(2);
  });

  test('outside the contract is absent', async () => {
    expect(await upstream.connect().getCollection(HARBOUR, 'l1d-sr')).toBeUndefined();
  });

  test.each(['', '.', '..', 'a\r\nb'])('by the id %j is refused without a call', async (id) => {
    expect(await failureOf(upstream.connect().getCollection(NORTH, id))).toMatchObject({
      code: 'BAD_USER_INPUT',
      argumentPath: ['collectionId'],
    });
    expect([upstream.calls(), upstream.tokenCalls()]).toEqual([[], 0]);
  });

  test.each<[string, unknown]>([
    ['another collection', { id: 'l0' }],
    ['a list', [{ id: 'l1d' }]],
    ['no collection', {}],
  ])('answered with %s is an answer nobody can trust, and is not kept', async (_what, body) => {
    upstream.sandbox.inject({ path: `${PATH}/l1d`, times: 1, answer: { kind: 'json', body } });
    expect(await failureOf(upstream.connect().getCollection(NORTH, 'l1d'))).toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      reason: 'SHAPE',
    });
    expect(await upstream.connect().getCollection(NORTH, 'l1d')).toMatchObject({ title: 'L1D' });
  });

  test('stands without what is missing or no sense', async () => {
    const nothing = { title: undefined, description: undefined, license: undefined, keywords: [], providers: [] };
    expect(await collectionFrom({})).toMatchObject({ ...nothing, extent: undefined, summaries: undefined });
    const nonsense = { title: 7, description: null, license: [], keywords: 'a', providers: {}, summaries: 'x' };
    expect(await collectionFrom(nonsense)).toMatchObject({ ...nothing, summaries: undefined });
  });

  test('loses providers and boxes that are none, and links that no page may follow', async () => {
    const collection = await collectionFrom({
      providers: [
        null,
        { roles: ['host'] },
        { name: 'A', roles: 'host', url: 'javascript:alert(1)' },
        { name: 'B', roles: ['host'] },
        { name: 'C', url: 'http://satellogic.com' },
        { name: 'D', url: 'https://satellogic.com' },
      ],
      extent: {
        spatial: { bbox: [[-181, -90, 180, 90], [359, 0, -10, 361, 1, 10], [0, 0, 1, 1], [0, 0, 1, 91], [1, 2], null] },
        temporal: { interval: [[null, '2026-01-01T00:00:00Z'], 'x'] },
      },
    });
    expect(collection?.providers.map(({ name, roles, url }) => [name, roles, url])).toEqual([
      ['A', [], undefined],
      ['B', ['host'], undefined],
      ['C', [], undefined],
      ['D', [], 'https://satellogic.com'],
    ]);
    expect(collection?.extent).toEqual({
      bboxes: [
        [-180, -90, 180, 90],
        [-1, 0, 1, 1],
        [0, 0, 1, 1],
      ],
      intervals: [{ start: undefined, end: '2026-01-01T00:00:00.000Z' }],
    });
  });

  test.each<[unknown, unknown]>([
    [['2024-01-01', '2024-12-31'], { start: '2024-01-01T00:00:00.000Z', end: '2024-12-31T23:59:59.999Z' }],
    [
      ['2024-01-01T00:00Z', '2024-12-31T12:00:00,5+03'],
      { start: '2024-01-01T00:00:00.000Z', end: '2024-12-31T09:00:00.500Z' },
    ],
    [['2024-01-01T00:00:00Z', null], { start: '2024-01-01T00:00:00.000Z', end: undefined }],
    [['..', '2024-12-31'], { start: undefined, end: '2024-12-31T23:59:59.999Z' }],
    [['2024-01-01T00:00:00Z', ''], { start: '2024-01-01T00:00:00.000Z', end: undefined }],
    [['2024-01-01T00:00:00Z', 'December'], undefined],
    [['2024-01-01T00:00:00Z', 1_735_689_599], undefined],
    [['2024-01-01T00:00:00Z', '12026-01-01T00:00:00Z'], undefined],
    [['January', '2024-12-31'], undefined],
    [['2024-01-01T00:00:00Z'], undefined],
  ])('of the interval %j has %j, so that a closed one never looks open', async (interval, read) => {
    const collection = await collectionFrom({ extent: { temporal: { interval: [interval] } } });
    expect(collection?.extent?.intervals).toEqual(read === undefined ? [] : [read]);
  });

  test('with half an extent keeps that half', async () => {
    expect((await collectionFrom({ extent: { spatial: 'world', temporal: { interval: [] } } }))?.extent).toEqual({
      bboxes: [],
      intervals: [],
    });
  });
});
