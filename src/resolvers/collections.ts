import type { StacCollection } from '../aleph/collections.ts';
import type { Contract } from '../aleph/contracts.ts';
import type { StacItem } from '../aleph/items.ts';
import { findRow } from '../aleph/reads/whole-lists.ts';
import { checkIdInPath } from '../aleph/values/ids.ts';
import type { Context } from './context.ts';

export function stacCollectionsOfContract(
  contract: Contract,
  _args: unknown,
  { aleph }: Context,
): Promise<readonly StacCollection[]> {
  return aleph.listCollections(contract.id);
}

export function stacCollectionOfContract(contract: Contract, args: { collectionId: string }, { aleph }: Context) {
  return aleph.getCollection(contract.id, checkIdInPath(args.collectionId, 'collectionId'));
}

export function collectionOfStacItem(item: StacItem, _args: unknown, context: Context) {
  return findCollection(context, item.contractId, item.collectionId);
}

/** Finds a collection in the list, so that an operation with many collections makes one call. */
export async function findCollection({ aleph }: Context, contractId: string, collectionId: string) {
  return findRow(await aleph.listCollections(contractId), (collection) => collection.collectionId === collectionId);
}
