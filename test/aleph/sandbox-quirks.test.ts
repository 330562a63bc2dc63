import { beforeAll, describe, expect, test } from 'vitest';
import { type Asset, assetsOf, expiryOf } from '../../src/aleph/assets.ts';
import type { StacItem } from '../../src/aleph/items.ts';
import { recordOf } from '../../src/aleph/values/wire.ts';
import { NORTH, startUpstreamAleph } from '../support/aleph/upstream-aleph.ts';
import { restOf } from '../support/sandbox/rest.ts';

/** An asset with what was sent for it. */
interface Pair {
  readonly asset: Asset;
  readonly wire: Readonly<Record<string, unknown>>;
}

const MANY = 3_000;
let items: readonly StacItem[];
let assets: readonly Pair[];

beforeAll(async () => {
  const upstream = await startUpstreamAleph({ itemCount: MANY });
  ({ items } = await upstream.connect().searchItems(NORTH, { limit: MANY }));
  const rest = await restOf(upstream.sandbox);
  const { features } = await rest.post('/archive/stac/search', { limit: MANY }, NORTH);
  const sent = new Map(features.map((feature: { id: string; assets: object }) => [feature.id, feature.assets]));
  assets = items.flatMap((item) =>
    assetsOf(item).map((asset) => ({ asset, wire: recordOf(recordOf(sent.get(item.itemId))?.[asset.key]) ?? {} })),
  );
  await upstream.close();
});

/** Items that have a quirk; a sandbox without it would prove nothing. */
function having(quirk: (properties: StacItem['properties'], item: StacItem) => boolean): readonly StacItem[] {
  const found = items.filter((item) => quirk(item.properties, item));
  expect(found).not.toEqual([]);
  return found;
}

function assetsHaving(quirk: (wire: Pair['wire']) => boolean): readonly Asset[] {
  const found = assets.filter(({ wire }) => quirk(wire)).map(({ asset }) => asset);
  expect(found).not.toEqual([]);
  return found;
}

describe('of the items of a sandbox', () => {
  test('none is lost to its quirks', () => {
    expect(items).toHaveLength(MANY);
    expect(items.every(({ datetime, platform, outcomeId }) => datetime && platform && outcomeId)).toBe(true);
  });

  test('those dated to the nanosecond have a date of milliseconds', () => {
    const dated = having(({ datetime }) => /\.\d{9}\+00:00$/.test(String(datetime)));
    expect(dated.every(({ datetime }) => /\.\d{3}Z$/.test(datetime ?? ''))).toBe(true);
  });

  test('those of an impossible resolution have none', () => {
    expect(having(({ gsd }) => gsd === 1_000_000).every(({ gsd }) => gsd === undefined)).toBe(true);
    expect(having(({ gsd }) => gsd !== 1_000_000).every(({ gsd }) => gsd !== undefined && gsd <= 20)).toBe(true);
  });

  test('those without a geometry have neither geometry nor box', () => {
    expect(having((_properties, { geometry }) => geometry === undefined).every(({ bbox }) => bbox === undefined)).toBe(
      true,
    );
  });

  test('those across the antimeridian keep a box whose west is above its east', () => {
    const across = having((_properties, { bbox }) => bbox !== undefined && bbox[0] > bbox[2]);
    expect(across.every(({ geometry }) => geometry?.type === 'MultiPolygon')).toBe(true);
  });

  test('those with sentinels keep them in their properties alone', () => {
    expect(having((properties) => properties['satl-qa:cc_nir'] === -999).length).toBeGreaterThan(100);
    const numbers = items.flatMap((item) => Object.values(item).filter((value) => typeof value === 'number'));
    expect(numbers.some((number) => number === -999 || number === -1)).toBe(false);
  });
});

describe('of the assets of a sandbox', () => {
  test('those in a bucket have no address', () => {
    expect(
      assetsHaving(({ href }) => String(href).startsWith('s3://')).map(({ href, access }) => [href, access]),
    ).toEqual(expect.arrayContaining([[undefined, 'UNKNOWN']]));
    expect(assetsHaving(({ href }) => String(href).startsWith('http')).every(({ href }) => href !== undefined)).toBe(
      true,
    );
  });

  test('those whose type ends in a semicolon have a type without', () => {
    const types = assetsHaving(({ type }) => String(type).endsWith(';')).map(({ type }) => type);
    expect(new Set(types)).toEqual(new Set(['image/tiff; application=geotiff']));
  });

  test('those that are signed say when that ends, a week after their signature', () => {
    const signed = assetsHaving(({ href }) => String(href).includes('X-Amz-Signature='));
    const lifetimes = signed.map((asset) => {
      const date = new URL(asset.href ?? '').searchParams.get('X-Amz-Date') ?? '';
      const signedAt = date.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z');
      return Date.parse(expiryOf(asset) ?? '') - Date.parse(signedAt);
    });
    expect(new Set(lifetimes)).toEqual(new Set([604_800_000]));
  });

  test('the rest is opened with both headers', () => {
    const rest = assetsHaving(({ href }) => /^http.*\/assets\/(?!signed)/.test(String(href)));
    expect(rest.every((asset) => asset.access === 'HEADERS' && expiryOf(asset) === undefined)).toBe(true);
  });
});
