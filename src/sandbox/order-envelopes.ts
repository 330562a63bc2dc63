import { json, type Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { listReply } from './pages.ts';
import type { World } from './world/world.ts';

/** A page of what belongs to an order, in one of the three forms that clients have to read; the bare one has no pages. */
export function severalRows(rows: readonly object[], request: ApiRequest, world: World): Reply {
  const { orderPartsEnvelope } = world.guesses;
  const list = orderPartsEnvelope === 'features' ? rows.map(featureOf) : rows;
  return listReply(list, { request, world }, { rows: orderPartsEnvelope });
}

/** One row, in the form that rows have in a list. */
export function singleRow(row: object, { guesses }: World): Reply {
  return json(guesses.orderPartsEnvelope === 'features' ? featureOf(row) : row);
}

function featureOf(row: object) {
  return { type: 'Feature', geometry: null, properties: row };
}
