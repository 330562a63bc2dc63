import type { Contract } from '../aleph/contracts.ts';
import { AlephError } from '../aleph/errors.ts';
import { checkContractId } from '../aleph/values/ids.ts';
import type { Context } from './context.ts';

export function contractsOfQuery(_root: unknown, _args: unknown, { aleph }: Context): Promise<readonly Contract[]> {
  return aleph.listContracts();
}

export async function contractOfQuery(_root: unknown, args: { id: string }, context: Context): Promise<Contract> {
  return accessibleContract(context, checkContractId(args.id));
}

/** The contract of an object. It is in the caller's list, because the object was reached through it. */
export function contractOf(owned: { contractId: string }, _args: unknown, context: Context): Promise<Contract> {
  return accessibleContract(context, owned.contractId);
}

/** One contract of the caller's own list. The error is the same whether the contract exists for others or not. */
export async function accessibleContract({ aleph }: Context, contractId: string): Promise<Contract> {
  const contract = (await aleph.listContracts()).find(({ id }) => id === contractId);
  if (contract !== undefined) return contract;
  throw new AlephError('CONTRACT_NOT_ACCESSIBLE', 'This contract is not available to these credentials.');
}
