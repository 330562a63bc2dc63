import type { Reader } from './reads/reader.ts';
import { recordOf, textsOf } from './values/wire.ts';

/** The conformance classes of the STAC landing page; empty when it lists none [std: STAC API 1.0.0]. */
export function listConformance(reader: Reader, contractId: string): Promise<readonly string[]> {
  return reader.read({
    service: 'stac',
    operation: 'readLandingPage',
    method: 'GET',
    route: '/archive/stac/',
    path: '/archive/stac/',
    contractId,
    shape: (json) => textsOf(recordOf(json)?.['conformsTo']) ?? [],
  });
}
