import { AlephError, badInput } from '../../aleph/errors.ts';
import type { Context } from '../context.ts';
import { namedContract } from '../contracts.ts';
import type { WriteDesk } from './desk.ts';

/** The ids of Aleph's contracts. A text in another form may be a secret in the wrong place. */
const ID_OF_CONTRACT = /^cont\.[A-Za-z0-9-]{1,64}$/;

/** The desk, once the caller may write to the contract. Throws FORBIDDEN or CONTRACT_NOT_ACCESSIBLE. */
export async function deskFor(contractId: string, context: Context): Promise<WriteDesk> {
  const { writes: desk } = context;
  if (desk !== undefined && ID_OF_CONTRACT.test(contractId)) desk.audit.contract = contractId;
  desk?.writes.checkContract(contractId);
  await namedContract(context, contractId, ['input', 'contractId']);
  if (desk === undefined) throw new AlephError('FORBIDDEN', 'This server does not write.');
  desk.audit.contract = contractId;
  return desk;
}

const KEY = /^[\x20-\x7e]{1,255}$/;

export function checkKey(key: string): string {
  if (KEY.test(key)) return key;
  const path = ['input', 'idempotencyKey'];
  throw badInput(path, `${path.join('.')}: expected 1 to 255 printable ASCII characters.`);
}

/** An input of GraphQL without its nulls, which mean the same as absence. */
export function withoutNulls<T extends object>(input: T): { [K in keyof T]: Exclude<T[K], null> } {
  const entries = Object.entries(input).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], null> };
}

/** Milliseconds since 1970, for windows that must not be over. */
export function nowOf({ writes }: Context): number {
  return writes?.writes.clock.wallNow() ?? Date.now();
}
