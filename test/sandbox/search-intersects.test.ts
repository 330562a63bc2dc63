import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFigures } from '../../src/sandbox/queries/geometries.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { createCatalog, findEntries } from '../../src/sandbox/world/imagery/catalog.ts';
import { itemOf } from '../../src/sandbox/world/imagery/items.ts';
import { createSigner } from '../../src/sandbox/world/imagery/signatures.ts';
import { createRandom, type Random } from '../../src/sandbox/world/random.ts';
import { BAY, type Caller, read, SEARCH, signIn, type Wire, walkItems } from './caller.ts';

type Place = readonly [number, number];
type Line = readonly Place[];

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

  test('finds no more with a box as polygon than with the same box as bbox', async () => {
    const intersects = { type: 'Polygon', coordinates: [rectangle(BAY)] };
    const polygon = await walkItems(north, { intersects, limit: 500 });
    const boxed = new Set((await walkItems(north, { bbox: BAY, limit: 500 })).map(({ id }) => id));
    expect(polygon.length).toBeGreaterThan(100);
    expect(polygon.every(({ id }) => boxed.has(id))).toBe(true);
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

function rectangle([west = 0, south = 0, east = 0, north = 0]: readonly number[]): Place[] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

function star([lon, lat]: Place, spokes: readonly number[]): Place[] {
  const places = spokes.map((spoke, index): Place => {
    const angle = (2 * Math.PI * index) / spokes.length;
    return [lon + spoke * Math.cos(angle), lat + spoke * Math.sin(angle)];
  });
  return [...places, ...places.slice(0, 1)];
}

/** Footprints are convex, so what is left of a geometry after clipping by their sides is what they share. */
function isMet({ type, coordinates, geometries }: Wire, item: Wire): boolean {
  const { geometry } = item;
  if (!geometry) return false;
  if (geometries) return geometries.some((member: Wire) => isMet(member, item));
  const windows: Line[] = geometry.type === 'Polygon' ? [geometry.coordinates[0]] : geometry.coordinates.flat();
  const parts = type.startsWith('Multi') ? coordinates : [coordinates];
  return windows.some((window) => parts.some((part: Wire) => shares(type.replace('Multi', ''), part, window)));
}

function shares(type: string, part: Wire, window: Line): boolean {
  if (type === 'Point') return clipped([part, part], window).length > 0;
  if (type === 'LineString') {
    return part.slice(1).some((end: Place, index: number) => clippedSegment(part[index], end, window));
  }
  const [outer, ...holes] = part.map((ring: Line) => area(clipped(ring.slice(1), window)));
  return outer - holes.reduce((sum: number, hole: number) => sum + hole, 0) > 1e-13;
}

/** Sutherland and Hodgman: keeps what lies to the inner side of each side of the window. */
function clipped(ring: Line, window: Line): Line {
  const turn = Math.sign(area(window.slice(1), true));
  return window.slice(1).reduce((kept: Line, b, index) => {
    const a = window[index] ?? b;
    const depth = ([x, y]: Place) => turn * ((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]));
    return kept.flatMap((end, at) => {
      const start = kept[(at + kept.length - 1) % kept.length] ?? end;
      const [from, to] = [depth(start), depth(end)];
      if (from >= 0 === to >= 0) return to >= 0 ? [end] : [];
      const share = from / (from - to);
      const crossing: Place = [start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])];
      return to >= 0 ? [crossing, end] : [crossing];
    });
  }, ring);
}

/** Cyrus and Beck: whether anything of a segment lies inside the window. */
function clippedSegment(start: Place, end: Place, window: Line): boolean {
  const turn = Math.sign(area(window.slice(1), true));
  let [enter, leave] = [0, 1];
  for (const [index, b] of window.slice(1).entries()) {
    const a = window[index] ?? b;
    const depth = ([x, y]: Place) => turn * ((b[0] - a[0]) * (y - a[1]) - (b[1] - a[1]) * (x - a[0]));
    const [from, to] = [depth(start), depth(end)];
    if (from < 0 && to < 0) return false;
    if (from < 0) enter = Math.max(enter, from / (from - to));
    if (to < 0) leave = Math.min(leave, from / (from - to));
  }
  return enter <= leave;
}

function area(ring: Line, isSigned = false): number {
  const sum = ring.reduce((total, [x, y], index) => {
    const [x2, y2] = ring[(index + 1) % ring.length] ?? [x, y];
    const [x0, y0] = ring[0] ?? [0, 0];
    return total + ((x - x0) * (y2 - y0) - (x2 - x0) * (y - y0)) / 2;
  }, 0);
  return isSigned ? sum : Math.abs(sum);
}
