import type { Contract } from '../aleph/contracts.ts';
import { checkText } from '../aleph/values/ids.ts';
import type { Context } from './context.ts';

interface StacItemArgs {
  readonly collectionId: string;
  readonly itemId: string;
}

export function stacItemOfContract({ id }: Contract, { collectionId, itemId }: StacItemArgs, { aleph }: Context) {
  return aleph.getItem(id, checkText(collectionId, ['collectionId']), checkText(itemId, ['itemId']));
}
