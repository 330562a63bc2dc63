import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import {
  countOf,
  documentOf,
  entryOf,
  int32Of,
  listOf,
  numberOf,
  optional,
  passThroughOf,
  recordOf,
  rowsOf,
  ShapeMismatch,
  textsOf,
} from '../../../src/aleph/values/wire.ts';

describe('a listing', () => {
  const Row = z.object({ id: z.int(), name: optional(z.string()) });
  const rows = [{ id: 1, name: 'a' }, { id: 'x' }, null, { id: 4, name: 7, extra: true }];

  test.each<[string, unknown]>([
    ['a bare array', rows],
    ['results', { count: 4, results: rows }],
    ['features', { type: 'FeatureCollection', features: rows }],
    ['collections', { collections: rows, links: [] }],
  ])('in %s gives the rows that fit, and no other', (_envelope, json) => {
    expect(rowsOf(json, Row, ({ id, name }) => ({ id, name }))).toEqual([
      { id: 1, name: 'a' },
      { id: 4, name: undefined },
    ]);
  });

  test.each([null, 'text', 7, {}, { results: {} }, { rows }])('in %j is a mismatch', (json) => {
    expect(() => listOf(json)).toThrow(ShapeMismatch);
  });

  test('that is one document fits as a whole or not at all', () => {
    expect(documentOf({ id: 1 }, Row)).toEqual({ id: 1, name: undefined });
    expect(() => documentOf({ id: '1' }, Row)).toThrow(ShapeMismatch);
    expect(() => documentOf([{ id: 1 }], Row)).toThrow(ShapeMismatch);
  });
});

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

describe('an object that is passed on', () => {
  const nested = (depth: number): object => (depth === 1 ? { end: true } : { inner: nested(depth - 1) });
  const wide = (keys: number) => Object.fromEntries(Array.from({ length: keys }, (_, key) => [`k${key}`, key]));

  test('stays as it came, sentinels included', () => {
    const properties = { 'satl-qa:cc_nir': -999, list: [1, null], deep: nested(9) };
    expect(passThroughOf(properties)).toBe(properties);
  });

  test.each<[string, unknown]>([
    ['deeper than ten levels', nested(11)],
    ['wider than 500 members', wide(501)],
    ['wide inside', { inner: [wide(501)] }],
    ['a list', [1]],
    ['text', 'x'],
  ])('is absent when it is %s', (_what, value) => {
    expect(passThroughOf(value)).toBeUndefined();
  });

  test('loses every key that reaches a prototype, at any level', () => {
    const hostile = JSON.parse('{"a":1,"__proto__":{"x":1},"in":{"b":[{"__proto__":{"x":1},"c":2}]}}');
    const passed = passThroughOf(hostile);
    expect(JSON.stringify(passed)).toBe('{"a":1,"in":{"b":[{"c":2}]}}');
    expect(Object.assign({}, passed)).not.toHaveProperty('x');
  });
});
