import type { StacItem } from './items.ts';

/** Applied here, after fetching: the documented search takes none of it. An item without the value fails. */
export interface ItemFilter {
  readonly collections?: readonly string[] | undefined;
  readonly cloudCoverMax?: number | undefined;
  readonly offNadirMax?: number | undefined;
  readonly gsdMax?: number | undefined;
  readonly platform?: string | undefined;
}

/** The names of the filters in use, as the report gives them. */
export function filterNames(filter: ItemFilter): readonly string[] {
  return Object.entries(filter)
    .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
    .map(([name]) => name);
}

export function matchesFilter(item: StacItem, filter: ItemFilter): boolean {
  const { collections, platform } = filter;
  return (
    (!collections?.length || collections.includes(item.collectionId)) &&
    (platform === undefined || item.platform === platform) &&
    atMost(item.cloudCover, filter.cloudCoverMax) &&
    atMost(item.offNadir, filter.offNadirMax) &&
    atMost(item.gsd, filter.gsdMax)
  );
}

function atMost(value: number | undefined, limit: number | undefined): boolean {
  return limit === undefined || (value !== undefined && value <= limit);
}
