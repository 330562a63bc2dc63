import type { Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { listReply } from './pages.ts';
import type { Contract } from './world/contracts.ts';
import type { World } from './world/world.ts';

const FIRST_CLIENT = 41;

/** GET /tasking/clients: the names that the contract's tasks were placed for. */
export function listClients(request: ApiRequest, world: World, contract: Contract): Reply {
  const own = world.tasks.filter((task) => task.contractId === contract.id);
  const names = [...new Set(own.map((task) => task.client))].sort();
  const rows = names.map((name, index) => ({ pk: FIRST_CLIENT + index, name, is_active: true }));
  return listReply(rows, { request, world });
}
