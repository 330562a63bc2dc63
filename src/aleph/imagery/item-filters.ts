import type { StacItem } from '../items.ts';
import type { JsonObject } from '../values/wire.ts';

/** Conditions on items; an item without the value fails the condition. */
export interface ItemFilter {
  /** Percent. */
  readonly cloudCoverMax?: number | undefined;
  /** Degrees. */
  readonly offNadirMax?: number | undefined;
  /** Metres per pixel. */
  readonly gsdMax?: number | undefined;
  readonly platform?: string | undefined;
  /** Percent of the searched area; always applied here. */
  readonly coverageMin?: number | undefined;
}

const PROPERTIES = [
  ['cloudCoverMax', '<=', 'eo:cloud_cover'],
  ['offNadirMax', '<=', 'view:off_nadir'],
  ['gsdMax', '<=', 'gsd'],
  ['platform', '=', 'platform'],
] as const;

/** The conditions that Aleph can apply, by name and as CQL2-JSON. */
export function cql2OfFilter(filter: ItemFilter): readonly { readonly name: string; readonly condition: JsonObject }[] {
  return PROPERTIES.flatMap(([name, op, property]) =>
    filter[name] === undefined ? [] : [{ name, condition: { op, args: [{ property }, filter[name]] } }],
  );
}

export function matchesFilter(item: StacItem, filter: ItemFilter): boolean {
  return (
    (filter.platform === undefined || item.platform === filter.platform) &&
    atMost(item.cloudCover, filter.cloudCoverMax) &&
    atMost(item.offNadir, filter.offNadirMax) &&
    atMost(item.gsd, filter.gsdMax)
  );
}

/** Names of the conditions that an item does not meet. */
export function unmetIn(item: StacItem, filter: ItemFilter): readonly string[] {
  const names = PROPERTIES.map(([name]) => name);
  return names.filter((name) => filter[name] !== undefined && !matchesFilter(item, { [name]: filter[name] }));
}

function atMost(value: number | undefined, limit: number | undefined): boolean {
  return limit === undefined || (value !== undefined && value <= limit);
}
