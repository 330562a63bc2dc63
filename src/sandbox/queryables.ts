import { entitledId } from './entitlements.ts';
import { json, type Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import type { Contract } from './world/contracts.ts';
import { QUERYABLES_OF, type Queryable, type QueryableType } from './world/queryables.ts';
import type { World } from './world/world.ts';

/** GET /archive/stac/queryables: what any of the contract's collections can be asked by. */
export function listQueryables(_: ApiRequest, world: World, contract: Contract): Reply {
  const names = contract.collections.flatMap((id) => QUERYABLES_OF[id]);
  return schema('Aleph archive', `${world.url}/archive/stac/queryables`, { names, world });
}

/** GET /archive/stac/collections/{id}/queryables */
export function getQueryables(request: ApiRequest, world: World, contract: Contract): Reply {
  const id = entitledId(request, contract);
  const address = `${world.url}/archive/stac/collections/${id}/queryables`;
  return schema(id, address, { names: QUERYABLES_OF[id], world });
}

function schema(title: string, id: string, { names, world }: { names: readonly Queryable[]; world: World }): Reply {
  const body = {
    $schema: 'https://json-schema.org/draft/2019-09/schema',
    $id: id,
    type: 'object',
    title,
    properties: Object.fromEntries(names.map(([name, type]) => [name, { title: name, ...typeSchema(type) }])),
    additionalProperties: world.guesses.unlistedProperties === 'looked-up',
  };
  return json(body, 200, 'application/schema+json');
}

function typeSchema(type: QueryableType) {
  return type === 'instant' ? { type: 'string', format: 'date-time' } : { type };
}
