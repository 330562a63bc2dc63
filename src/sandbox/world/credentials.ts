import { CONTRACTS } from './contracts.ts';

/** An API credential and the contracts it was made for. */
export interface Credential {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly contractIds: readonly string[];
}

/** Two identities that share no contract. They open nothing but the sandbox. */
export const CREDENTIALS: readonly Credential[] = [
  credential('sandbox-north', 'sandbox-north-secret'),
  credential('sandbox-south', 'sandbox-south-secret'),
];

function credential(clientId: string, clientSecret: string): Credential {
  const contracts = CONTRACTS.filter((contract) => contract.clientId === clientId);
  return { clientId, clientSecret, contractIds: contracts.map(({ id }) => id) };
}
