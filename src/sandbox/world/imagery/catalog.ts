import { type Span, spanHolds } from '../instants.ts';
import { type Box, boxesMeet } from './boxes.ts';
import { type Entry, entriesOf } from './entries.ts';
import type { Figure } from './figures.ts';
import { meetsFootprint } from './footprints.ts';
import type { Pass } from './passes.ts';

/** All items, newest first, equal times by id. */
export interface Catalog {
  readonly entries: readonly Entry[];
  get(id: string): Entry | undefined;
  /** Where an item stands in `entries`. */
  rankOf(entry: Entry): number;
  /** Those that at least one item was made of, in order of number. */
  readonly passes: readonly Pass[];
}

const ODD_TAILS = [' (2)', ':a', '/b', '#c', '?d=e', '%41', '+f&g', 'ñ', '\\h', '"i"'] as const;

/** What a search can be narrowed by; an absent member does not narrow. */
export interface Filter {
  readonly collections?: readonly string[] | undefined;
  readonly ids?: readonly string[] | undefined;
  /** Items without a geometry lie in no box. */
  readonly box?: Box | undefined;
  /** Any of these. */
  readonly figures?: readonly Figure[] | undefined;
  readonly span?: Span | undefined;
  /** Finds an item only where it says true. */
  readonly test?: ((entry: Entry) => boolean | undefined) | undefined;
}

/** Adds a tail to one id in fifty with `odd`, each with other characters that an address has to escape. */
export function createCatalog(seed: number, count: number, ids: 'plain' | 'odd' = 'plain'): Catalog {
  const made = ids === 'odd' ? entriesOf(seed, count).map(oddly) : entriesOf(seed, count);
  const passes = [...new Set(made.map(({ pass }) => pass))];
  const entries = made.sort(newestFirst);
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const ranks = new Map(entries.map((entry, rank) => [entry, rank]));
  return {
    entries,
    get: (id) => byId.get(id),
    rankOf: (entry) => ranks.get(entry) ?? -1,
    passes,
  };
}

function oddly(entry: Entry, index: number): Entry {
  const tail = index % 50 === 7 ? ODD_TAILS[Math.floor(index / 50) % ODD_TAILS.length] : '';
  return { ...entry, id: `${entry.id}${tail}` };
}

export function findEntries(catalog: Catalog, filter: Filter): readonly Entry[] {
  const { box, figures, span, test } = filter;
  const collections = filter.collections && new Set(filter.collections);
  const ids = filter.ids && new Set(filter.ids);
  return catalog.entries.filter(
    (entry) =>
      (!collections || collections.has(entry.collection)) &&
      (!ids || ids.has(entry.id)) &&
      (!span || spanHolds(span, entry.time)) &&
      (!box || (entry.bbox !== undefined && boxesMeet(box, entry.bbox))) &&
      (!figures || isMet(entry, figures)) &&
      (!test || test(entry) === true),
  );
}

function isMet({ ring, bbox }: Entry, figures: readonly Figure[]): boolean {
  return ring !== undefined && bbox !== undefined && figures.some((figure) => meetsFootprint(figure, ring, bbox));
}

/** The order of a search that asks for none. */
export function newestFirst(a: Entry, b: Entry): number {
  return b.time - a.time || Number(a.id > b.id) - Number(a.id < b.id);
}
