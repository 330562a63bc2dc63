import type { Contract } from '../aleph/contracts.ts';
import type { TaskingProduct } from '../aleph/products.ts';
import { findRow } from '../aleph/reads/whole-lists.ts';
import type { Task } from '../aleph/tasks.ts';
import type { Context } from './context.ts';

export function taskingProductsOfContract(
  contract: Contract,
  _args: unknown,
  { aleph }: Context,
): Promise<readonly TaskingProduct[]> {
  return aleph.listProducts(contract.id);
}

export function taskingProductOfContract(contract: Contract, args: { productId: number }, context: Context) {
  return findProduct(context, contract.id, args.productId);
}

export function productOfTask(task: Task, _args: unknown, context: Context): Promise<TaskingProduct | undefined> {
  return findProduct(context, task.contractId, task.productId);
}

/** Aleph has no call for one product. The list is read once, however many tasks need it. */
export async function findProduct({ aleph }: Context, contractId: string, productId: number) {
  return findRow(await aleph.listProducts(contractId), (product) => product.productId === productId);
}
