import type { StacItem } from '../items.ts';
import { PlacedRow, type Row, type Slice } from '../reads/slices.ts';
import type { SortBy } from '../search.ts';
import type { PartPosition, PartSlice } from './imagery-parts.ts';
import { comparableOf, propertyOf, type Scalar } from './item-properties.ts';

type Positions = readonly (PartPosition | null)[];
type Order = (a: StacItem, b: StacItem) => number;

/**
 * The order in which two parts of a search are merged: the caller's, else newest first, which is pgstac's default
 * [std]. If Aleph lists in another order, the merged order is wrong, but no item is lost.
 */
export function orderOf(sortBy: readonly SortBy[] = []): Order {
  const keys = sortBy.length > 0 ? sortBy : [{ field: 'datetime', direction: 'DESC' } as const];
  return (a, b) => {
    for (const { field, direction } of keys) {
      const sign = compare(comparableOf(propertyOf(a, field)), comparableOf(propertyOf(b, field)));
      if (sign !== 0) return direction === 'ASC' ? sign : -sign;
    }
    return compare(b.itemId, a.itemId);
  };
}

/** A missing value is the largest, as in PostgreSQL. */
function compare(a: Scalar | undefined, b: Scalar | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
  return a < b ? -1 : 1;
}

/**
 * Merges one slice of each part into one slice, in order.
 *
 * The merge takes the first of the heads again and again, as merge sort does. It stops when a part has no row at hand
 * but more to read, since its next row may belong before the others. The position after each row names a place in every
 * part, so a cursor can start behind any row. A row that heads both parts is taken once. A part with a broken link ends
 * the listing when its rows run out.
 */
export function mergeParts(
  slices: readonly (PartSlice | null)[],
  from: Positions,
  order: Order,
): Slice<StacItem, Positions> {
  const [only] = slices;
  if (slices.length === 1 && only) return alone(only);
  const positions = [...from];
  const queues = slices.map(entriesOf);
  const rows: Row<StacItem, Positions>[] = [];
  const gaps: number[] = [];
  const settle = (part: number) => {
    const queue = queues[part] ?? [];
    for (; queue[0] === GAP; queue.shift()) gaps.push(rows.length);
    // A broken part keeps its position, so that a page which starts there finds it broken again.
    if (queue.length === 0 && !slices[part]?.broken) positions[part] = slices[part]?.next ?? null;
  };
  for (const part of slices.keys()) settle(part);
  // A part with more to read but no row at hand stops the merge: its next row may belong before the others.
  const isStuck = () => slices.some((slice, part) => queues[part]?.length === 0 && (slice?.next || slice?.broken));
  for (let item = headOf(queues, order); item !== undefined && !isStuck(); item = headOf(queues, order)) {
    // An item across the antimeridian may head both parts if Aleph and this client disagree on where it lies.
    for (const [part, queue] of queues.entries()) {
      const [head] = queue;
      if (head === undefined || head === GAP || !isSame(head.item, item)) continue;
      queue.shift();
      positions[part] = head.next;
      settle(part);
    }
    rows.push({ item, next: [...positions] });
  }
  const broken = slices.some((slice, part) => slice?.broken && queues[part]?.length === 0);
  const hasMore = !broken && positions.some((position) => position !== null);
  return { rows, gaps, next: hasMore ? positions : undefined, broken, totalCount: undefined };
}

function alone({ rows, gaps, next, broken, totalCount }: PartSlice): Slice<StacItem, Positions> {
  return {
    rows: rows.map((row) => new PlacedRow(row.item, row, placeInOnly)),
    gaps,
    next: next && [next],
    broken: broken ?? false,
    totalCount,
  };
}

function placeInOnly({ next }: Row<StacItem, PartPosition>): Positions {
  return [next];
}

/** Stands for a row that did not fit. */
const GAP = Symbol('gap');
type Entry = Row<StacItem, PartPosition> | typeof GAP;

function entriesOf(slice: PartSlice | null): Entry[] {
  const { rows = [], gaps = [] } = slice ?? {};
  const gapsAt = (index: number) => gaps.filter((gap) => gap === index).map((): Entry => GAP);
  return [...rows.flatMap((row, index): Entry[] => [...gapsAt(index), row]), ...gapsAt(rows.length)];
}

function headOf(queues: readonly (readonly Entry[])[], order: Order): StacItem | undefined {
  return queues.flatMap(([head]) => (head === undefined || head === GAP ? [] : head.item)).toSorted(order)[0];
}

function isSame(a: StacItem, b: StacItem): boolean {
  return a.itemId === b.itemId && a.collectionId === b.collectionId;
}
