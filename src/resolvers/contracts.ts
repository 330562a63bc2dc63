import type { Contract } from '../aleph/contracts.ts';
import { AlephError } from '../aleph/errors.ts';
import { findRow } from '../aleph/reads/whole-lists.ts';
import { checkContractId } from '../aleph/values/ids.ts';
import type { Context } from './context.ts';

export function contractsOfQuery(_root: unknown, _args: unknown, { aleph }: Context): Promise<readonly Contract[]> {
  return aleph.listContracts();
}

export function contractOfQuery(_root: unknown, args: { id: string }, context: Context): Promise<Contract> {
  return namedContract(context, args.id, 'id');
}

/** The contract of an object. It is in the caller's list, because the object was reached through it. */
export async function contractOf(owned: { contractId: string }, _args: unknown, context: Context): Promise<Contract> {
  return (await listedContract(context, owned.contractId)) ?? throwNotAccessible();
}

/** The contract that an argument names. An id in an odd form is a mistake, unless Aleph lists it. */
export async function namedContract(
  context: Context,
  id: string,
  argument: string | readonly string[],
): Promise<Contract> {
  const contract = await listedContract(context, id);
  if (contract === undefined) checkContractId(id, argument);
  return contract ?? throwNotAccessible();
}

/** One contract of the caller's own list. */
async function listedContract({ aleph }: Context, contractId: string): Promise<Contract | undefined> {
  return findRow(await aleph.listContracts(), ({ id }) => id === contractId);
}

/** The error is the same whether the contract exists for others or not. */
function throwNotAccessible(): never {
  throw new AlephError('CONTRACT_NOT_ACCESSIBLE', 'This contract is not available to these credentials.');
}
