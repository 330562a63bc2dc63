import type { Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { listReply } from './pages.ts';
import type { Contract } from './world/contracts.ts';
import type { World } from './world/world.ts';

/** GET /tasking/products */
export function listProducts(request: ApiRequest, world: World, contract: Contract): Reply {
  return listReply(contract.products, { request, world });
}
