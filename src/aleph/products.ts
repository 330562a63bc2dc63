import * as z from 'zod';
import type { Reader } from './reads/reader.ts';
import { readWholeList } from './reads/whole-lists.ts';
import { optional, rowsOf } from './values/wire.ts';

/** A product that a contract may task. */
export interface TaskingProduct {
  readonly contractId: string;
  /** Aleph's `pk`. */
  readonly productId: number;
  readonly name: string;
  /** The target it takes; absent when Aleph does not say, as older answers do [doc: tasking-service]. */
  readonly targetType: 'POINT' | 'POLYGON' | undefined;
}

const LIST_PATH = '/tasking/products/';
const KEEP_MS = 5 * 60_000;
const PAGE_ROWS = 200;

const ProductWire = z.object({ pk: z.int32(), name: z.string(), is_area: optional(z.boolean()) });

/** Every tasking product of a contract, in Aleph's order. */
export function listProducts(reader: Reader, contractId: string): Promise<readonly TaskingProduct[]> {
  const read = {
    service: 'products',
    operation: 'listProducts',
    method: 'GET',
    route: LIST_PATH,
    path: LIST_PATH,
    contractId,
    query: { limit: PAGE_ROWS, offset: 0 },
    keepMs: KEEP_MS,
  } as const;
  return readWholeList(reader, read, (json) => rowsOf(json, ProductWire, (row) => productOf(contractId, row)));
}

function productOf(contractId: string, row: z.infer<typeof ProductWire>): TaskingProduct {
  const targetType = row.is_area === undefined ? undefined : row.is_area ? 'POLYGON' : 'POINT';
  return { contractId, productId: row.pk, name: row.name, targetType };
}
