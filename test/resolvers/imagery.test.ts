import type { Polygon, Position } from 'geojson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { OVER_SINGAPORE, PORTS } from '../support/sandbox/world.ts';

interface Tile {
  readonly coverage: number | null;
  readonly node: {
    readonly id: string;
    readonly bbox: readonly number[];
    readonly outcomeId: string | null;
    readonly datetime: string;
    readonly platform: string;
    readonly geometry: Polygon;
  };
}

const BOX = 'bbox: [103.8, 1.25, 103.9, 1.35]';
const OVER_BOX = `${BOX}, dates: { start: "2023-10-01", end: "2026-10-01" }`;
const EDGES = 'edges { coverage node { id bbox outcomeId datetime platform geometry } }';

let facade: Facade;
let tiles: readonly Tile[];

beforeAll(async () => {
  facade = await startFacade();
  tiles = (await ask(`archiveSearch(${OVER_BOX}, first: 2000) { ${EDGES} }`)).edges;
  expect(tiles.length).toBeGreaterThan(50);
  expect(tiles.length).toBeLessThan(2_000);
});
afterAll(() => facade.close());

async function ask(field: string) {
  const { body } = await facade.ask(`{ contract(id: "${PORTS}") { page: ${field} } }`);
  expect(body.errors).toBeUndefined();
  return body.data.contract.page;
}

describe('coverage', () => {
  test('is a share of the box, at most what the box around the tile has in common with it', () => {
    const overlap = (low: number, high: number, from = 0, to = 0) =>
      Math.max(0, Math.min(high, to) - Math.max(low, from)) / (high - low);
    for (const { coverage, node } of tiles) {
      const [west, south, east, north] = node.bbox;
      const most = 100 * overlap(103.8, 103.9, west, east) * overlap(1.25, 1.35, south, north);
      expect(coverage).toBeGreaterThanOrEqual(0);
      expect(coverage).toBeLessThanOrEqual(most * 1.01 + 0.01);
    }
    expect(tiles.some(({ coverage }) => Number(coverage) > 20)).toBe(true);
  });

  test('of a geometry is that of the box of the same corners', async () => {
    const square =
      '{ type: "Polygon", coordinates: [[[103.8, 1.25], [103.9, 1.25], [103.9, 1.35], [103.8, 1.35], [103.8, 1.25]]] }';
    const { edges } = await ask(`stacSearch(input: { intersects: ${square} }, first: 2000) { ${EDGES} }`);
    const byBox = new Map(tiles.map(({ coverage, node }) => [node.id, coverage]));
    const both = edges.filter(({ node }: Tile) => byBox.has(node.id));
    expect(both.length).toBeGreaterThan(50);
    for (const { coverage, node } of both) expect(coverage).toBeCloseTo(Number(byBox.get(node.id)), 1);
  });

  test('is null where no area was searched', async () => {
    const { edges } = await ask('stacSearch(input: {}, first: 3) { edges { coverage } }');
    expect(edges).toEqual(Array(3).fill({ coverage: null }));
  });

  test('of so much at least keeps exactly the tiles that have it, and is reported as applied here', async () => {
    const enough = tiles.filter(({ coverage }) => Number(coverage) >= 15).map(({ node }) => node.id);
    expect(enough.length).toBeGreaterThan(3);
    expect(enough.length).toBeLessThan(tiles.length);
    const page = await ask(
      `archiveSearch(${OVER_BOX}, first: 2000, filter: { coverageMin: 15 }) { nodes { id } totalCount report { appliedHere } }`,
    );
    expect(page.nodes.map(({ id }: { id: string }) => id)).toEqual(enough);
    expect(page).toMatchObject({ totalCount: null, report: { appliedHere: ['coverageMin'] } });
  });
});

describe('the passes of a page', () => {
  test('hold each of its tiles once, under its outcome, in the order of the page', async () => {
    const { nodes, passes } = await ask(
      `archiveSearch(${OVER_SINGAPORE}, first: 200) {
        nodes { id outcomeId }
        passes { outcomeId datetime platform cloudCoverMean bbox items { id outcomeId platform datetime bbox } preview { href } }
      }`,
    );
    const outcomes = nodes.map(({ outcomeId }: { outcomeId: string }) => outcomeId);
    expect(passes.map(({ outcomeId }: { outcomeId: string }) => outcomeId)).toEqual([...new Set(outcomes)]);
    expect(passes.length).toBeLessThan(nodes.length);
    const inPasses = passes.flatMap(({ items }: { items: { id: string }[] }) => items.map(({ id }) => id));
    expect(inPasses.toSorted()).toEqual(nodes.map(({ id }: { id: string }) => id).toSorted());
    for (const { outcomeId, datetime, platform, bbox, cloudCoverMean, items } of passes) {
      expect(items.every((item: Tile['node']) => item.outcomeId === outcomeId && item.platform === platform)).toBe(
        true,
      );
      expect(datetime).toBe(items.map((item: Tile['node']) => item.datetime).toSorted()[0]);
      expect(bbox[0]).toBe(Math.min(...items.map((item: Tile['node']) => item.bbox[0])));
      expect(bbox[3]).toBe(Math.max(...items.map((item: Tile['node']) => item.bbox[3])));
      if (cloudCoverMean !== null) expect(cloudCoverMean).toBeLessThanOrEqual(100);
    }
    expect(passes.some(({ preview }: { preview: { href: string } | null }) => preview?.href.startsWith('http'))).toBe(
      true,
    );
  });
});

describe('a feature collection', () => {
  const signedArea = (ring: readonly Position[]) =>
    ring.slice(1).reduce((sum, [lon = 0, lat = 0], index) => {
      const [before = 0, below = 0] = ring[index] ?? [];
      return sum + before * lat - lon * below;
    }, 0);

  test.each([
    [
      'imagery',
      'archiveSearch(bbox: [177, -19, -178, -15], dates: { start: "2023-10-01", end: "2026-10-01" }, first: 200)',
    ],
    ['tasks', 'tasks(first: 100)'],
    ['orders', 'orders(first: 100)'],
  ])('of %s is map-ready: rings to the left, on the globe, closed, six decimals', async (_what, field) => {
    const { featureCollection, nodes } = await ask(`${field} { featureCollection nodes { id } }`);
    expect(featureCollection.type).toBe('FeatureCollection');
    const features: readonly {
      id: string;
      properties: { id: string };
      geometry: { type: string; coordinates: unknown[] } | null;
    }[] = featureCollection.features;
    expect(features.map(({ id }) => id)).toEqual(nodes.map(({ id }: { id: string }) => id));
    expect(features.every(({ id, properties }) => properties.id === id)).toBe(true);
    const polygons = features.flatMap(({ geometry }) => {
      if (geometry?.type === 'Polygon') return [geometry.coordinates as Position[][]];
      return geometry?.type === 'MultiPolygon' ? (geometry.coordinates as Position[][][]) : [];
    });
    expect(polygons.length).toBeGreaterThan(3);
    for (const [outer = [], ...holes] of polygons) {
      expect(signedArea(outer)).toBeGreaterThan(0);
      for (const hole of holes) expect(signedArea(hole)).toBeLessThan(0);
      expect(outer.at(-1)).toEqual(outer[0]);
      const longitudes = outer.map(([lon = 0]) => lon);
      expect(Math.max(...longitudes) - Math.min(...longitudes)).toBeLessThan(180);
      expect(outer.flat().every((value) => Math.abs(value) <= 180 && Number(value.toFixed(6)) === value)).toBe(true);
    }
  });
});
