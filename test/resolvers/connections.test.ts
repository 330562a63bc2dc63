import { describe, expect, test } from 'vitest';
import type { Page } from '../../src/aleph/reads/pages.ts';
import { type Connection, connectionOf } from '../../src/resolvers/connections.ts';
import { CursorScope, encodeCursor } from '../../src/resolvers/cursors.ts';

const SCOPE = new CursorScope('tasks', 'cont.a', {});
const at = (position: number) => encodeCursor(SCOPE, position);

function pageLike(changes: Partial<Page<string, number>> = {}): Page<string, number> {
  const rows = [
    { item: 'a', next: 1 },
    { item: 'b', next: 2 },
  ];
  return { rows, end: 2, hasMore: true, complete: true, totalCount: 9, scanned: 2, skipped: 0, ...changes };
}

function cursorsOf({ startCursor, endCursor }: Connection<string>['pageInfo']) {
  return [startCursor(), endCursor()];
}

describe('a connection', () => {
  test('gives each row the cursor behind it, and the page those of its first and last', () => {
    const { edges, pageInfo } = connectionOf(pageLike(), SCOPE, undefined);
    expect(edges().map(({ cursor, node }) => [cursor(), node])).toEqual([
      [at(1), 'a'],
      [at(2), 'b'],
    ]);
    expect(cursorsOf(pageInfo)).toEqual([at(1), at(2)]);
    expect(pageInfo.hasNextPage).toBe(true);
  });

  test('ends where reading ended, which may be behind its last row', () => {
    const { pageInfo } = connectionOf(pageLike({ end: 7 }), SCOPE, undefined);
    expect(pageInfo.endCursor()).toBe(at(7));
  });

  test('that is empty has an end only where reading on makes sense', () => {
    const empty = pageLike({ rows: [], end: 7 });
    const stopped = connectionOf({ ...empty, complete: false }, SCOPE, undefined).pageInfo;
    expect([...cursorsOf(stopped), stopped.hasNextPage]).toEqual([undefined, at(7), true]);
    const ended = connectionOf({ ...empty, hasMore: false }, SCOPE, undefined).pageInfo;
    expect([...cursorsOf(ended), ended.hasNextPage]).toEqual([undefined, undefined, false]);
  });

  test.each([
    [undefined, false],
    [null, false],
    [at(1), true],
  ])('asked for after %s has a page before it: %s', (after, hasPreviousPage) => {
    expect(connectionOf(pageLike(), SCOPE, after).pageInfo.hasPreviousPage).toBe(hasPreviousPage);
  });

  test('passes on what Aleph counts, and whether reading stopped early', () => {
    expect(connectionOf(pageLike(), SCOPE, undefined)).toMatchObject({ totalCount: 9, complete: true });
    const stopped = pageLike({ totalCount: undefined, complete: false });
    expect(connectionOf(stopped, SCOPE, undefined)).toMatchObject({ totalCount: undefined, complete: false });
  });
});
