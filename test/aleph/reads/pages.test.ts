import { describe, expect, test } from 'vitest';
import { AlephError } from '../../../src/aleph/errors.ts';
import { fillPage, type Page } from '../../../src/aleph/reads/pages.ts';
import type { Slice } from '../../../src/aleph/reads/slices.ts';

/** A listing of numbers by offset, in answers of `size` rows; `reads` notes where each answer began. */
function listing(numbers: readonly number[], size: number) {
  const reads: number[] = [];
  const read = async (start: number): Promise<Slice<number, number>> => {
    reads.push(start);
    const rows = numbers.slice(start, start + size).map((item, index) => ({ item, next: start + index + 1 }));
    const next = start + size < numbers.length ? start + size : undefined;
    return { rows, next, totalCount: numbers.length };
  };
  return { read, reads };
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const itemsOf = (page: Page<number, number>) => page.rows.map(({ item }) => item);
const isEven = (item: number) => item % 2 === 0;

describe('a page', () => {
  test('that one answer fills costs one read and goes on behind its last row', async () => {
    const { read, reads } = listing(upTo(30), 10);
    const page = await fillPage({ first: 10, start: 0, read, idOf: String });
    expect(page).toMatchObject({ end: 10, hasMore: true, complete: true, totalCount: 30, scanned: 10 });
    expect([itemsOf(page), reads]).toEqual([upTo(10), [0]]);
  });

  test('is read on where Aleph answers less than was asked', async () => {
    const { read, reads } = listing(upTo(30), 4);
    const page = await fillPage({ first: 10, start: 0, read, idOf: String });
    expect([itemsOf(page), page.end, page.hasMore, reads]).toEqual([upTo(10), 10, true, [0, 4, 8]]);
  });

  test('that a filter thins out is read on until it is full', async () => {
    const { read, reads } = listing(upTo(30), 5);
    const page = await fillPage({ first: 6, start: 0, read, idOf: String, keep: isEven });
    expect([itemsOf(page), page.end, page.scanned, reads]).toEqual([[0, 2, 4, 6, 8, 10], 11, 11, [0, 5, 10]]);
  });

  test.each([
    ['ends with its last row', 4, upTo(4), false],
    ['has one row more', 4, upTo(5), true],
    ['has one row more, which the filter drops', 2, [0, 2, 3], false],
    ['has one row more, which came before', 2, [0, 2, 2], false],
  ])('whose listing %s tells exactly whether there is more', async (_what, first, numbers, hasMore) => {
    const { read } = listing(numbers, 10);
    const page = await fillPage({ first, start: 0, read, idOf: String, keep: (item) => first === 4 || isEven(item) });
    expect([page.rows.length, page.hasMore, page.complete]).toEqual([first, hasMore, true]);
  });

  test('beyond the end is empty, complete and ends where it began', async () => {
    const page = await fillPage({ first: 5, start: 40, read: listing(upTo(30), 10).read, idOf: String });
    expect(page).toMatchObject({ rows: [], end: 40, hasMore: false, complete: true });
  });

  test('after page gives the whole listing once, whatever the sizes', async () => {
    const found: number[] = [];
    let start = 0;
    for (let hasMore = true; hasMore; ) {
      const page = await fillPage({ first: 7, start, read: listing(upTo(101), 6).read, idOf: String, keep: isEven });
      found.push(...itemsOf(page));
      ({ end: start, hasMore } = page);
    }
    expect(found).toEqual(upTo(101).filter(isEven));
  });

  test('takes the count of the first answer that has one', async () => {
    const { read } = listing(upTo(30), 5);
    const counts = [undefined, 30, 29];
    const shrinking = async (start: number) => ({ ...(await read(start)), totalCount: counts[start / 5] });
    expect((await fillPage({ first: 15, start: 0, read: shrinking, idOf: String })).totalCount).toBe(30);
  });
});

describe('reading on', () => {
  test('stops after 20 answers, and says where to go on', async () => {
    const { read, reads } = listing(upTo(100), 1);
    const page = await fillPage({ first: 50, start: 0, read, idOf: String });
    expect(reads).toHaveLength(20);
    expect(page).toMatchObject({ end: 20, hasMore: true, complete: false, scanned: 20 });
  });

  test('stops after 10,000 items', async () => {
    const { read, reads } = listing(upTo(30_000), 3_000);
    const page = await fillPage({ first: 1, start: 0, read, idOf: String, keep: () => false });
    expect(reads).toHaveLength(4);
    expect(page).toMatchObject({ rows: [], end: 12_000, hasMore: true, complete: false });
  });

  test('goes on where it stopped until the filter finds something', async () => {
    const { read } = listing(upTo(30_000), 3_000);
    const keep = (item: number) => item === 29_999;
    let page = await fillPage({ first: 1, start: 0, read, idOf: String, keep });
    for (let rounds = 0; page.rows.length === 0 && rounds < 5; rounds += 1) {
      page = await fillPage({ first: 1, start: page.end, read, idOf: String, keep });
    }
    expect([itemsOf(page), page.hasMore, page.complete]).toEqual([[29_999], false, true]);
  });

  test('stops when the budget of calls is spent, and keeps what it has', async () => {
    const { read } = listing(upTo(30), 4);
    const spent = new AlephError('BUDGET_EXCEEDED', 'spent');
    const within = (start: number) => (start < 8 ? read(start) : Promise.reject(spent));
    const page = await fillPage({ first: 20, start: 0, read: within, idOf: String });
    expect(page).toMatchObject({ end: 8, hasMore: true, complete: false, scanned: 8 });
    expect(itemsOf(page)).toEqual(upTo(8));
    await expect(fillPage({ first: 20, start: 8, read: within, idOf: String })).rejects.toBe(spent);
  });

  test('does not hide any other failure on the way', async () => {
    const { read } = listing(upTo(30), 4);
    const down = new AlephError('UPSTREAM_UNAVAILABLE', 'down');
    const failing = (start: number) => (start < 8 ? read(start) : Promise.reject(down));
    await expect(fillPage({ first: 20, start: 0, read: failing, idOf: String })).rejects.toBe(down);
  });
});
