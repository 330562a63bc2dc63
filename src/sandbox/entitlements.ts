import { noSuchThing } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import type { Contract } from './world/contracts.ts';
import type { CollectionId } from './world/imagery/entries.ts';

/** The collection in the path. One outside the contract might as well not exist. */
export function entitledId(request: ApiRequest, contract: Contract): CollectionId {
  const [wanted = ''] = request.pathParams;
  const id = contract.collections.find((one) => one === wanted);
  if (!id) throw noSuchThing(`Collection ${wanted} does not exist.`);
  return id;
}
