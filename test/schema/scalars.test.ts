import { type GraphQLScalarType, isScalarType, parseValue } from 'graphql';
import { describe, expect, test } from 'vitest';
import { schema } from '../../src/schema/index.ts';

function scalarNamed(name: string): GraphQLScalarType {
  const type = schema.getType(name);
  if (!isScalarType(type)) throw new Error(`${name} is no scalar`);
  return type;
}

/** A JSON value as it would stand in a document. */
function literalOf(value: unknown): string {
  return JSON.stringify(value).replaceAll(/"(\w+)":/g, '$1:');
}

/** A value read both ways that it can come in. */
function readBothWays(name: string, value: unknown) {
  const scalar = scalarNamed(name);
  return {
    variable: scalar.parseValue(value),
    literal: scalar.parseLiteral(parseValue(literalOf(value))),
  };
}

const POINT = { type: 'Point', coordinates: [4.4, 51.92] };
const POLYGON = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 0],
    ],
  ],
};

describe('an input scalar', () => {
  test.each([
    ['BBox', [4, 51, 5, 52], [4, 51, 5, 52]],
    ['BBox', [-180, -90, 180, 90], [-180, -90, 180, 90]],
    ['BBox', [178.5, -19, -178.5, -16], [178.5, -19, -178.5, -16]],
    ['BBox', [4, 51, 4, 51], [4, 51, 4, 51]],
    ['Date', '2026-02-28', '2026-02-28'],
    ['Date', '2024-02-29', '2024-02-29'],
    ['Date', '1900-01-01', '1900-01-01'],
    ['Date', '2100-12-31', '2100-12-31'],
    ['DateTime', '2026-02-07T03:35:41Z', '2026-02-07T03:35:41.000Z'],
    ['DateTime', '2026-02-07T03:35:41.440123456Z', '2026-02-07T03:35:41.440Z'],
    ['DateTime', '2026-02-07T03:35:41+05:30', '2026-02-06T22:05:41.000Z'],
    ['DateTime', '2026-02-28T23:30:00-05:00', '2026-03-01T04:30:00.000Z'],
    ['DateTime', '2026-02-07t03:35:41z', '2026-02-07T03:35:41.000Z'],
    ['Geometry', POINT, POINT],
    ['Geometry', POLYGON, POLYGON],
    [
      'JSONObject',
      { op: '<=', args: [{ property: 'eo:cloud_cover' }, 5] },
      { op: '<=', args: [{ property: 'eo:cloud_cover' }, 5] },
    ],
  ])('%s takes %j as a variable and as a literal', (name, value, read) => {
    expect(readBothWays(name, value)).toEqual({ variable: read, literal: read });
  });
});

describe('an output scalar', () => {
  test.each(['FeatureCollection', 'URL'])('%s is never an input', (name) => {
    const value = name === 'URL' ? 'https://satellogic.com' : { type: 'FeatureCollection', features: [] };
    expect(() => readBothWays(name, value)).toThrow('output only');
  });
});
