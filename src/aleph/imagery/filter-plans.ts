import type { StacItem } from '../items.ts';
import type { JsonObject } from '../values/wire.ts';
import { cql2Predicate } from './cql2.ts';
import { cql2OfFilter, type ItemFilter, matchesFilter } from './item-filters.ts';

/** The division of an item filter: conditions that Aleph applies, and conditions that this client applies. */
export interface FilterPlan {
  /** CQL2-JSON for Aleph; absent when Aleph applies nothing. */
  readonly sent: JsonObject | undefined;
  readonly keep: (item: StacItem) => boolean;
  /** Names of arguments. */
  readonly byAleph: readonly string[];
  readonly here: readonly string[];
}

/**
 * All conditions applied here, for the documented search and for an Aleph without filters. Undefined for a `cql2` that
 * this client cannot apply.
 */
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

/** All conditions sent to Aleph, and checked here again: its sentinels, such as -1, pass as small numbers. */
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

/** Without conditions no member of an item is read, since reading from a tape costs time. */
function predicateOf(filter: ItemFilter): (item: StacItem) => boolean {
  return namesOf(filter).length === 0 ? anyItem : (item) => matchesFilter(item, filter);
}

function anyItem(): boolean {
  return true;
}

function namesOf(filter: ItemFilter): readonly string[] {
  return cql2OfFilter(filter).map(({ name }) => name);
}
