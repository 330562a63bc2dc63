import { describe, expect, test } from 'vitest';
import { readEveryPage } from '../../src/aleph/whole-lists.ts';

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('every row of a short listing', () => {
  test('is read page after page', async () => {
    const pages = new Map([
      [0, { rows: ['a', 'b'], next: 2 }],
      [2, { rows: ['c'], next: undefined }],
    ]);
    const rows = await readEveryPage(0, async (offset: number) => pages.get(offset) ?? { rows: [], next: undefined });
    expect(rows).toEqual(['a', 'b', 'c']);
  });

  test('is the list that was read where there is but one page', async () => {
    const list = Object.freeze(['a', 'b']);
    expect(await readEveryPage(0, async () => ({ rows: list, next: undefined }))).toBe(list);
  });

  test('is given up after 20 pages', async () => {
    const rows = await readEveryPage(0, async (offset: number) => ({ rows: [offset], next: offset + 1 }));
    expect(rows).toEqual(upTo(20));
  });
});
