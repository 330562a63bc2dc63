import { describe, expect, test } from 'vitest';
import { isPartPosition } from '../../../src/aleph/imagery/imagery-parts.ts';

describe('a place out of a cursor', () => {
  test.each<unknown>([
    { index: 0 },
    { index: 500, behind: 'a' },
    { index: 3, token: '' },
    { index: 3, token: 'next:l1d:a' },
  ])('can be %j', (value) => {
    expect(isPartPosition(value)).toBe(true);
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
    { index: 0, token: null },
    { index: 0, token: 'a\r\nb' },
    { index: 0, token: '\ud800' },
    { index: 0, token: 't'.repeat(2_049) },
    { index: 0, behind: 'b'.repeat(2_049) },
  ])('cannot be %j', (value) => {
    expect(isPartPosition(value)).toBe(false);
  });
});
