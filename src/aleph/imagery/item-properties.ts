import type { StacItem } from '../items.ts';
import { instantOf } from '../values/wire.ts';

export type Scalar = string | number | boolean;

/** A member of an item by its STAC name, with or without the prefix `properties.`; null counts as absent. */
export function propertyOf(item: StacItem, name: string): unknown {
  const key = name.replace(/^properties\./, '');
  if (key === 'id') return item.itemId;
  if (key === 'collection') return item.collectionId;
  return Object.hasOwn(item.properties, key) ? (item.properties[key] ?? undefined) : undefined;
}

/** The comparable form of a value: instants to the microsecond, as PostgreSQL keeps them; undefined for lists. */
export function comparableOf(value: unknown): Scalar | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'string') return undefined;
  const instant = instantOf(value);
  if (instant === undefined) return value;
  const [, fraction = ''] = /\.(\d+)/.exec(value) ?? [];
  return `${instant.slice(0, 20)}${fraction.slice(0, 6).padEnd(6, '0')}Z`;
}
