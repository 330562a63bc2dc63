import { opportunitiesOver } from '../feasibility.ts';
import { json, noSuchRow, type Reply } from '../http/replies.ts';
import type { ApiRequest } from '../http/requests.ts';
import type { Contract } from '../world/contracts.ts';
import type { World } from '../world/world.ts';
import { readOrder } from './forms.ts';

/** POST /v2/analysis/opportunities: takes the body of an order and places nothing. */
export function startAnalysis(request: ApiRequest, world: World, contract: Contract): Reply {
  const { geometry, properties } = readOrder(request, world, contract);
  const { start, end } = properties.parameters;
  const opportunities = start && end ? opportunitiesOver(geometry, { start, end }, world.seed) : [];
  const id = world.analyses.start(contract.id, opportunities);
  return json({ ...named(id, world), status: 'PENDING' }, world.guesses.created);
}

/** GET /v2/analysis/opportunities/{id} */
export function getAnalysis(request: ApiRequest, world: World, contract: Contract): Reply {
  const [id = ''] = request.pathParams;
  const analysis = world.analyses.look(contract.id, id);
  if (!analysis) throw noSuchRow();
  return json({ ...named(id, world), ...analysis });
}

function named(id: string, { guesses }: World) {
  return guesses.orderPartNames === 'long' ? { analysis_id: id } : { id };
}
