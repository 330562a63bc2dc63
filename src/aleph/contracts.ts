import { identifier, text } from '../json/kinds.ts';
import { or, required } from '../json/members.ts';
import { type Of, record } from '../json/records.ts';
import type { Reader } from './reads/reader.ts';
import { readWholeList, type WholeList } from './reads/whole-lists.ts';

// The guide has contract_id and name [seed]; a public client also met id and title [obs: im].
export const CONTRACT = record({
  id: or(required(identifier, 'contract_id'), 'id'),
  name: or(required(text, 'name'), 'title', 'contract_id', 'id'),
});
/** A contract that the credentials may use; everything else belongs to one. */
export type Contract = Of<typeof CONTRACT>;

const LIST = {
  service: 'contracts',
  operation: 'listContracts',
  method: 'GET',
  route: '/contracts',
  path: '/contracts',
  keepMs: 60_000,
} as const;

/**
 * Every contract of the caller, in Aleph's order. The guide documents no pages [seed]. Throws TOKEN_EXPIRED or
 * CREDENTIALS_REJECTED.
 */
export function listContracts(reader: Reader): Promise<WholeList<Contract>> {
  return readWholeList(reader, LIST, { type: CONTRACT, shared: {}, idOf: ({ id }) => id });
}
