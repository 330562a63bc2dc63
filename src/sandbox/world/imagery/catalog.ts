import type { Guesses } from '../guesses.ts';
import { type Span, spanHolds } from '../instants.ts';
import type { Box } from './boxes.ts';
import { type Entry, entriesOf } from './entries.ts';
import type { Figure } from './figures.ts';
import { figuresOfBox, meetsFootprint } from './footprints.ts';
import type { Pass } from './passes.ts';

export interface Catalog {
  /** All items, in the order of a search that asks for none. */
  readonly entries: readonly Entry[];
  /** Newest first, equal times by id. */
  readonly order: EntryOrder;
  get(id: string): Entry | undefined;
  /** Where an item stands in `entries`. */
  rankOf(entry: Entry): number;
  /** Those that at least one item was made of, in order of number. */
  readonly passes: readonly Pass[];
}

const ODD_TAILS = [' (2)', ':a', '/b', '#c', '?d=e', '%41', '+f&g', 'ñ', '\\h', '"i"'] as const;

export type EntryOrder = (a: Entry, b: Entry) => number;

/** How a catalog is made; plain ids and pgstac's order of ties by default. */
interface CatalogPlan {
  readonly itemIds?: Guesses['itemIds'];
  readonly ties?: Guesses['ties'];
}

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

/** With odd ids one in fifty has a tail, each with other characters that an address has to escape. */
export function createCatalog(seed: number, count: number, { itemIds, ties }: CatalogPlan = {}): Catalog {
  const made = itemIds === 'odd' ? entriesOf(seed, count).map(oddly) : entriesOf(seed, count);
  const byId = byIdIn(ties);
  const order: EntryOrder = (a, b) => b.time - a.time || byId(a, b);
  const passes = [...new Set(made.map(({ pass }) => pass))];
  const entries = made.sort(order);
  const named = new Map(entries.map((entry) => [entry.id, entry]));
  const ranks = new Map(entries.map((entry, rank) => [entry, rank]));
  return {
    entries,
    order,
    get: (id) => named.get(id),
    rankOf: (entry) => ranks.get(entry) ?? -1,
    passes,
  };
}

function oddly(entry: Entry, index: number): Entry {
  const tail = index % 50 === 7 ? ODD_TAILS[Math.floor(index / 50) % ODD_TAILS.length] : '';
  return { ...entry, id: `${entry.id}${tail}` };
}

export function findEntries(catalog: Catalog, filter: Filter): readonly Entry[] {
  const { figures, span, test } = filter;
  const box = filter.box && figuresOfBox(filter.box);
  const collections = filter.collections && new Set(filter.collections);
  const ids = filter.ids && new Set(filter.ids);
  return catalog.entries.filter(
    (entry) =>
      (!collections || collections.has(entry.collection)) &&
      (!ids || ids.has(entry.id)) &&
      (!span || spanHolds(span, entry.time)) &&
      (!box || isMet(entry, box)) &&
      (!figures || isMet(entry, figures)) &&
      (!test || test(entry) === true),
  );
}

function isMet({ ring, bbox }: Entry, figures: readonly Figure[]): boolean {
  return ring !== undefined && bbox !== undefined && figures.some((figure) => meetsFootprint(figure, ring, bbox));
}

/** The order of items that are equal by all else. */
export function byIdIn(ties: Guesses['ties'] = 'id-descending'): EntryOrder {
  const sign = ties === 'id-descending' ? -1 : 1;
  return (a, b) => sign * (Number(a.id > b.id) - Number(a.id < b.id));
}
