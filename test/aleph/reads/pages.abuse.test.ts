import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillPage, offsetLinkOf, resolveWithin, type Slice } from '../../../src/aleph/reads/pages.ts';

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
  test('its page under other positions gives each row once, for 20 answers at most', async () => {
    const reads: string[] = [];
    const page = await fill(async (position) => {
      reads.push(position);
      return slice('abc', `${position}+`);
    });
    expect(page.rows.map(({ item }) => item)).toEqual(['a', 'b', 'c']);
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

describe('a link onwards', () => {
  const SITE = { apiUrl: 'https://api.test', path: '/tasking/tasks/' };
  const linkOf = (next: unknown, offset = 20) => offsetLinkOf({ next }, SITE, offset, 10);
  const END = { next: undefined, broken: false };
  const BROKEN = { next: undefined, broken: true };

  test.each<[unknown, number]>([
    ['https://api.test/tasking/tasks/?limit=10&offset=30', 30],
    ['https://api.test/tasking/tasks?offset=30', 30],
    ['/tasking/tasks?offset=30&limit=10', 30],
    ['?offset=35', 35],
    ['https://api.test:443/tasking/tasks/?offset=30', 30],
    ['/tasking/tasks/?limit=10', 30],
  ])('%s goes on at %d', (next, offset) => {
    expect(linkOf(next)).toEqual({ next: offset, broken: false });
  });

  test.each([null, undefined])('%s ends the listing', (next) => {
    expect(linkOf(next)).toEqual(END);
  });

  test.each([null, 'text', [1, 2]])('in %j is none', (json) => {
    expect(offsetLinkOf(json, SITE, 0, 10)).toEqual(END);
  });

  test.each([
    'https://evil.test/tasking/tasks/?offset=30',
    'http://api.test/tasking/tasks/?offset=30',
    'https://api.test:8443/tasking/tasks/?offset=30',
    'https://api.test.evil.test/tasking/tasks/?offset=30',
    'https://api.test@evil.test/tasking/tasks/?offset=30',
    'https://user:pass@api.test/tasking/tasks/?offset=30',
    '//evil.test/tasking/tasks/?offset=30',
    '\\\\evil.test/tasking/tasks/?offset=30',
    'https://api.test/tasking/products/?offset=30',
    'https://api.test/tasking/tasks/../../admin/?offset=30',
    'https://api.test/tasking/tasks/%2e%2e/?offset=30',
    'javascript:alert(1)?offset=30',
    'https://[broken',
    '?offset=20',
    '?offset=10',
    '?offset=-1',
    '?offset=1e400',
    '?offset=30.5',
    '?offset=thirty',
    '?offset=',
    '?offset=99999999999999999999',
    30,
    {},
    ['?offset=30'],
  ])('%j leads nowhere', (next) => {
    expect(linkOf(next)).toEqual(BROKEN);
  });

  test('never yields another host, nor another place on this one', () => {
    const parts = ['https:', 'http:', '//', '/', '\\', '@', ':', '?', '#', '..', '%2e', '%2f', 'api.test', 'evil.test'];
    const pieces = fc.oneof(fc.constantFrom(...parts, 'tasking/tasks', 'offset=30', '\t', '\n', ' '), fc.string());
    const link = fc.oneof(
      fc.webUrl(),
      fc.array(pieces, { maxLength: 8 }).map((texts) => texts.join('')),
    );
    fc.assert(
      fc.property(link, (text) => {
        const url = resolveWithin(SITE, text);
        const isHere = url?.origin === 'https://api.test' && url.pathname.replace(/\/+$/, '') === '/tasking/tasks';
        expect(url === undefined || (isHere && url.username === '')).toBe(true);
        const { next, broken } = linkOf(text);
        expect(next === undefined || (Number.isSafeInteger(next) && next > 20)).toBe(true);
        expect(broken).toBe(next === undefined && text !== '');
      }),
      { numRuns: 2_000 },
    );
  });
});
