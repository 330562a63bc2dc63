import type { Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { listReply } from './pages.ts';
import { CONTRACTS } from './world/contracts.ts';
import type { World } from './world/world.ts';

/** GET /contracts: those of the credential, never those of the others. */
export function listContracts(request: ApiRequest, world: World, clientId: string): Reply {
  const rows = CONTRACTS.filter((contract) => contract.clientId === clientId).map(({ id, name }) => ({
    contract_id: id,
    name,
  }));
  return listReply(rows, { request, world }, { rows: world.guesses.contractsEnvelope });
}
