import { type GraphQLScalarType, isScalarType, parseValue } from 'graphql';
import { describe, expect, test } from 'vitest';
import { AlephError } from '../../src/aleph/errors.ts';
import { schema } from '../../src/schema/index.ts';

function scalarNamed(name: string): GraphQLScalarType {
  const type = schema.getType(name);
  if (!isScalarType(type)) throw new Error(`${name} is no scalar`);
  return type;
}

function errorOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}

const deep = (levels: number): unknown => (levels === 0 ? 1 : { deeper: deep(levels - 1) });

describe('a variable', () => {
  test.each([
    ['BBox', [Number.NaN, 0, 1, 1]],
    ['BBox', [0, 0, Number.POSITIVE_INFINITY, 1]],
    ['BBox', ['NaN', 0, 1, 1]],
    ['BBox', ['0', '0', '1', '1']],
    ['BBox', [0, 0, 1]],
    ['BBox', [0, 0, 0, 1, 1]],
    ['BBox', [0, 0, 0, 1, 1, 1]],
    ['BBox', []],
    ['BBox', [0, 2, 1, 1]],
    ['BBox', [181, 0, 182, 1]],
    ['BBox', [-181, 0, 0, 1]],
    ['BBox', [0, -91, 1, 1]],
    ['BBox', [0, 0, 1, 90.5]],
    ['BBox', '0,0,1,1'],
    ['BBox', { west: 0 }],
    ['BBox', [[0, 0, 1, 1]]],
    ['BBox', 5],
    ['Date', '2026-02-30'],
    ['Date', '2025-02-29'],
    ['Date', '2026-13-01'],
    ['Date', '2026-1-1'],
    ['Date', ''],
    ['Date', '2026-02-07T00:00:00Z'],
    ['Date', '1899-12-31'],
    ['Date', '2101-01-01'],
    ['Date', '２０２６-02-07'],
    ['Date', 20260207],
    ['Date', true],
    ['DateTime', '2026-02-30T00:00:00Z'],
    ['DateTime', '2026-04-31T12:00:00+02:00'],
    ['DateTime', '2026-02-07T25:00:00Z'],
    ['DateTime', '2026-02-07T03:35:41'],
    ['DateTime', '2026-02-07T03:35:41+99:99'],
    ['DateTime', '2026-02-07'],
    ['DateTime', '1899-12-31T23:59:59Z'],
    ['DateTime', '2101-01-01T00:00:00Z'],
    ['DateTime', ''],
    ['DateTime', 1_770_435_341],
    ['Geometry', { type: 'Point', coordinates: [0, Number.NaN] }],
    ['Geometry', { type: 'Point', coordinates: [[0, 0]] }],
    ['Geometry', { type: 'Polygon', coordinates: [0, 0] }],
    ['Geometry', { type: 'Circle', coordinates: [0, 0] }],
    ['Geometry', 'POINT(0 0)'],
    ['JSONObject', ['a list']],
    ['JSONObject', 'text'],
    ['JSONObject', deep(12)],
  ])('that is no %s is bad input: %j', (name, value) => {
    const error = errorOf(() => scalarNamed(name).parseValue(value));
    expect(error).toBeInstanceOf(AlephError);
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', retryable: false });
  });
});

describe('a literal', () => {
  test.each([
    ['BBox', '[0, 0, 1e999, 1]'],
    ['BBox', '[-1e999, 0, 1, 1]'],
    ['BBox', '[NaN, 0, 1, 1]'],
    ['BBox', '[null, 0, 1, 1]'],
    ['BBox', '[0, 0, 1]'],
    ['BBox', '[0, 2, 1, 1]'],
    ['BBox', '{ west: 0 }'],
    ['BBox', '[$west, 0, 1, 1]'],
    ['Date', '"2026-02-30"'],
    ['Date', '""'],
    ['Date', 'TODAY'],
    ['Date', '20260207'],
    ['DateTime', '"2026-02-30T00:00:00Z"'],
    ['DateTime', '""'],
    ['Geometry', '{ type: "Point", coordinates: [0, 1e999] }'],
    ['JSONObject', '["a list"]'],
  ])('that is no %s is bad input: %s', (name, text) => {
    const error = errorOf(() => scalarNamed(name).parseLiteral(parseValue(text)));
    expect(error).toBeInstanceOf(AlephError);
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', retryable: false });
  });

  test('keeps a __proto__ member away from every prototype', () => {
    const read = scalarNamed('JSONObject').parseLiteral(parseValue('{ __proto__: { polluted: true }, kept: 1 }'));
    expect(read).toEqual({ kept: 1 });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

test('what a scalar says of a bad value never repeats it', () => {
  for (const name of ['BBox', 'Date', 'DateTime', 'Geometry', 'JSONObject']) {
    expect(String(errorOf(() => scalarNamed(name).parseValue('s3cret')))).not.toContain('s3cret');
  }
});
