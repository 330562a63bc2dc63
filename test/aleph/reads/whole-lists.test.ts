import { describe, expect, test } from 'vitest';
import { readEveryPage } from '../../../src/aleph/reads/whole-lists.ts';
import { failureOf } from '../../support/aleph/upstream-aleph.ts';

const SITE = { service: 'contracts', method: 'GET', route: '/contracts' } as const;
const INVALID = { code: 'UPSTREAM_INVALID_RESPONSE', retryable: false, upstream: { service: 'contracts' } };

type Page = { readonly rows: readonly string[]; readonly next: string | undefined };

const readAll = (pages: Readonly<Record<string, Page>>) =>
  readEveryPage(SITE, 'start', async (position: string) => pages[position] ?? { rows: [], next: undefined });

describe('every row of a listing', () => {
  test('is read page after page', async () => {
    const rows = await readAll({ start: { rows: ['a', 'b'], next: 'end' }, end: { rows: ['c'], next: undefined } });
    expect(rows).toEqual(['a', 'b', 'c']);
  });

  test('is the list that was read where there is but one page', async () => {
    const list = Object.freeze(['a', 'b']);
    expect(await readAll({ start: { rows: list, next: undefined } })).toBe(list);
  });

  test.each([
    ['itself', { start: { rows: ['a'], next: 'start' } }],
    ['a page before', { start: { rows: ['a'], next: 'b' }, b: { rows: ['b'], next: 'c' }, c: { rows: [], next: 'b' } }],
  ])('cannot be read where a page leads back to %s', async (_to, pages) => {
    expect(await failureOf(readAll(pages))).toMatchObject({ ...INVALID, reason: 'FOREIGN_LINK' });
  });

  test('cannot be read where it has no end, though each page costs nothing', async () => {
    let pages = 0;
    const endless = readEveryPage(SITE, 0, async (position: number) => {
      pages += 1;
      return { rows: [position], next: position + 1 };
    });
    expect(await failureOf(endless)).toMatchObject({ ...INVALID, reason: 'TOO_LARGE' });
    expect(pages).toBe(200);
  });
});
