import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { PORTS } from '../support/sandbox/world.ts';

const SEARCH = '/archive/stac/search';
const ITEM = { id: 'a', collection: 'l1d' };

let facade: Facade;

beforeAll(async () => {
  facade = await startFacade({ sandbox: { itemCount: 200 } });
});
afterEach(() => facade.sandbox.clearFaults());
afterAll(() => facade.close());

const answering = (path: string, body: unknown) => facade.sandbox.inject({ path, answer: { kind: 'json', body } });

/** A field of the contract, when Aleph answers its path so. */
async function fieldOf(selection: string, path: string, body: unknown) {
  answering(path, body);
  const answer = await facade.ask(`{ contract(id: "${PORTS}") { field: ${selection} } }`);
  expect(answer.body.errors).toBeUndefined();
  return answer.body.data.contract.field;
}

async function itemFrom(members: object, selection: string) {
  const page = await fieldOf(
    `stacSearch(input: {}) { nodes { ${selection} } featureCollection passes { datetime bbox } }`,
    SEARCH,
    {
      features: [{ ...ITEM, ...members }],
    },
  );
  return { ...page.nodes[0], feature: page.featureCollection.features[0], pass: page.passes[0] };
}

describe('an item of Aleph', () => {
  test('of an interval of days has its ends, and a pass that begins with it', async () => {
    const properties = { datetime: null, start_datetime: '2026-02-07', end_datetime: '2026-02-08' };
    expect(await itemFrom({ properties }, 'datetime startDatetime endDatetime')).toMatchObject({
      datetime: null,
      startDatetime: '2026-02-07T00:00:00.000Z',
      endDatetime: '2026-02-08T23:59:59.999Z',
      pass: { datetime: '2026-02-07T00:00:00.000Z' },
    });
  });

  test.each([
    [
      [-180.67, 51, -179.5, 52],
      [179.33, 51, -179.5, 52],
    ],
    [
      [359, 0, 361, 1],
      [-1, 0, 1, 1],
    ],
    [
      [1, 4, 3, 2],
      [1, 2, 3, 4],
    ],
  ])('with the box %j has a box that can be sent back', async (bbox, expected) => {
    const geometry = { type: 'Point', coordinates: [0, 0] };
    expect(await itemFrom({ bbox, geometry }, 'bbox')).toMatchObject({ bbox: expected, pass: { bbox: expected } });
    facade.sandbox.clearFaults();
    const query = `query ($bbox: BBox!) { contract(id: "${PORTS}") { stacSearch(input: { bbox: $bbox }) { complete } } }`;
    expect((await facade.ask(query, { bbox: expected })).body.errors).toBeUndefined();
  });

  test('with a collection for its footprint, open rings and null heights keeps and draws it', async () => {
    const ring = [[1, 1, null], [1.01, 1, null], [1.01, 1.01, null]]; // biome-ignore format: one ring
    const point = { type: 'Point', coordinates: [1, 1, 5, 6] };
    const geometry = { type: 'GeometryCollection', geometries: [{ type: 'Polygon', coordinates: [ring] }, point] };
    const flat = [[1, 1], [1.01, 1], [1.01, 1.01], [1, 1]]; // biome-ignore format: one ring
    const kept = { type: 'Polygon', coordinates: [flat] };
    expect(await itemFrom({ geometry }, 'geometry')).toMatchObject({
      geometry: { ...geometry, geometries: [kept, { type: 'Point', coordinates: [1, 1, 5] }] },
      feature: { geometry: { ...geometry, geometries: [kept, { type: 'Point', coordinates: [1, 1] }] } },
    });
  });

  test('has an asset for each kind of address', async () => {
    const assets = {
      azure: { href: 'https://b.blob.core.windows.net/p?sv=1&se=2026-02-25T01%3A19%3A35Z&sig=a' },
      user: { href: 'https://user:secret@cdn.example.test/p' },
      relative: { href: './p.tif' },
      alternate: { href: 's3://b/p', alternate: { https: { href: 'https://cdn.example.test/p' } } },
      text: 'https://cdn.example.test/q',
    };
    const links = [{ rel: 'self', href: 'https://catalog.example.test/items/a' }];
    const { assets: read } = await itemFrom({ assets, links }, 'assets { key href access expiresAt }');
    expect(read.map(Object.values)).toEqual([
      ['azure', assets.azure.href, 'SIGNED', '2026-02-25T01:19:35.000Z'],
      ['user', null, 'UNKNOWN', null],
      ['relative', 'https://catalog.example.test/items/p.tif', 'OPEN', null],
      ['alternate', 'https://cdn.example.test/p', 'OPEN', null],
      ['text', 'https://cdn.example.test/q', 'OPEN', null],
    ]);
  });

  test('whose projection is text, as in some catalogs, has its code', async () => {
    facade.sandbox.inject({
      path: SEARCH,
      answer: { kind: 'edited', pattern: '"proj:epsg":(\\d+)', replacement: '"proj:epsg":"EPSG:$1"' },
    });
    const query = `{ contract(id: "${PORTS}") { stacSearch(input: { collections: ["l1d"] }) { nodes { epsg properties } } } }`;
    const { nodes } = (await facade.ask(query)).body.data.contract.stacSearch;
    expect(nodes.length).toBeGreaterThan(10);
    for (const { epsg, properties } of nodes) expect(`EPSG:${epsg}`).toBe(properties['proj:epsg']);
  });
});

test('the same archive in the words of STAC 1.1 has the same codes and bands', async () => {
  const newer = await startFacade({ sandbox: { itemCount: 200, guesses: { stac: '1.1' } } });
  const query = `{ contract(id: "${PORTS}") { stacSearch(input: {}, first: 200) {
    nodes { itemId epsg assets { key bands { name commonName } } }
    passes { outcomeId datetime }
  } } }`;
  const [older, read] = await Promise.all([facade, newer].map((each) => each.ask(query)));
  await newer.close();
  expect(read?.body.data).toEqual(older?.body.data);
});

test('a collection has no interval that only looks open, and boxes that can be sent back', async () => {
  const interval = [['2024-01-01', '2024-12-31'], ['2024-01-01T00:00:00Z', 'December']]; // biome-ignore format: short
  const bbox = [[0, -60, 360, 60], [0, 0, 1, 91]]; // biome-ignore format: short
  const collections = [{ id: 'l1d', extent: { spatial: { bbox }, temporal: { interval } } }];
  const read = await fieldOf(
    'stacCollections { extent { bboxes intervals { start end } } }',
    '/archive/stac/collections',
    { collections },
  );
  expect(read[0].extent).toEqual({
    bboxes: [[-180, -60, 180, 60]],
    intervals: [{ start: '2024-01-01T00:00:00.000Z', end: '2024-12-31T23:59:59.999Z' }],
  });
});
