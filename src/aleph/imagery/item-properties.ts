import type { StacItem } from '../items.ts';
import { instantOf, microsecondsOf } from '../values/instants.ts';

export type Scalar = string | number | boolean;

/** A member of an item by its STAC name, with or without the prefix `properties.`; null counts as absent. */
export function propertyOf(item: StacItem, name: string): unknown {
  const key = name.replace(/^properties\./, '');
  if (key === 'id') return item.itemId;
  if (key === 'collection') return item.collectionId;
  if (key !== 'datetime') return ownProperty(item, key);
  // An interval counts from its start, as in pgstac [std].
  return [ownProperty(item, key), ownProperty(item, 'start_datetime')].find((value) => instantOf(value) !== undefined);
}

/** The comparable form of a value: instants to the microsecond, as PostgreSQL keeps them; undefined for lists. */
export function comparableOf(value: unknown): Scalar | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return typeof value === 'string' ? (microsecondsOf(value) ?? value) : undefined;
}

function ownProperty({ properties }: StacItem, key: string): unknown {
  return Object.hasOwn(properties, key) ? (properties[key] ?? undefined) : undefined;
}
