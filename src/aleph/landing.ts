import type { Reader } from './reads/reader.ts';
import { misfitOf } from './values/lists.ts';
import { recordOf, textsOf } from './values/wire.ts';

/** The conformance classes of the STAC landing page [std: STAC API 1.0.0]. */
export function listConformance(reader: Reader, contractId: string): Promise<readonly string[]> {
  return reader.read({
    service: 'stac',
    operation: 'readLandingPage',
    method: 'GET',
    route: '/archive/stac/',
    path: '/archive/stac/',
    contractId,
    shape: (json) => {
      const classes = textsOf(recordOf(json)?.['conformsTo']);
      if (classes === undefined) throw misfitOf(json, 'no landing page');
      return classes;
    },
  });
}
