import { badInput } from '../aleph/errors.ts';
import { coverageOf, isHeavy, measureAll, type Target } from '../aleph/geometry/coverage.ts';
import {
  IMAGERY_START,
  type ImageryPage,
  isImageryPosition,
  readImageryPage,
  type SearchReport,
} from '../aleph/imagery/imagery.ts';
import type { ImagerySearch } from '../aleph/imagery/imagery-parts.ts';
import type { ItemFilter } from '../aleph/imagery/item-filters.ts';
import type { StacItem } from '../aleph/items.ts';
import type { JsonObject } from '../aleph/values/wire.ts';
import { checkFirst, conditionsOf, type Nullish } from './arguments.ts';
import { type Connection, connectionOf, type Edge } from './connections.ts';
import type { Context } from './context.ts';
import { type After, CursorScope, decodeCursor } from './cursors.ts';

export interface ImageryEdge extends Edge<StacItem> {
  /** The searched area, for coverage; absent when the search has none. */
  readonly target: Target | undefined;
  /** Measures all edges of the page in one go, once. For heavy targets, which need many pauses for the event loop. */
  readonly measured: () => Promise<void>;
}

export interface ImageryConnection extends Connection<StacItem> {
  readonly edges: () => readonly ImageryEdge[];
  readonly report: SearchReport;
}

export interface ImageryPageArgs {
  readonly first: number;
  readonly after?: After;
  readonly filter?: Nullish<ItemFilter> | null | undefined;
}

/**
 * A page for any imagery field: checks `first`, `after` and `filter`, then searches. `field` names the scope of the
 * cursor.
 */
export async function imageryPage(
  field: string,
  search: ImagerySearch,
  { cql2, after, ...args }: ImageryPageArgs & { readonly cql2?: JsonObject | undefined },
  { aleph }: Context,
): Promise<ImageryConnection> {
  const first = checkFirst(args.first, 'items');
  const filter = conditionsOf<ItemFilter>(args.filter);
  checkFilter(filter);
  const scope = new CursorScope(field, search.contractId, [search, cql2, filter]);
  const from = decodeCursor(scope, after, isImageryPosition) ?? IMAGERY_START;
  const page = await readImageryPage(aleph, { search, filter, cql2, first, from });
  const connection = connectionOf(page, scope, after);
  const measured = measuring(page);
  const { target, report } = page;
  const edges = () => connection.edges().map(({ cursor, node }) => ({ cursor, node, target, measured }));
  return { report, ...connection, edges };
}

export function coverageOfImageryEdge({ node, target, measured }: ImageryEdge) {
  if (target === undefined) return undefined;
  const measure = () => coverageOf(target, node.geometry);
  return isHeavy(target) ? measured().then(measure) : measure();
}

function measuring({ target, rows }: ImageryPage): () => Promise<void> {
  let measured: Promise<void> | undefined;
  return async () => {
    if (target === undefined) return;
    measured ??= measureAll(
      target,
      rows.map(({ item }) => item.geometry),
    );
    await measured;
  };
}

function checkFilter(filter: Partial<ItemFilter>): void {
  for (const name of ['cloudCoverMax', 'coverageMin'] as const) {
    const percent = filter[name] ?? 0;
    if (percent < 0 || percent > 100) throw badInput(['filter', name], `filter.${name}: expected 0 to 100.`);
  }
}
