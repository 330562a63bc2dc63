import { json, type Reply } from './replies.ts';
import type { World } from './world.ts';

/** What belongs to an order, in one of the three forms that clients have to read. */
export function severalRows(rows: readonly object[], { guesses }: World): Reply {
  const bodies = {
    results: { count: rows.length, next: null, previous: null, results: rows },
    features: { type: 'FeatureCollection', features: rows.map(featureOf) },
    array: rows,
  };
  return json(bodies[guesses.orderPartsEnvelope]);
}

/** One row, in the form that rows have in a list. */
export function singleRow(row: object, { guesses }: World): Reply {
  return json(guesses.orderPartsEnvelope === 'features' ? featureOf(row) : row);
}

function featureOf(row: object) {
  return { type: 'Feature', geometry: null, properties: row };
}
