import type { StacCollection } from '../aleph/collections.ts';
import type { Contract } from '../aleph/contracts.ts';
import { checkSearchInput, type SearchInput } from '../aleph/imagery/search-input.ts';
import { checkDateRange, type DateRange } from '../aleph/values/dates.ts';
import type { BBox } from '../aleph/values/wire.ts';
import type { Nullish } from './arguments.ts';
import type { Context } from './context.ts';
import { type ImageryConnection, type ImageryPageArgs, imageryPage } from './imagery.ts';

interface StacSearchArgs extends ImageryPageArgs {
  readonly input: Nullish<SearchInput>;
}

export async function stacSearchOfContract(
  { id: contractId }: Contract,
  { input, ...page }: StacSearchArgs,
  context: Context,
): Promise<ImageryConnection> {
  const { cql2, ...search } = checkSearchInput(input);
  return imageryPage('stacSearch', { contractId, route: 'stac', ...search }, { ...page, cql2 }, context);
}

interface CollectionItemsArgs extends ImageryPageArgs {
  readonly bbox?: BBox | null | undefined;
  readonly dates?: DateRange | null | undefined;
}

export async function itemsOfStacCollection(
  { contractId, collectionId }: StacCollection,
  { bbox, dates, ...page }: CollectionItemsArgs,
  context: Context,
): Promise<ImageryConnection> {
  const area = { bbox: bbox ?? undefined, dates: dates ? checkDateRange(dates) : undefined };
  return imageryPage('items', { contractId, route: 'stac', ...area, collections: [collectionId] }, page, context);
}
