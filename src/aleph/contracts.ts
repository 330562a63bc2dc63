import * as z from 'zod';
import type { Reader } from './reads/reader.ts';
import { readWholeList } from './reads/whole-lists.ts';
import { optional, rowsOf } from './values/wire.ts';

/** What a set of credentials may work under: the scope of everything else. */
export interface Contract {
  readonly id: string;
  readonly name: string;
}

const LIST = {
  service: 'contracts',
  operation: 'listContracts',
  method: 'GET',
  route: '/contracts',
  path: '/contracts',
  keepMs: 60_000,
} as const;

// The guide has contract_id and name [seed]; a public client also met id and title [obs: im].
const ContractWire = z.object({
  contract_id: optional(z.string()),
  id: optional(z.string()),
  name: optional(z.string()),
  title: optional(z.string()),
});

/**
 * Every contract of the caller, in Aleph's order. The guide knows no pages of them. Throws TOKEN_EXPIRED or
 * CREDENTIALS_REJECTED.
 */
export function listContracts(reader: Reader): Promise<readonly Contract[]> {
  return readWholeList(reader, LIST, contractsIn);
}

function contractsIn(json: unknown): readonly Contract[] {
  const rows = rowsOf(json, ContractWire, (row) => ({ id: row.contract_id ?? row.id, name: row.name ?? row.title }));
  return rows.flatMap(({ id, name }) => (id === undefined ? [] : [{ id, name: name ?? id }]));
}
