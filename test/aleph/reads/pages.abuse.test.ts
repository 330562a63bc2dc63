import { describe, expect, test } from 'vitest';
import { fillPage } from '../../../src/aleph/reads/pages.ts';
import type { Slice } from '../../../src/aleph/reads/slices.ts';

type Answers = Readonly<Record<string, Slice<string, string>>>;

/** Slices by position; each row is its own name. */
function answering(answers: Answers) {
  const reads: string[] = [];
  const read = async (position: string): Promise<Slice<string, string>> => {
    reads.push(position);
    return answers[position] ?? { rows: [], next: undefined };
  };
  return { read, reads };
}

const slice = (rows: string, next?: string, broken?: boolean): Slice<string, string> => ({
  rows: [...rows].map((item) => ({ item, next: `behind ${item}` })),
  next,
  ...(broken !== undefined && { broken }),
});

const fill = (read: (position: string) => Promise<Slice<string, string>>, first = 100) =>
  fillPage({ first, start: 'p1', read, idOf: (item) => item });

describe('a listing that goes round', () => {
  test.each<[string, Answers, string, string[]]>([
    ['to itself', { p1: slice('ab', 'p1') }, 'ab', ['p1']],
    ['between two pages', { p1: slice('ab', 'p2'), p2: slice('cd', 'p1') }, 'abcd', ['p1', 'p2']],
    ['with empty pages', { p1: slice('', 'p2'), p2: slice('', 'p1') }, '', ['p1', 'p2']],
  ])('%s is read once round and is not complete', async (_how, answers, rows, reads) => {
    const upstream = answering(answers);
    const page = await fill(upstream.read);
    expect([page.rows.map(({ item }) => item).join(''), upstream.reads]).toEqual([rows, reads]);
    expect([page.hasMore, page.complete]).toEqual([false, false]);
  });
});

describe('a listing that repeats', () => {
  test('its page under other positions is read twice, and is not complete', async () => {
    const reads: string[] = [];
    const page = await fill(async (position) => {
      reads.push(position);
      return slice('abc', `${position}+`);
    });
    expect(page.rows.map(({ item }) => item)).toEqual(['a', 'b', 'c']);
    expect([reads.length, page.complete, page.hasMore]).toEqual([2, false, false]);
  });

  test('without an end is read for 20 answers at most', async () => {
    const reads: string[] = [];
    const page = await fill(async (position) => {
      reads.push(position);
      return slice('', `${position}+`);
    });
    expect([reads.length, page.complete, page.hasMore]).toEqual([20, false, true]);
  });

  test('a row within a page gives it once', async () => {
    const page = await fill(answering({ p1: slice('aab', 'p2'), p2: slice('bc') }).read);
    expect(page.rows.map(({ item }) => item)).toEqual(['a', 'b', 'c']);
    expect([page.complete, page.hasMore]).toEqual([true, false]);
  });
});

describe('a listing whose link onwards is broken', () => {
  test('ends there and is not complete', async () => {
    const page = await fill(answering({ p1: slice('ab', undefined, true) }).read);
    expect([page.rows.length, page.hasMore, page.complete]).toEqual([2, false, false]);
  });

  test('is not complete when its last row just fills the page', async () => {
    const page = await fill(answering({ p1: slice('ab', undefined, true) }).read, 2);
    expect([page.rows.length, page.hasMore, page.complete]).toEqual([2, false, false]);
  });

  test('still has more at hand when the page is full before its end', async () => {
    const page = await fill(answering({ p1: slice('abc', undefined, true) }).read, 2);
    expect([page.rows.length, page.end, page.hasMore, page.complete]).toEqual([2, 'behind b', true, true]);
  });
});
