import { createHash, randomUUID } from 'node:crypto';
import { canonicalJson } from '../../json/canonical.ts';
import type { Ticket } from '../../store/records.ts';
import type { Placing } from './placing.ts';

type Placed = Pick<Placing<unknown>, 'mutation' | 'contractId' | 'key' | 'name' | 'input'>;

/**
 * The records of a placement, for one more attempt. They belong to the contract, not to the caller: another token of the
 * same caller has another identity. The store sees hashes alone.
 */
export function ticketOf(placed: Placed): Ticket {
  const { mutation, contractId, name, input } = placed;
  return {
    key: keyRecord(placed),
    name: hash('name', mutation, contractId, name),
    fingerprint: hash(canonicalJson(input)),
    owner: randomUUID(),
  };
}

/** The name of the record of a key; audit lines show it too. */
export function keyRecord({ mutation, contractId, key }: Pick<Placed, 'mutation' | 'contractId' | 'key'>): string {
  return hash('key', mutation, contractId, key);
}

export function contractRecord(contractId: string): string {
  return hash('contract', contractId);
}

function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
