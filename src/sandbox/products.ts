import type { Contract } from './contracts.ts';
import { pageOf } from './pages.ts';
import { json, type Reply } from './replies.ts';
import type { ApiRequest } from './requests.ts';
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
