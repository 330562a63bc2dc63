import { describe, expect, test } from 'vitest';
import { countOf, entryOf, int32Of, numberOf, recordOf, textsOf } from '../../../src/aleph/values/wire.ts';

describe('a member', () => {
  test.each<[unknown, number | undefined]>([
    [5, 5],
    [0, 0],
    [2 ** 31 - 1, 2 ** 31 - 1],
    [2 ** 31, undefined],
    [-1, undefined],
    [1.5, undefined],
    ['5', undefined],
    [null, undefined],
  ])('%j counts %j', (wire, count) => {
    expect(countOf(wire)).toBe(count);
  });

  test.each<[unknown, number | undefined]>([
    [-(2 ** 31), -(2 ** 31)],
    [2 ** 31 - 1, 2 ** 31 - 1],
    [2 ** 31, undefined],
    [-(2 ** 31) - 1, undefined],
    [1.5, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    ['5', undefined],
    [[5], undefined],
  ])('%j is %j as a whole number of 32 bits', (wire, number) => {
    expect(int32Of(wire)).toBe(number);
  });

  test('is read only as what it is', () => {
    expect([numberOf(Number.NaN), numberOf('1'), numberOf(-999)]).toEqual([undefined, undefined, -999]);
    expect([recordOf([]), recordOf(null), recordOf({ a: 1 })]).toEqual([undefined, undefined, { a: 1 }]);
    expect([textsOf(['a', 1, null, 'b']), textsOf('a')]).toEqual([['a', 'b'], undefined]);
  });

  test('is found in a table by its own names only', () => {
    const table = { received: 1 };
    const names = ['received', 'constructor', 'toString', '__proto__', 'hasOwnProperty'];
    expect(names.map((name) => entryOf(table, name))).toEqual([1, undefined, undefined, undefined, undefined]);
  });
});
