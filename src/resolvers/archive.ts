import { readArchivePage, type SearchReport } from '../aleph/archive-pages.ts';
import { ARCHIVE_START, isArchivePosition } from '../aleph/archive-slices.ts';
import type { Contract } from '../aleph/contracts.ts';
import { checkDateRange, type DateRange } from '../aleph/dates.ts';
import type { ItemFilter } from '../aleph/item-filters.ts';
import type { StacItem } from '../aleph/items.ts';
import type { BBox } from '../aleph/wire.ts';
import { checkFirst, conditionsOf, type Nullish } from './arguments.ts';
import { type Connection, connectionOf } from './connections.ts';
import type { Context } from './context.ts';
import { type After, cursorScope, decodeCursor } from './cursors.ts';

const MOST_ITEMS = 2_000;

interface ArchiveSearchArgs {
  readonly bbox: BBox;
  readonly dates: DateRange;
  readonly collections?: readonly string[] | null | undefined;
  readonly first: number;
  readonly after?: After;
  readonly filter?: Nullish<Omit<ItemFilter, 'collections'>> | null | undefined;
}

export interface ImageryConnection extends Connection<StacItem> {
  readonly report: SearchReport;
}

export async function archiveSearchOfContract(
  { id: contractId }: Contract,
  { bbox, dates, ...args }: ArchiveSearchArgs,
  { aleph }: Context,
): Promise<ImageryConnection> {
  const first = checkFirst(args.first, MOST_ITEMS);
  const span = checkDateRange(dates);
  const filter = conditionsOf<ItemFilter>({ ...args.filter, collections: args.collections });
  const scope = cursorScope('archiveSearch', contractId, [bbox, span, filter]);
  const from = decodeCursor(scope, args.after, isArchivePosition) ?? ARCHIVE_START;
  const page = await readArchivePage(aleph, { contractId, bbox, ...span, filter, first, from });
  return { ...connectionOf(page, scope, args.after), report: page.report };
}
