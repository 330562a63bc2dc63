import type { StacCollection } from '../aleph/collections.ts';
import type { Contract } from '../aleph/contracts.ts';
import type { StacItem } from '../aleph/items.ts';
import type { Context } from './context.ts';

export function stacCollectionsOfContract(
  contract: Contract,
  _args: unknown,
  { aleph }: Context,
): Promise<readonly StacCollection[]> {
  return aleph.listCollections(contract.id);
}

export function stacCollectionOfContract(contract: Contract, args: { collectionId: string }, { aleph }: Context) {
  return aleph.getCollection(contract.id, args.collectionId);
}

/** Found in the list: one call for a page of items, however many collections they come from. */
export async function collectionOfStacItem(item: StacItem, _args: unknown, { aleph }: Context) {
  const collections = await aleph.listCollections(item.contractId);
  return collections.find((collection) => collection.collectionId === item.collectionId);
}
