import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { createCatalog } from '../../src/sandbox/world/imagery/catalog.ts';
import { itemOf } from '../../src/sandbox/world/imagery/items.ts';
import { createSigner } from '../../src/sandbox/world/imagery/signatures.ts';
import { createRandom } from '../../src/sandbox/world/random.ts';
import { isInBox } from '../support/sandbox/clipping.ts';
import { ARCTIC, BAY, type Caller, read, SEARCH, signIn, type Wire, walkItems } from './caller.ts';

describe('STAC search over the whole archive', () => {
  let sandbox: Sandbox;
  let north: Caller;
  let items: Wire[];
  beforeAll(async () => {
    sandbox = await startSandbox();
    north = await signIn(sandbox);
    const space = { url: sandbox.url, seed: 1, signer: createSigner(Date.now) };
    items = createCatalog(1, 20_000).entries.map((entry) => itemOf(entry, space));
  });
  afterAll(() => sandbox.close());

  test('50 random boxes and spans find what a look at every item finds', async () => {
    const random = createRandom(7);
    let total = 0;
    for (let round = 0; round < 50; round += 1) {
      const { bbox, from, to } = randomSearch(random, items);
      const expected = items.filter((item) => isInBox(bbox, item) && isWithin(item, from, to));
      const body = { bbox, datetime: `${from}/${to}`, limit: 400 };
      const found = await walkItems(north, body);
      expect(found.map((item) => item.id)).toEqual(expected.map((item) => item.id));
      total += found.length;
    }
    expect(total).toBeGreaterThan(1000);
  });

  test('a box across the 180th meridian finds both of its sides and what lies on it', async () => {
    const bbox = [177, -20, -179, -15];
    const found = await walkItems(north, { bbox, limit: 500 });
    const expected = items.filter((item) => isInBox(bbox, item));
    expect(found.map((item) => item.id)).toEqual(expected.map((item) => item.id));
    const sides = new Set(found.map(({ bbox: [west, , east] }) => sideOf(west, east)));
    expect([...sides].sort()).toEqual(['across', 'east', 'west']);
  });

  test('results come newest first, equal times by id backwards', async () => {
    const found = await walkItems(north, { bbox: BAY, limit: 100 });
    const keys = found.map((item) => [-micros(item.properties.datetime), item.id] as const);
    const sorted = keys.toSorted((a, b) => a[0] - b[0] || (a[1] > b[1] ? -1 : 1));
    expect(keys).toEqual(sorted);
  });

  test('a page has ten items unless asked otherwise', async () => {
    expect((await read(north.post(SEARCH, {}))).features).toHaveLength(10);
    expect((await read(north.get(SEARCH))).features).toHaveLength(10);
  });

  test('ids and collections narrow the result', async () => {
    const [first, second] = items.filter((item) => item.collection === 'l1d');
    const body = { ids: [first.id, second.id, 'no-such-item'], collections: ['l1d', 'nothing'] };
    const found = await read(north.post(SEARCH, body));
    expect(found.features.map((item: Wire) => item.id)).toEqual([first.id, second.id]);
    const other = await read(north.post(SEARCH, { ...body, collections: ['l0'] }));
    expect(other).toMatchObject({ numberMatched: 0, features: [] });
    expect((await read(north.post(SEARCH, { collections: [] }))).numberMatched).toBe(0);
  });

  test('an item is found by its own instant, and not by the next microsecond', async () => {
    const item = items.find(({ properties }) => /\.\d{5}[0-8]\+/.test(properties.datetime));
    const instant: string = item.properties.datetime;
    const later = instant.replace(/(\d)\+00:00$/, (_, digit) => `${Number(digit) + 1}Z`);
    const idsAt = async (datetime: string) =>
      (await read(north.post(SEARCH, { datetime }))).features.map((one: Wire) => one.id);
    expect(await idsAt(instant)).toContain(item.id);
    expect(await idsAt(later)).not.toContain(item.id);
  });

  test.each([
    ['2024-03-01T00:00:00Z/2024-06-01T00:00:00Z', '2024-03-01T00:00:00Z', '2024-06-01T00:00:00Z'],
    ['2024-03-01T02:00:00+02:00/..', '2024-03-01T00:00:00Z', '9999-01-01T00:00:00Z'],
    ['../2024-06-01T00:00:00.5Z', '0001-01-01T00:00:00Z', '2024-06-01T00:00:00.5Z'],
    ['/2024-06-01T00:00:00Z', '0001-01-01T00:00:00Z', '2024-06-01T00:00:00Z'],
    ['2024-03-01/2024-03-09', '2024-03-01T00:00:00Z', '2024-03-09T00:00:00Z'],
  ])('datetime %s is understood', async (datetime, from, to) => {
    const expected = items.filter((item) => isInBox(BAY, item) && isWithin(item, from, to));
    const found = await read(north.post(SEARCH, { bbox: BAY, datetime, limit: 1 }));
    expect(found.numberMatched).toBe(expected.length);
  });

  test.each([
    { datetime: 'yesterday' },
    { datetime: '../..' },
    { datetime: '2024-02-30/..' },
    { datetime: '2024-06-01T00:00:00Z/2024-03-01T00:00:00Z' },
    { datetime: '2024-01-01/2024-01-02/2024-01-03' },
    { bbox: [1, 2, 3] },
    { bbox: [0, 10, 1, 9] },
    { bbox: [-181, 0, 0, 1] },
    { bbox: [0, 0, 1, 91] },
    { bbox: 'everywhere' },
    { limit: 0 },
    { limit: 1.5 },
    { ids: 'one' },
    { token: 'next:l1d:no-such-item' },
    { intersects: { type: 'Point', coordinates: [0, 91] } },
    { intersects: { type: 'Point', coordinates: [0, 0] }, bbox: [0, 0, 1, 1] },
  ])('%j is a bad request', async (body) => {
    expect((await north.post(SEARCH, body)).status).toBe(400);
  });

  test('a body that is no object is a bad request', async () => {
    for (const body of [null, [], 'text']) {
      expect((await north.post(SEARCH, body)).status).toBe(400);
    }
  });

  test('GET finds what POST finds, by joined lists', async () => {
    const body = { bbox: BAY, collections: ['l1d', 'l1d-sr'], limit: 5 };
    const query = 'bbox=-122.4,37.7,-122.3,37.8&collections=l1d,l1d-sr&limit=5';
    const [got, posted] = [await walkItems(north, `?${query}`), await walkItems(north, body)];
    expect(got.map((item) => item.id)).toEqual(posted.map((item) => item.id));
    expect((await north.get(`${SEARCH}?bbox=1,,2,3`)).status).toBe(400);
    expect((await north.get(`${SEARCH}?limit=`)).status).toBe(400);
  });

  test('a six-number box is one with heights', async () => {
    const flat = await read(north.post(SEARCH, { bbox: BAY }));
    const high = await read(north.post(SEARCH, { bbox: [-122.4, 37.7, 0, -122.3, 37.8, 900] }));
    expect(high).toEqual({ ...flat, links: high.links });
  });

  test('a contract sees nothing of the collections it is not entitled to', async () => {
    const arctic = await signIn(sandbox, ARCTIC);
    const found = await walkItems(arctic, { bbox: BAY, limit: 100 });
    expect(new Set(found.map((item) => item.collection))).toEqual(new Set(['l1d-sr', 'quickview-visual-thumb']));
    const hidden = await read(arctic.post(SEARCH, { collections: ['l0', 'l1d'] }));
    expect(hidden.features).toEqual([]);
  });

  test('query is forbidden', async () => {
    const reply = await north.post(SEARCH, { query: { 'eo:cloud_cover': { lt: 10 } } });
    expect(reply.status).toBe(403);
    expect(await reply.json()).toEqual({ message: 'Forbidden' });
  });
});

