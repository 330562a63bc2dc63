import { describe, expect, test } from 'vitest';
import {
  bboxOf,
  countOf,
  entryOf,
  geometryOf,
  instantOf,
  int32Of,
  numberOf,
  recordOf,
  textsOf,
} from '../../../src/aleph/values/wire.ts';

const POINT = { type: 'Point', coordinates: [10, 20] };
const RING = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 0],
];

describe('an instant', () => {
  test.each([
    ['2026-02-15T02:22:07.799192+00:00', '2026-02-15T02:22:07.799Z'],
    ['2023-01-30T01:01:30.760099328+00:00', '2023-01-30T01:01:30.760Z'],
    ['2018-09-12T21:55:06.221076Z', '2018-09-12T21:55:06.221Z'],
    ['2020-12-23T00:00:00+03:00', '2020-12-22T21:00:00.000Z'],
    ['2020-12-23T00:00:00+0300', '2020-12-22T21:00:00.000Z'],
    ['2025-06-12T00:00:00', '2025-06-12T00:00:00.000Z'],
    ['2025-06-12 01:02:03', '2025-06-12T01:02:03.000Z'],
    ['2025-06-12t01:02:03z', '2025-06-12T01:02:03.000Z'],
    ['2025-06-12T01:02:03.5Z', '2025-06-12T01:02:03.500Z'],
    ['2024-02-29T23:59:59.999Z', '2024-02-29T23:59:59.999Z'],
    ['2026-12-31T23:59:59.12Z', '2026-12-31T23:59:59.120Z'],
    ['2026-11-30T23:59:59+00:00', '2026-11-30T23:59:59.000Z'],
  ])('%s is %s', (wire, instant) => {
    expect(instantOf(wire)).toBe(instant);
  });

  test.each([
    null,
    undefined,
    1_700_000_000,
    '',
    'yesterday',
    '2026-02-15',
    '2026-02-15T02:22Z',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T25:00:00Z',
    '2026-01-01T00:00:00+99:00',
    '9999-12-31T23:59:59-01:00',
    '0000-01-01T00:00:00+01:00',
    '2026-01-01T00:00:00Z\n',
    ['2026-01-01T00:00:00Z'],
  ])('%j is none', (wire) => {
    expect(instantOf(wire)).toBeUndefined();
  });
});

describe('a box', () => {
  test.each([
    [
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ],
    [
      [1, 2, -50, 3, 4, 900],
      [1, 2, 3, 4],
    ],
    [
      [179.9, -1, -179.9, 1],
      [179.9, -1, -179.9, 1],
    ],
  ])('%j is flat as %j', (wire, box) => {
    expect(bboxOf(wire)).toEqual(box);
  });

  test.each([null, 'abcd', {}, [], [1, 2, 3], [1, 2, 3, 4, 5], [1, 2, 3, null], ['1', 2, 3, 4], [1, 2, 3, Infinity]])(
    '%j is none',
    (wire) => {
      expect(bboxOf(wire)).toBeUndefined();
    },
  );
});

describe('a geometry', () => {
  test.each<[string, object]>([
    ['point', POINT],
    ['point with height', { type: 'Point', coordinates: [10, 20, 664.04] }],
    ['line', { type: 'LineString', coordinates: RING }],
    ['polygon with a hole', { type: 'Polygon', coordinates: [RING, RING] }],
    ['multipolygon', { type: 'MultiPolygon', coordinates: [[RING], [RING]] }],
  ])('that is a %s is taken as it is', (_kind, geometry) => {
    expect(geometryOf(geometry)).toEqual(geometry);
  });

  test('loses what GeoJSON does not know', () => {
    expect(geometryOf({ ...POINT, crs: 'EPSG:4326', __proto__: { x: 1 } })).toEqual(POINT);
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['a list', [POINT]],
    ['without coordinates', { type: 'Point' }],
    ['of an unknown type', { type: 'Circle', coordinates: [1, 2] }],
    ['of a type that objects inherit', { type: 'constructor', coordinates: [1, 2] }],
    ['of another such type', { type: '__proto__', coordinates: [1, 2] }],
    ['with too few numbers', { type: 'Point', coordinates: [1] }],
    ['with text for a number', { type: 'Point', coordinates: ['1', 2] }],
    ['with a number that is none', { type: 'Point', coordinates: [Number.NaN, 2] }],
    ['nested too little', { type: 'Polygon', coordinates: RING }],
    ['nested too deep', { type: 'Point', coordinates: [[1, 2]] }],
  ])('that is %s is none', (_what, wire) => {
    expect(geometryOf(wire)).toBeUndefined();
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
