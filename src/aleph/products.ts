import { int32, kind, text } from '../json/kinds.ts';
import { optional, required } from '../json/members.ts';
import { type Of, record, shared } from '../json/records.ts';
import type { Reader } from './reads/reader.ts';
import { readWholeList, type WholeList } from './reads/whole-lists.ts';

const targetType = kind<'POINT' | 'POLYGON'>((isArea) =>
  typeof isArea === 'boolean' ? (isArea ? 'POLYGON' : 'POINT') : undefined,
);

export const PRODUCT = record(
  {
    productId: required(int32, 'pk'),
    name: required(text, 'name'),
    /** The kind of target; absent where Aleph does not say, as in older answers [doc: tasking-service]. */
    targetType: optional(targetType, 'is_area'),
  },
  { shared: shared<{ readonly contractId: string }>('contractId') },
);
/** A product that a contract may task. */
export type TaskingProduct = Of<typeof PRODUCT>;

const LIST_PATH = '/tasking/products/';
const KEEP_MS = 5 * 60_000;
const PAGE_ROWS = 200;

/** Every tasking product of a contract, in Aleph's order. */
export function listProducts(reader: Reader, contractId: string): Promise<WholeList<TaskingProduct>> {
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
  return readWholeList(reader, read, {
    type: PRODUCT,
    shared: { contractId },
    idOf: ({ productId }) => String(productId),
  });
}
