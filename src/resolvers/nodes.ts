import type { Capture } from '../aleph/captures.ts';
import type { StacCollection } from '../aleph/collections.ts';
import type { Contract } from '../aleph/contracts.ts';
import { AlephError, badInput } from '../aleph/errors.ts';
import type { StacItem } from '../aleph/items.ts';
import type { Order } from '../aleph/orders.ts';
import type { TaskingProduct } from '../aleph/products.ts';
import type { Task } from '../aleph/tasks.ts';
import { checkIdInPath } from '../aleph/values/ids.ts';
import { findCapture } from './captures.ts';
import { findCollection } from './collections.ts';
import type { Context } from './context.ts';
import { namedContract } from './contracts.ts';
import { decodeNodeId, type NodeName } from './node-ids.ts';
import { findProduct } from './products.ts';

export type Node = Contract | TaskingProduct | Task | StacItem | StacCollection | Capture | Order;

export const MOST_NODES = 50;

export function nodeOfQuery(_root: unknown, args: { id: string }, context: Context): Promise<Node | undefined> {
  return fetchNode('id', args.id, context);
}

/** One entry for each id, in order. A failed entry is null with an error of its own. */
export function nodesOfQuery(_root: unknown, { ids }: { ids: readonly string[] }, context: Context) {
  if (ids.length > MOST_NODES) throw badInput(['ids'], `ids: at most ${MOST_NODES} at once.`);
  return ids.map((id) => fetchNode('ids', id, context));
}

/** Checks the contract first, so an id of a contract of others costs no further call. */
async function fetchNode(argument: 'id' | 'ids', id: string, context: Context): Promise<Node | undefined> {
  const name = decodeNodeId(argument, id);
  if (name.type === 'Contract') return fetchContract(argument, id, context);
  await namedContract(context, name.contractId, argument);
  for (const part of name.key) checkIdInPath(String(part), argument);
  return FETCHES[name.type](context, name.contractId, ...name.key.map(String));
}

/** A contract keeps Aleph's own id, so a text that cannot be decoded may still be the id of a contract. */
async function fetchContract(argument: string, id: string, context: Context): Promise<Contract> {
  try {
    return await namedContract(context, id, argument);
  } catch (error) {
    const isUnknown = error instanceof AlephError && ['BAD_USER_INPUT', 'CONTRACT_NOT_ACCESSIBLE'].includes(error.code);
    if (!isUnknown || id.startsWith('cont.')) throw error;
    throw badInput([argument], `${argument}: this id cannot be decoded.`);
  }
}

type Fetch = (context: Context, contractId: string, ...key: string[]) => Promise<Node | undefined>;

/** The read for each type, by key. */
const FETCHES: Readonly<Record<Exclude<NodeName['type'], 'Contract'>, Fetch>> = {
  TaskingProduct: (context, contractId, productId) => findProduct(context, contractId, Number(productId)),
  Task: ({ aleph }, contractId, taskId) => aleph.getTask(contractId, Number(taskId)),
  StacItem: ({ aleph }, contractId, collectionId = '', itemId = '') => aleph.getItem(contractId, collectionId, itemId),
  StacCollection: (context, contractId, collectionId = '') => findCollection(context, contractId, collectionId),
  Order: ({ aleph }, contractId, orderId = '') => aleph.getOrder(contractId, orderId),
  Capture: (context, contractId, ...key) => findCapture(context, contractId, key),
};
