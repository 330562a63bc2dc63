import type { Contract } from '../aleph/contracts.ts';
import { MOST_COLLECTIONS } from '../aleph/imagery/search-input.ts';
import { checkDateRange, type DateRange } from '../aleph/values/dates.ts';
import { checkTexts } from '../aleph/values/ids.ts';
import type { BBox } from '../aleph/values/wire.ts';
import type { Context } from './context.ts';
import { type ImageryConnection, type ImageryPageArgs, imageryPage } from './imagery.ts';

interface ArchiveSearchArgs extends ImageryPageArgs {
  readonly bbox: BBox;
  readonly dates: DateRange;
  readonly collections?: readonly string[] | null | undefined;
}

export async function archiveSearchOfContract(
  { id: contractId }: Contract,
  { bbox, dates, collections, ...page }: ArchiveSearchArgs,
  context: Context,
): Promise<ImageryConnection> {
  const named = collections ? checkTexts(collections, ['collections'], MOST_COLLECTIONS) : undefined;
  const search = { contractId, route: 'archive', bbox, dates: checkDateRange(dates), collections: named } as const;
  return imageryPage('archiveSearch', search, page, context);
}
