import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFigures } from '../../src/sandbox/queries/geometries.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { createCatalog, findEntries } from '../../src/sandbox/world/imagery/catalog.ts';
import { itemOf } from '../../src/sandbox/world/imagery/items.ts';
import { createSigner } from '../../src/sandbox/world/imagery/signatures.ts';
import { createRandom, type Random } from '../../src/sandbox/world/random.ts';
import { isMet, type Place, rectangle } from '../support/sandbox/clipping.ts';
import { BAY, type Caller, read, SEARCH, signIn, type Wire, walkItems } from './caller.ts';

const catalog = createCatalog(1, 6000);
const space = { url: 'http://aleph.test', seed: 1, signer: createSigner(() => 0) };
const items: Wire[] = catalog.entries.map((entry) => itemOf(entry, space));
const FOOTPRINTS = items.filter((item) => item.geometry && item.collection !== 'l0');
const WORLD = rectangle([-180, -90, 180, 90]);

const TYPES = ['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'] as const;

test.each([...TYPES, 'GeometryCollection'])(
  '50 random geometries of type %s find what clipping every footprint finds',
  (type) => {
    const random = createRandom(13, type.length);
    let total = 0;
    for (let round = 0; round < 50; round += 1) {
      const geometry = randomGeometry(type, random);
      const expected = items.filter((item) => isMet(geometry, item)).map(({ id }) => id);
      const found = findEntries(catalog, { figures: readFigures(geometry, 180) }).map(({ id }) => id);
      expect(found, JSON.stringify(geometry)).toEqual(expected);
      total += found.length;
    }
    expect(total).toBeGreaterThan(100);
  },
);

describe('STAC search with intersects', () => {
  let sandbox: Sandbox;
  let north: Caller;
  beforeAll(async () => {
    sandbox = await startSandbox({ itemCount: 6000 });
    north = await signIn(sandbox);
  });
  afterAll(() => sandbox.close());

  test('finds page after page what is met, on both sides of the 180th meridian, and nothing else', async () => {
    const shore = [rectangle([177, -20, 180, -10]), rectangle([-180, -20, -179.5, -10])];
    const intersects = { type: 'MultiPolygon', coordinates: shore.map((ring) => [ring]) };
    const found = await walkItems(north, { intersects, limit: 100 });
    expect(found.map(({ id }) => id)).toEqual(items.filter((item) => isMet(intersects, item)).map(({ id }) => id));
    const sides = new Set(found.map(({ bbox: [west, , east] }) => (west > east ? 'across' : Math.sign(west))));
    expect(sides).toEqual(new Set(['across', 1, -1]));
  });

  test('finds with a box as polygon what the same box finds as bbox', async () => {
    const intersects = { type: 'Polygon', coordinates: [rectangle(BAY)] };
    const polygon = await walkItems(north, { intersects, limit: 500 });
    const boxed = await walkItems(north, { bbox: BAY, limit: 500 });
    expect(polygon.length).toBeGreaterThan(100);
    expect(boxed.map(({ id }) => id)).toEqual(polygon.map(({ id }) => id));
  });

  test('takes the geometry of a GET as JSON', async () => {
    const [item] = items.filter(({ geometry }) => geometry?.type === 'MultiPolygon');
    const intersects = item.geometry;
    const posted = await read(north.post(SEARCH, { intersects }));
    const query = new URLSearchParams({ intersects: JSON.stringify(intersects) });
    const got = await read(north.get(`${SEARCH}?${query}`));
    expect(got.features).toEqual(posted.features);
    expect(posted.numberMatched).toBeGreaterThan(10);
  });

  test('finds no item without a geometry', async () => {
    const ids = items.filter(({ geometry }) => geometry === null).map(({ id }) => id);
    const found = await read(north.post(SEARCH, { ids, intersects: { type: 'Polygon', coordinates: [WORLD] } }));
    expect([ids.length > 0, found.features]).toEqual([true, []]);
  });
});

test('by switch longitudes beyond 180 are taken and find nothing out there', async () => {
  const sandbox = await startSandbox({ itemCount: 50, guesses: { wideLongitudes: 'taken' } });
  const caller = await signIn(sandbox);
  for (const body of [{ bbox: [190, -90, 200, 90] }, { intersects: { type: 'Point', coordinates: [190, 0] } }]) {
    const reply = await caller.post(SEARCH, body);
    expect([reply.status, (await reply.json()).features]).toEqual([200, []]);
  }
  await sandbox.close();
});

/** Around an item, so that something is found; polygons are stars, every other with a hole. */
function randomGeometry(type: string, random: Random): Wire {
  if (type === 'GeometryCollection') {
    return { type, geometries: [0, 1].map(() => randomGeometry(random.pick(TYPES), random)) };
  }
  const center = (): Place => {
    const { geometry } = random.pick(FOOTPRINTS);
    const ring = geometry.type === 'Polygon' ? geometry.coordinates[0] : geometry.coordinates[0][0];
    return ring[0];
  };
  const near = ([lon, lat]: Place, size: number): Place => [
    Math.max(-180, Math.min(180, lon + random.between(-size, size))),
    lat + random.between(-size, size),
  ];
  const size = random.pick([0.01, 0.03, 0.3, 8]);
  const line = () => {
    const start = center();
    return Array.from({ length: random.int(2, 6) }, () => near(start, size));
  };
  const polygon = () => {
    const [[lon, lat], corners] = [center(), random.int(3, 12)];
    const middle: Place = [Math.max(size - 180, Math.min(180 - size, lon)), lat];
    const spokes = Array.from({ length: corners }, () => size * random.between(0.4, 1));
    const around = (share: number) =>
      star(
        middle,
        spokes.map((spoke) => spoke * share),
      );
    return random.chance(0.5) ? [around(1)] : [around(1), around(0.5)];
  };
  const several = <T>(make: () => T) => Array.from({ length: random.int(1, 3) }, make);
  const makers: Record<string, () => unknown> = {
    Point: () => near(center(), 0.01),
    MultiPoint: () => several(() => near(center(), 0.01)),
    LineString: line,
    MultiLineString: () => several(line),
    Polygon: polygon,
    MultiPolygon: () => several(polygon),
  };
  return { type, coordinates: makers[type]?.() };
}

function star([lon, lat]: Place, spokes: readonly number[]): Place[] {
  const places = spokes.map((spoke, index): Place => {
    const angle = (2 * Math.PI * index) / spokes.length;
    return [lon + spoke * Math.cos(angle), lat + spoke * Math.sin(angle)];
  });
  return [...places, ...places.slice(0, 1)];
}