function randomSearch(random: ReturnType<typeof createRandom>, items: readonly Wire[]) {
  const [west, south] = random.pick(items).bbox ?? [0, 0];
  const size = random.pick([0.02, 0.5, 5, 40]);
  const clamp = (value: number, most: number) => Math.max(-most, Math.min(most, value));
  const wrap = (lon: number) => (lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon);
  const bbox = [
    wrap(west - size * random.next()),
    clamp(south - size * random.next(), 90),
    wrap(west + size * random.next()),
    clamp(south + size * random.next(), 90),
  ];
  const start = Date.UTC(2023, 9, 1) + random.int(0, 900) * 86_400_000;
  const end = start + random.int(1, 400) * 86_400_000;
  return { bbox, from: new Date(start).toISOString(), to: new Date(end).toISOString() };
}

function sideOf(west: number, east: number): string {
  return west > east ? 'across' : west > 0 ? 'west' : 'east';
}

function isWithin(item: Wire, from: string, to: string): boolean {
  const time = micros(item.properties.datetime);
  return micros(from) <= time && time <= micros(to);
}

function micros(text: string): number {
  const [, head = '', fraction = '', zone = ''] = /^(.{19})(?:\.(\d+))?(.*)$/.exec(text) ?? [];
  return Date.parse(head + zone) * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}
