import type { ArchiveSearch } from './archive.ts';
import { type ArchivePosition, readArchive } from './archive-slices.ts';
import type { AlephClient } from './client.ts';
import { filterNames, type ItemFilter, matchesFilter } from './item-filters.ts';
import type { StacItem } from './items.ts';
import { fillPage, type Page } from './pages.ts';

export interface ArchivePageRequest extends ArchiveSearch {
  readonly contractId: string;
  readonly filter: ItemFilter;
  readonly first: number;
  readonly from: ArchivePosition;
}

/** Who applied which argument, and how many items were read for a page. */
export interface SearchReport {
  readonly appliedByAleph: readonly string[];
  readonly appliedHere: readonly string[];
  readonly itemsScanned: number;
}

export interface ArchivePage extends Page<StacItem, ArchivePosition> {
  readonly report: SearchReport;
}

/** A page of a search, filtered here where Aleph does not, and read on until it is full. */
export async function readArchivePage(
  client: Pick<AlephClient, 'searchArchive' | 'searchItems'>,
  request: ArchivePageRequest,
): Promise<ArchivePage> {
  const { filter, first, from: start } = request;
  let collectionsApplied = false;
  const page = await fillPage({
    first,
    start,
    read: async (position) => {
      const slice = await readArchive(client, { ...request, collections: filter.collections, limit: first }, position);
      collectionsApplied = slice.collectionsApplied;
      return slice;
    },
    idOf: (item) => `${item.collectionId}/${item.itemId}`,
    keep: (item) => matchesFilter(item, filter),
  });
  const names = filterNames(filter);
  const isAlephs = (name: string) => name === 'collections' && collectionsApplied;
  const appliedHere = names.filter((name) => !isAlephs(name));
  return {
    ...page,
    totalCount: appliedHere.length === 0 ? page.totalCount : undefined,
    report: {
      appliedByAleph: ['bbox', 'dates', ...names.filter(isAlephs)],
      appliedHere,
      itemsScanned: page.scanned,
    },
  };
}
