import { describe, expect, test } from 'vitest';
import { isAnswerPlace } from '../../../src/aleph/reads/positions.ts';

describe('a place out of a cursor', () => {
  test.each<unknown>([
    { index: 0 },
    { index: 500, behind: 'a' },
    { index: 3, at: {} },
    { index: 3, at: { token: 'next:l1d:a' } },
    { index: 0, at: { page: 2, limit: 25 } },
    { index: 0, at: { offset: 50 }, behind: 'a' },
  ])('can be %j', (value) => {
    expect(isAnswerPlace(value)).toBe(true);
  });

  test.each<unknown>([
    null,
    5,
    [],
    {},
    { index: -1 },
    { index: 1.5 },
    { index: '1' },
    { index: 2 ** 60 },
    { index: 0, behind: 7 },
    { index: 0, at: null },
    { index: 0, at: 'next' },
    { index: 0, at: ['next'] },
    { index: 0, at: { token: null } },
    { index: 0, at: { token: '' } },
    { index: 0, at: { page: 1.5 } },
    { index: 0, at: { page: -1 } },
    { index: 0, at: { status: 'received' } },
    { index: 0, at: { bbox: '0,0,1,1' } },
    { index: 20_000 },
    { index: 0, at: { token: 'a\r\nb' } },
    { index: 0, at: { cursor: '\ud800' } },
    { index: 0, at: { token: 't'.repeat(2_049) } },
    { index: 0, behind: 'b'.repeat(2_049) },
  ])('cannot be %j', (value) => {
    expect(isAnswerPlace(value)).toBe(false);
  });
});
