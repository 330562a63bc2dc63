import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { type Caller, HARBOUR, read, signIn, type Wire, withSandbox } from './caller.ts';

const PATH = '/archive/search';
const GUIDE = {
  bbox: [-122.4, 37.7, -122.3, 37.8],
  start_date: '2024-01-01',
  end_date: '2024-02-01',
};
const EVERYTHING = {
  bbox: [-180, -90, 180, 90],
  start_date: '2023-01-01',
  end_date: '2027-01-01',
};

describe('POST /archive/search', () => {
  let sandbox: Sandbox;
  let north: Caller;
  beforeAll(async () => {
    sandbox = await startSandbox();
    north = await signIn(sandbox);
  });
  afterAll(() => sandbox.close());

  test('the search of the public guide finds what STAC search finds', async () => {
    const found = await read(north.post(PATH, GUIDE));
    const stac = await read(
      north.post('/archive/stac/search', {
        bbox: GUIDE.bbox,
        datetime: '2024-01-01T00:00:00Z/2024-02-01T23:59:59.999999Z',
        limit: 500,
      }),
    );
    expect(found.features.length).toBeGreaterThan(20);
    expect(found.features).toEqual(stac.features);
    expect(found.numberMatched).toBe(stac.numberMatched);
  });

  test('limit and collections are passed over', async () => {
    const plain = await read(north.post(PATH, GUIDE));
    expect(await read(north.post(PATH, { ...GUIDE, limit: 1, collections: ['l0'] }))).toEqual(plain);
  });

  test('the list ends at 10,000 items and has no next link', async () => {
    const found = await read(north.post(PATH, EVERYTHING));
    expect(found.features).toHaveLength(10_000);
    expect(found.links).toEqual([]);
    expect(found.numberMatched).toBeGreaterThan(19_000);
  });

  test('both days belong to the span', async () => {
    const [item] = (await read(north.post(PATH, GUIDE))).features;
    const day = item.properties.datetime.slice(0, 10);
    const found = await read(north.post(PATH, { ...GUIDE, start_date: day, end_date: day }));
    expect(found.features.map((one: Wire) => one.id)).toContain(item.id);
  });

  test('a contract sees its own collections only', async () => {
    const found = await read((await signIn(sandbox, HARBOUR)).post(PATH, GUIDE));
    const collections = new Set(found.features.map((item: Wire) => item.collection));
    expect([...collections].sort()).toEqual(['l1d', 'quickview-visual', 'quickview-visual-thumb']);
  });

  test.each([
    { bbox: undefined },
    { bbox: [1, 2, 3] },
    { bbox: [0, 10, 1, 9] },
    { start_date: undefined },
    { start_date: '2024-02-30' },
    { end_date: '2024-01-01T00:00:00Z' },
    { end_date: '2023-12-31' },
  ])('%j is a bad request with a reason', async (changes) => {
    const reply = await north.post(PATH, { ...GUIDE, ...changes });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({ description: expect.any(String) });
  });
});

test('by switch the route is unknown', async () => {
  await withSandbox({ itemCount: 10, guesses: { archiveSearch: 'missing' } }, async (sandbox) => {
    const reply = await (await signIn(sandbox)).post(PATH, GUIDE);
    expect(reply.status).toBe(403);
    expect(await reply.json()).toEqual({ message: 'Missing Authentication Token' });
  });
});

test('by switch limit and collections are honoured', async () => {
  const guesses = { archiveSearchTakes: 'limit-and-collections' } as const;
  await withSandbox({ itemCount: 5000, guesses }, async (sandbox) => {
    const body = { ...EVERYTHING, limit: 3, collections: ['l1d', 'gaia'] };
    const found = await read((await signIn(sandbox)).post(PATH, body));
    expect(found.features.map((item: Wire) => item.collection)).toEqual(['l1d', 'l1d', 'l1d']);
  });
});

test.each([
  ['honoured and cut down', 'clamped', 200],
  ['refused beyond the most', 'refused', 400],
] as const)('by switch a limit is %s', async (_how, limits, status) => {
  const guesses = { archiveSearchTakes: 'limit-and-collections', limits } as const;
  await withSandbox({ itemCount: 20, guesses }, async (sandbox) => {
    const caller = await signIn(sandbox);
    expect((await caller.post(PATH, { ...EVERYTHING, limit: 10_001 })).status).toBe(status);
    expect((await caller.post(PATH, { ...EVERYTHING, limit: 10_000 })).status).toBe(200);
  });
});

test('by switch the last day is left out', async () => {
  await withSandbox({ guesses: { archiveEndDate: 'excluded' } }, async (sandbox) => {
    const caller = await signIn(sandbox);
    const [item] = (await read(caller.post(PATH, GUIDE))).features;
    const day = item.properties.datetime.slice(0, 10);
    const found = await read(caller.post(PATH, { ...GUIDE, end_date: day }));
    expect(found.features.map((one: Wire) => one.id)).not.toContain(item.id);
  });
});
