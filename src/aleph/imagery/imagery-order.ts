import type { StacItem } from '../items.ts';
import { PlacedRow, type Row, type Slice } from '../reads/pages.ts';
import type { SortBy } from '../search.ts';
import type { PartPosition, PartSlice } from './imagery-parts.ts';
import { comparableOf, propertyOf, type Scalar } from './item-properties.ts';

type Positions = readonly (PartPosition | null)[];
type Order = (a: StacItem, b: StacItem) => number;

/**
 * The order two parts of a search are merged in: as asked for, else newest first, which is pgstac's own [std]. An Aleph
 * that lists otherwise costs the order, never an item.
 */
export function orderOf(sortBy: readonly SortBy[] = []): Order {
  const keys = sortBy.length > 0 ? sortBy : [{ field: 'datetime', direction: 'DESC' } as const];
  return (a, b) => {
    for (const { field, direction } of keys) {
      const sign = compare(comparableOf(propertyOf(a, field)), comparableOf(propertyOf(b, field)));
      if (sign !== 0) return direction === 'ASC' ? sign : -sign;
    }
    return compare(a.itemId, b.itemId);
  };
}

/** A missing value is the largest, as PostgreSQL has it. */
function compare(a: Scalar | undefined, b: Scalar | undefined): number {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? 1 : -1;
  return a < b ? -1 : 1;
}

/**
 * One slice out of those of each part, in order; ends where a part has to be read on to know what comes next, and for
 * good where a broken part runs out of rows, as what would come next is not to be had.
 */
export function mergeParts(
  slices: readonly (PartSlice | null)[],
  from: Positions,
  order: Order,
): Slice<StacItem, Positions> {
  const [only] = slices;
  if (slices.length === 1 && only) return alone(only);
  const positions = [...from];
  const queues = slices.map((slice) => [...(slice?.rows ?? [])]);
  const settle = (part: number) => {
    // A broken part keeps its place, so that a page which starts there finds it broken again.
    if (queues[part]?.length === 0 && !slices[part]?.broken) positions[part] = slices[part]?.next ?? null;
  };
  for (const part of slices.keys()) settle(part);
  const rows: Row<StacItem, Positions>[] = [];
  // A part without a row at hand that has more to read stops the merge: its next row may belong before the others'.
  const isStuck = () => slices.some((slice, part) => queues[part]?.length === 0 && (slice?.next || slice?.broken));
  for (let item = headOf(queues, order); item !== undefined && !isStuck(); item = headOf(queues, order)) {
    // What lies across the line may head both, where Aleph and this client disagree on what a part holds.
    for (const [part, queue] of queues.entries()) {
      if (queue[0] === undefined || !isSame(queue[0].item, item)) continue;
      positions[part] = queue.shift()?.next ?? null;
      settle(part);
    }
    rows.push({ item, next: [...positions] });
  }
  const broken = slices.some((slice, part) => slice?.broken && queues[part]?.length === 0);
  const hasMore = !broken && positions.some((position) => position !== null);
  return { rows, next: hasMore ? positions : undefined, broken, totalCount: undefined };
}

function alone({ rows, next, broken, totalCount }: PartSlice): Slice<StacItem, Positions> {
  return {
    rows: rows.map((row) => new PlacedRow(row.item, row, placeInOnly)),
    next: next && [next],
    broken: broken ?? false,
    totalCount,
  };
}

function placeInOnly({ next }: Row<StacItem, PartPosition>): Positions {
  return [next];
}

function headOf(queues: readonly (readonly Row<StacItem, PartPosition>[])[], order: Order): StacItem | undefined {
  return queues.flatMap(([head]) => head?.item ?? []).toSorted(order)[0];
}

function isSame(a: StacItem, b: StacItem): boolean {
  return a.itemId === b.itemId && a.collectionId === b.collectionId;
}
