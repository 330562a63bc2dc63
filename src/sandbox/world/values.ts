import type { Catalog } from './imagery/catalog.ts';
import type { Entry } from './imagery/entries.ts';
import { propertiesOfEntry } from './imagery/items.ts';
import { parseInstant } from './instants.ts';
import { QUERYABLES } from './queryables.ts';

/** What items hold under a name, for searching and sorting: instants in microseconds, the rest as served. */
export interface Values {
  /** Undefined where the item has no such property, or null. */
  of(entry: Entry, name: string): unknown;
}

/** What needs no properties to be made. */
const AT_HAND: Readonly<Record<string, (entry: Entry) => unknown>> = {
  id: (entry) => entry.id,
  collection: (entry) => entry.collection,
  datetime: (entry) => entry.time,
  platform: ({ pass }) => `newsat${pass.satellite}`,
  'satl:outcome_id': ({ pass }) => pass.outcomeId,
};
/** More than there are queryables. */
const MOST_COLUMNS = 128;
/** Stands for a value that was looked for and is not there. */
const NONE = Symbol('none');

/** Keeps each property of each item once it was asked for: making all of them again takes most of a search. */
export function createValues(catalog: Catalog, seed: number): Values {
  const columns = new Map<string, unknown[]>();
  const look = (entry: Entry, name: string) => {
    const properties = propertiesOfEntry(entry, seed);
    const value = Object.hasOwn(properties, name) ? properties[name] : undefined;
    return QUERYABLES.get(name) === 'instant' ? parseInstant(String(value)) : (value ?? undefined);
  };
  const columnOf = (name: string) => {
    if (columns.size >= MOST_COLUMNS && !columns.has(name)) columns.clear();
    const column = columns.get(name) ?? new Array<unknown>(catalog.entries.length);
    columns.set(name, column);
    return column;
  };
  return {
    of: (entry, name) => {
      if (Object.hasOwn(AT_HAND, name)) return AT_HAND[name]?.(entry);
      const column = columnOf(name);
      const rank = catalog.rankOf(entry);
      column[rank] ??= look(entry, name) ?? NONE;
      return column[rank] === NONE ? undefined : column[rank];
    },
  };
}
