import { describe, expect, test } from 'vitest';
import { createCatalog } from '../../../../src/sandbox/world/imagery/catalog.ts';
import { COLLECTION_IDS } from '../../../../src/sandbox/world/imagery/entries.ts';
import { itemOf } from '../../../../src/sandbox/world/imagery/items.ts';
import { createSigner } from '../../../../src/sandbox/world/imagery/signatures.ts';
import { read, signIn, type Wire, withSandbox } from '../../caller.ts';

const NOW = Date.UTC(2026, 9, 1, 12);
const space = (seed: number) => ({
  url: 'http://aleph.test',
  seed,
  signer: createSigner(() => NOW),
});
const catalog = createCatalog(1, 20_000);
const items: Wire[] = catalog.entries.map((entry) => itemOf(entry, space(1)));
const of = (collection: string) => items.filter((item) => item.collection === collection);

describe('the archive', () => {
  test('there are 20,000 items with ids of their own', () => {
    expect(new Set(items.map((item) => item.id)).size).toBe(20_000);
  });

  test('they lie over at least 30 cities, in every collection, over three years up to October 2026', () => {
    expect(new Set(catalog.entries.map(({ pass }) => pass.city)).size).toBeGreaterThanOrEqual(30);
    expect(new Set(items.map((item) => item.collection))).toEqual(new Set(COLLECTION_IDS));
    const times = items.map((item) => item.properties.datetime).sort();
    expect(times[0]).toMatch(/^2023-10/);
    expect(times.at(-1)).toMatch(/^2026-09/);
    expect(new Set(times.map((time) => time.slice(0, 7))).size).toBe(36);
  });

  test('some were taken on 29 February, in a small archive as well', () => {
    const leap: Wire[] = createCatalog(1, 200).entries.map((entry) => itemOf(entry, space(1)));
    expect(leap.filter((item) => item.properties.datetime.startsWith('2024-02-29')).length).toBeGreaterThan(5);
  });

  test('any smaller archive is a part of the larger one', () => {
    const ids = new Set(items.map((item) => item.id));
    const few = createCatalog(1, 300).entries;
    expect(few).toHaveLength(300);
    expect(few.every(({ id }) => ids.has(id))).toBe(true);
  });

  test('an item is the same whenever it is made, and in every sandbox of the same seed', async () => {
    const again = createCatalog(1, 20_000).entries.toReversed();
    expect(again.slice(-200).map((entry) => itemOf(entry, space(1)))).toEqual(items.slice(0, 200).reverse());
    await withSandbox({ now: () => NOW }, async (sandbox) => {
      const page = await read((await signIn(sandbox)).post('/archive/stac/search', { limit: 100 }));
      const neutral = JSON.stringify(page.features).replaceAll(sandbox.url, space(1).url);
      expect(JSON.parse(neutral)).toEqual(JSON.parse(JSON.stringify(items.slice(0, 100))));
    });
  });

  test('another seed makes other items', () => {
    const other = createCatalog(2, 500).entries.map(({ id }) => id);
    expect(items.filter((item) => other.includes(item.id))).toEqual([]);
  });
});

