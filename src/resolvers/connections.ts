import type { Page } from '../aleph/pages.ts';
import { type After, type CursorScope, encodeCursor } from './cursors.ts';

/** A row of a page. Its cursor is made when somebody asks for it: a page has thousands, of which the last one counts. */
export interface Edge<T> {
  readonly cursor: () => string;
  readonly node: T;
}

/** A Relay connection with what Aleph's listings can and cannot promise. */
export interface Connection<T> {
  readonly edges: readonly Edge<T>[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | undefined;
    readonly endCursor: string | undefined;
  };
  readonly totalCount: number | undefined;
  readonly complete: boolean;
}

export function connectionOf<T, P>(page: Page<T, P>, scope: CursorScope, after: After): Connection<T> {
  const edges = page.rows.map(({ item, next }) => ({ cursor: () => encodeCursor(scope, next), node: item }));
  return {
    edges,
    pageInfo: {
      hasNextPage: page.hasMore,
      hasPreviousPage: after != null,
      startCursor: edges[0]?.cursor(),
      // An empty page that stopped at a limit still says where to go on.
      endCursor: edges.length > 0 || page.hasMore ? encodeCursor(scope, page.end) : undefined,
    },
    totalCount: page.totalCount,
    complete: page.complete,
  };
}
