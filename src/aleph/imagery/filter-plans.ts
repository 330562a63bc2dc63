import type { StacItem } from '../items.ts';
import type { JsonObject } from '../values/wire.ts';
import { cql2Predicate } from './cql2.ts';
import { cql2OfFilter, type ItemFilter, matchesFilter } from './item-filters.ts';

/** Who applies what of the conditions on items. */
export interface FilterPlan {
  /** CQL2-JSON for Aleph; absent when it is not to be asked. */
  readonly sent: JsonObject | undefined;
  readonly keep: (item: StacItem) => boolean;
  /** Names of arguments. */
  readonly byAleph: readonly string[];
  readonly here: readonly string[];
}

/** Everything here: for the documented search, and for an Aleph that takes no filters. Undefined when `cql2` cannot be. */
export function planHere(filter: ItemFilter, cql2: JsonObject | undefined): FilterPlan | undefined {
  const test = cql2 === undefined ? anyItem : cql2Predicate(cql2);
  if (test === undefined) return undefined;
  const matches = predicateOf(filter);
  return {
    sent: undefined,
    keep: (item) => test(item) && matches(item),
    byAleph: [],
    here: [...(cql2 === undefined ? [] : ['cql2']), ...namesOf(filter)],
  };
}

/** As much as possible by Aleph. What it applied is checked here again, as its sentinels pass for small numbers. */
export function planSent(filter: ItemFilter, cql2: JsonObject | undefined): FilterPlan {
  const conditions = cql2OfFilter(filter).map(({ condition }) => condition);
  const args = [...(cql2 === undefined ? [] : [cql2]), ...conditions];
  return {
    sent: args.length > 1 ? { op: 'and', args } : args[0],
    keep: predicateOf(filter),
    byAleph: [...(cql2 === undefined ? [] : ['cql2']), ...namesOf(filter)],
    here: [],
  };
}

/** For a search without conditions. */
export const NOTHING_TO_FILTER: FilterPlan = { sent: undefined, keep: anyItem, byAleph: [], here: [] };

/** An item's members are read only for conditions there are. */
function predicateOf(filter: ItemFilter): (item: StacItem) => boolean {
  return namesOf(filter).length === 0 ? anyItem : (item) => matchesFilter(item, filter);
}

function anyItem(): boolean {
  return true;
}

function namesOf(filter: ItemFilter): readonly string[] {
  return cql2OfFilter(filter).map(({ name }) => name);
}
