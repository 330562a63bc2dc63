import { isoMicros } from '../instants.ts';
import type { Entry } from './entries.ts';

interface Item {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly assets: Readonly<Record<string, object>>;
}

/** Duration of a whole capture. */
const CAPTURE_US = 4_000_000;

/** An item in the words of STAC 1.1. There a whole capture has an interval for its datetime. */
export function inStac11<T extends Item>(item: T, entry: Entry) {
  const { 'proj:epsg': epsg, datetime, ...properties } = item.properties;
  const assets = Object.entries(item.assets).map(([key, asset]) => [key, withCommonBands(asset)]);
  return {
    ...item,
    stac_version: '1.1.0',
    properties: {
      ...(entry.tile === undefined ? intervalOf(entry) : { datetime }),
      ...(epsg !== undefined && { 'proj:code': `EPSG:${epsg}` }),
      ...(entry.tile === undefined && { bands: [{ name: 'PAN', 'eo:common_name': 'pan' }] }),
      ...properties,
    },
    assets: Object.fromEntries(assets),
  };
}

function intervalOf({ time }: Entry) {
  return {
    datetime: null,
    start_datetime: `${isoMicros(time)}Z`,
    end_datetime: `${isoMicros(time + CAPTURE_US)}Z`,
  };
}

function withCommonBands(asset: { readonly 'eo:bands'?: readonly { readonly common_name?: string }[] }): object {
  const { 'eo:bands': bands, ...rest } = asset;
  if (bands === undefined) return rest;
  return { ...rest, bands: bands.map(({ common_name, ...band }) => ({ ...band, 'eo:common_name': common_name })) };
}
