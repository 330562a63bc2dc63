import type { Contract } from './contracts.ts';
import { json, type Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { pageOf } from './pages.ts';
import type { World } from './world.ts';

export interface Product {
  readonly pk: number;
  readonly name: string;
  /** True when it takes a polygon; older answers do not say. */
  readonly is_area?: boolean;
}

/** GET /tasking/products */
export function listProducts(request: ApiRequest, world: World, contract: Contract): Reply {
  return json(pageOf(contract.products, request, world));
}
