import type { Page } from '../aleph/reads/pages.ts';
import { type After, type CursorScope, encodeCursor } from './cursors.ts';

/**
 * A row of a page. Its cursor is made on demand: a page has thousands of rows, and most clients use the last cursor
 * only.
 */
export interface Edge<T> {
  readonly cursor: () => string;
  readonly node: T;
}

/**
 * A Relay connection. `totalCount` is absent where Aleph does not count; `complete` is false when a limit ended the
 * page early.
 */
export interface Connection<T> {
  readonly nodes: readonly T[];
  readonly edges: () => readonly Edge<T>[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: () => string | undefined;
    readonly endCursor: () => string | undefined;
  };
  readonly totalCount: number | undefined;
  readonly complete: boolean;
  /** Rows of Aleph that could not be read and are missing here. */
  readonly skipped: number;
}

export function connectionOf<T, P>(page: Page<T, P>, scope: CursorScope, after: After): Connection<T> {
  const [first] = page.rows;
  // An empty page that stopped at a limit has an end cursor too, so that the client can continue.
  const goesOn = first !== undefined || page.hasMore;
  return {
    nodes: page.rows.map(({ item }) => item),
    edges: () => page.rows.map((row) => ({ cursor: () => encodeCursor(scope, row.next), node: row.item })),
    pageInfo: {
      hasNextPage: page.hasMore,
      hasPreviousPage: page.hasPrevious ?? after != null,
      startCursor: () => first && encodeCursor(scope, first.next),
      endCursor: () => (goesOn ? encodeCursor(scope, page.end) : undefined),
    },
    totalCount: page.totalCount,
    complete: page.complete,
    skipped: page.skipped,
  };
}
