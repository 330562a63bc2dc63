import * as z from 'zod';
import { nextOffsetOf, readEveryPage } from './pages.ts';
import type { Reader } from './reader.ts';
import { listOf, optional, rowsOf } from './wire.ts';

/** What a set of credentials may work under: the scope of everything else. */
export interface Contract {
  readonly id: string;
  readonly name: string;
}

const LIST_PATH = '/contracts';
const KEEP_MS = 60_000;

// The guide has contract_id and name [seed]; a public client also met id and title [obs: im].
const ContractWire = z.object({
  contract_id: optional(z.string()),
  id: optional(z.string()),
  name: optional(z.string()),
  title: optional(z.string()),
});

/** Every contract of the caller, in Aleph's order. Throws TOKEN_EXPIRED or CREDENTIALS_REJECTED. */
export function listContracts(reader: Reader): Promise<readonly Contract[]> {
  return readEveryPage(0, (offset) =>
    reader.read({
      service: 'contracts',
      operation: 'listContracts',
      method: 'GET',
      route: LIST_PATH,
      path: LIST_PATH,
      // The guide knows no pages of it: the first is asked for as written there.
      query: offset === 0 ? {} : { offset },
      keepMs: KEEP_MS,
      shape: (json) => ({
        rows: contractsIn(json),
        next: nextOffsetOf(json, { apiUrl: reader.apiUrl, path: LIST_PATH }, offset, listOf(json).length),
      }),
    }),
  );
}

function contractsIn(json: unknown): readonly Contract[] {
  const rows = rowsOf(json, ContractWire, (row) => ({ id: row.contract_id ?? row.id, name: row.name ?? row.title }));
  return rows.flatMap(({ id, name }) => (id === undefined ? [] : [{ id, name: name ?? id }]));
}
