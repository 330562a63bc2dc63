import { type Box, boxesMeet } from './boxes.ts';
import { type Entry, entriesOf } from './entries.ts';
import { type Span, spanHolds } from './instants.ts';

/** All items, newest first, equal times by id. */
export interface Catalog {
  readonly entries: readonly Entry[];
  get(id: string): Entry | undefined;
  /** Where an item stands in `entries`. */
  rankOf(entry: Entry): number;
}

/** What a search can be narrowed by; an absent member does not narrow. */
export interface Filter {
  readonly collections?: readonly string[] | undefined;
  readonly ids?: readonly string[] | undefined;
  /** Items without a geometry lie in no box. */
  readonly box?: Box | undefined;
  readonly span?: Span | undefined;
}

export function createCatalog(seed: number, count: number): Catalog {
  const entries = entriesOf(seed, count).sort(newestFirst);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const ranks = new Map(entries.map((entry, rank) => [entry, rank]));
  return {
    entries,
    get: (id) => byId.get(id),
    rankOf: (entry) => ranks.get(entry) ?? -1,
  };
}

export function findEntries(catalog: Catalog, filter: Filter): readonly Entry[] {
  const { box, span } = filter;
  const collections = filter.collections && new Set(filter.collections);
  const ids = filter.ids && new Set(filter.ids);
  return catalog.entries.filter(
    (entry) =>
      (!collections || collections.has(entry.collection)) &&
      (!ids || ids.has(entry.id)) &&
      (!span || spanHolds(span, entry.time)) &&
      (!box || (entry.bbox !== undefined && boxesMeet(box, entry.bbox))),
  );
}

function newestFirst(a: Entry, b: Entry): number {
  return b.time - a.time || (a.id < b.id ? -1 : 1);
}
