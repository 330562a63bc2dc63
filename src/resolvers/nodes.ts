import type { StacCollection } from '../aleph/collections.ts';
import type { Contract } from '../aleph/contracts.ts';
import { badInput } from '../aleph/errors.ts';
import { checkContractId } from '../aleph/ids.ts';
import type { StacItem } from '../aleph/items.ts';
import type { TaskingProduct } from '../aleph/products.ts';
import type { Task } from '../aleph/tasks.ts';
import { findCollection } from './collections.ts';
import type { Context } from './context.ts';
import { accessibleContract } from './contracts.ts';
import { decodeNodeId, type NodeName } from './node-ids.ts';
import { findProduct } from './products.ts';

export type Node = Contract | TaskingProduct | Task | StacItem | StacCollection;

const MOST_NODES = 50;

export function nodeOfQuery(_root: unknown, args: { id: string }, context: Context): Promise<Node | undefined> {
  return fetchNode('id', args.id, context);
}

/** One entry each, in the order asked; an entry that fails is null with its own error. */
export function nodesOfQuery(_root: unknown, { ids }: { ids: readonly string[] }, context: Context) {
  if (ids.length > MOST_NODES) throw badInput(['ids'], `ids: at most ${MOST_NODES} at once.`);
  return ids.map((id) => fetchNode('ids', id, context));
}

/** The contract is checked first: an id of somebody else's costs no data call. */
async function fetchNode(argument: 'id' | 'ids', id: string, context: Context): Promise<Node | undefined> {
  const name = decodeNodeId(argument, id);
  const contract = await accessibleContract(context, checkContractId(name.contractId, argument));
  return name.type === 'Contract' ? contract : fetchOwned(name, context);
}

function fetchOwned({ type, contractId, key }: NodeName, context: Context): Promise<Node | undefined> {
  const [first = '', second = ''] = key;
  if (type === 'Task') return context.aleph.getTask(contractId, Number(first));
  if (type === 'TaskingProduct') return findProduct(context, contractId, Number(first));
  if (type === 'StacCollection') return findCollection(context, contractId, String(first));
  return context.aleph.getItem(contractId, String(first), String(second));
}