describe('an item', () => {
  test('names the extension of the grid only where it has the code of a tile', () => {
    const grid = 'https://stac-extensions.github.io/grid/v1.1.0/schema.json';
    expect(items.filter((item) => item.stac_extensions.includes(grid) !== 'grid:code' in item.properties)).toEqual([]);
    expect(new Set(items.map((item) => item.stac_extensions.length))).toEqual(new Set([3, 4]));
  });

  test('has its projection as a number, and in STAC 1.1 as a code beside common bands and intervals', () => {
    const projected = items.filter((item) => 'proj:epsg' in item.properties);
    expect(projected.every((item) => Number.isInteger(item.properties['proj:epsg']))).toBe(true);
    const newer: Wire[] = catalog.entries.map((entry) => itemOf(entry, { ...space(1), stac: '1.1' }));
    for (const [index, item] of newer.entries()) {
      const { properties, assets } = items[index];
      expect([item.id, item.stac_version]).toEqual([items[index].id, '1.1.0']);
      const code = properties['proj:epsg'] && `EPSG:${properties['proj:epsg']}`;
      expect([item.properties['proj:code'], item.properties['proj:epsg']]).toEqual([code, undefined]);
      const { datetime, start_datetime = properties.datetime } = item.properties;
      expect(datetime === null).toBe('end_datetime' in item.properties);
      expect(start_datetime.slice(0, 26)).toBe(properties.datetime.slice(0, 26));
      const namesOf = (bands: Wire[] = [], name = 'common_name') => bands.map((band) => band[name]);
      expect(namesOf(item.assets.analytic?.bands, 'eo:common_name')).toEqual(namesOf(assets.analytic?.['eo:bands']));
    }
  });

  test.each([
    ['l1d-sr', /^\d{8}_\d{6}_\d{3}_SN\d\d_L1D_SR_MS_\d{1,2}[NS]_\d+_\d+_2_0_1$/],
    ['quickview-visual', /^\d{8}_\d{6}_SN\d\d_QUICKVIEW_VISUAL_1_1_3_SATL-[24]KM-\d{1,2}[NS]_\d+_\d+$/],
  ])('of %s has an id of the known pattern', (collection, pattern) => {
    expect(of(collection).every((item) => pattern.test(item.id))).toBe(true);
  });

  test('repeats its satellite, time and grid cell in its id', () => {
    for (const { id, properties } of of('l1d-sr')) {
      const compact = properties.datetime.replaceAll(/[-:]/g, '').replace(/[T.]/g, '_');
      expect(id.startsWith(compact.slice(0, 19))).toBe(true);
      expect(id).toContain(`_SN${properties.platform.slice(6)}_`);
      expect(id).toContain(properties['grid:code'].split('KM-')[1]);
    }
  });

  test('shares its outcome with the other tiles and collections of its pass', () => {
    const byOutcome = groupBy(items, (item) => item.properties['satl:outcome_id']);
    const groups = [...byOutcome.values()];
    expect(groups.every((group) => new Set(group.map((item) => item.properties.platform)).size === 1)).toBe(true);
    expect(groups.filter((group) => group.length > 12).length).toBeGreaterThan(500);
    const suffixed = [...byOutcome.keys()].filter((outcome) => outcome.endsWith('--112813'));
    expect(suffixed.length).toBeGreaterThan(10);
  });

  test('has a box around its geometry, and one that wraps on the 180th meridian', () => {
    const stray = items.filter(({ bbox, geometry }) => geometry && !isAround(bbox, geometry));
    expect(stray).toEqual([]);
    const cut = items.filter(({ geometry }) => geometry?.type === 'MultiPolygon');
    expect(cut.length).toBeGreaterThan(100);
    expect(cut.every(({ bbox }) => bbox[0] > bbox[2])).toBe(true);
  });

  test('has its open files signed for a week, and the others behind the API', () => {
    for (const { href, type } of items.slice(0, 500).flatMap((item) => Object.values<Wire>(item.assets))) {
      if (href.startsWith('s3:')) continue;
      const address = new URL(href);
      if (type === 'image/png') {
        expect(address.pathname).toMatch(/^\/assets\/signed\//);
        expect(address.searchParams.get('X-Amz-Date')).toBe('20261001T000000Z');
        expect(address.searchParams.get('X-Amz-Expires')).toBe('604800');
      } else {
        expect(address.search).toMatch(/^\?s=s3%3A\/\/satellogic-production-eo-backend-catalog\//);
      }
    }
  });
});

describe('the archive has the quirks of the real one', () => {
  const some = (label: string, list: Wire[], least: number, most: number) =>
    test(label, () => {
      expect(list.length).toBeGreaterThanOrEqual(least);
      expect(list.length).toBeLessThanOrEqual(most);
    });
  const assets = items.flatMap((item) => Object.values<Wire>(item.assets));
  const early = items.filter((item) => item.properties.datetime < '2024' && item.collection.startsWith('quickview'));

  test('every time is written with +00:00, and quickviews of 2023 with nine digits', () => {
    expect(items.every((item) => item.properties.datetime.endsWith('+00:00'))).toBe(true);
    expect(early.length).toBeGreaterThan(100);
    expect(early.every((item) => /\.\d{9}\+/.test(item.properties.datetime))).toBe(true);
  });

  some(
    'a few items have no geometry',
    items.filter((item) => item.geometry === null),
    3,
    50,
  );
  some(
    'a few raw captures are lost in space',
    of('l0').filter((item) => item.properties.gsd === 1_000_000),
    3,
    60,
  );
  some(
    'some items lack their cloud cover',
    of('l1d').filter((item) => !('eo:cloud_cover' in item.properties)),
    5,
    200,
  );
  some(
    'some addresses lead into the store',
    assets.filter((asset) => asset.href.startsWith('s3://')),
    50,
    1000,
  );
  some(
    'some items lack their preview',
    of('l1d-sr').filter((item) => !item.assets.preview),
    5,
    300,
  );
  some(
    'some items have a property that nobody knows',
    items.filter((item) => item.properties['satl:experiment']),
    50,
    2000,
  );
  some(
    'media types of quickviews end in a semicolon',
    assets.filter((asset) => asset.type.endsWith(';')),
    5000,
    30_000,
  );

  test('figures that were not computed are -999, -1, null or absent', () => {
    const sharpness = of('l1d').map((item) => item.properties['satl-qa:sharpness_fwhm_act_red']);
    expect(sharpness).toContain(null);
    expect(sharpness).toContain(undefined);
    const figures = new Set(of('l1d').flatMap((item) => Object.values(item.properties)));
    expect(figures.has(-999) && figures.has(-1)).toBe(true);
  });
});

function isAround([west = 0, south = 0, east = 0, north = 0]: number[], geometry: Wire): boolean {
  const positions: [number, number][] = geometry.coordinates.flat(geometry.type === 'Polygon' ? 1 : 2);
  return positions.every(([lon, lat]) => {
    const isAlong = west > east ? lon >= west || lon <= east : west <= lon && lon <= east;
    return isAlong && Math.abs(lon) <= 180 && south <= lat && lat <= north;
  });
}

function groupBy<T>(list: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
