import { type ArchivePage, readArchivePage, type SearchReport } from '../aleph/archive-pages.ts';
import { ARCHIVE_START, isArchivePosition } from '../aleph/archive-slices.ts';
import type { Contract } from '../aleph/contracts.ts';
import { checkDateRange, type DateRange } from '../aleph/dates.ts';
import type { ItemFilter } from '../aleph/item-filters.ts';
import type { StacItem } from '../aleph/items.ts';
import type { BBox } from '../aleph/wire.ts';
import { checkFirst, type Nullish, withoutNulls } from './arguments.ts';
import { type Connection, connectionOf } from './connections.ts';
import type { Context } from './context.ts';
import { cursorScope, decodeCursor } from './cursors.ts';

const MOST_ITEMS = 2_000;

interface ArchiveSearchArgs {
  readonly bbox: BBox;
  readonly dates: DateRange;
  readonly collections?: readonly string[] | null | undefined;
  readonly first: number;
  readonly after?: string | null | undefined;
  readonly filter?: Nullish<Omit<ItemFilter, 'collections'>> | null | undefined;
}

export interface ImageryConnection extends Connection<StacItem> {
  readonly report: SearchReport;
}

export async function archiveSearchOfContract(
  { id: contractId }: Contract,
  { bbox, dates, collections, first, after, filter: given }: ArchiveSearchArgs,
  { aleph }: Context,
): Promise<ImageryConnection> {
  const span = checkDateRange(dates);
  const filter = withoutNulls<ItemFilter>({ ...given, collections });
  const scope = cursorScope('archiveSearch', contractId, [bbox, span, filter]);
  const from = after ? decodeCursor(scope, after, isArchivePosition) : ARCHIVE_START;
  const request = { contractId, bbox, ...span, filter, from, first: checkFirst(first, MOST_ITEMS) };
  const page: ArchivePage = await readArchivePage(aleph, request);
  return { ...connectionOf(page, scope, after), report: page.report };
}
