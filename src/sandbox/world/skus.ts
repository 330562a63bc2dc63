import type { Contract } from './contracts.ts';

/** What the second generation of orders calls a product. */
export interface Sku {
  readonly sku: string;
  readonly name: string;
  /** Absent for what comes out of the archive. */
  readonly target: 'Point' | 'Polygon' | undefined;
}

export const ARCHIVE_IMAGERY: Sku = { sku: 'ARCIMG-M.NN.NN', name: 'Archive Imagery', target: undefined };
export const SKUS: readonly Sku[] = [
  { sku: 'TSKPOI-M', name: 'Standard Tasking', target: 'Point' },
  { sku: 'TSKRSH-M.NN.NN', name: 'Rush Tasking', target: 'Point' },
  { sku: 'TSKARE-M', name: 'Standard Area Coverage', target: 'Polygon' },
  ARCHIVE_IMAGERY,
  { sku: 'TSKRRD-M.NN.NN', name: 'Rush Tasking with Rapid Delivery', target: 'Point' },
  { sku: 'ARCLGD-M.NN.NN', name: 'Legacy Archive Direct Download', target: undefined },
];

/** The product that a contract has under this code. `NN` is served as it is, and stands for two digits as well. */
export function skuOf({ skus }: Contract, code: string): Sku | undefined {
  const found = SKUS.find(({ sku }) => skus.includes(sku) && isCodeOf(sku, code));
  return found && { ...found, sku: code };
}

function isCodeOf(sku: string, code: string): boolean {
  return sku === code || sku === code.replaceAll(/\.\d\d(?=\.|$)/g, '.NN');
}
