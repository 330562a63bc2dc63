import fc from 'fast-check';
import { buildSchema, isInputObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { boxAround, boxBetween, geometryOfBox, polygonOf } from '../../../assets/graphiql/map/data/drawn.ts';
import { variablesOf } from '../../../assets/graphiql/map/data/names.ts';
import { boxOf } from '../../../assets/graphiql/map/data/parts.ts';
import { AREA_INPUTS, areasIn, fillVariables } from '../../../assets/graphiql/map/data/variables.ts';
import { printedSchema } from '../../../src/schema/print.ts';

const BOX = { kind: 'box', box: [1, 2, 3, 4] } as const;
const RING = [
  [0, 0],
  [2, 0],
  [1, 2],
  [0, 0],
] as const;
const POLYGON = { kind: 'polygon', ring: RING } as const;
const filled = (operation: string, variables: string, drawn: Parameters<typeof fillVariables>[2]) => {
  const result = fillVariables(operation, variables, drawn);
  return 'problem' in result ? result.problem : JSON.parse(result.text);
};

describe('a drawn box', () => {
  test('has west above east across the antimeridian, in whichever copy of the world it was drawn', () => {
    for (const turn of [-720, -360, 0, 360]) {
      expect(boxBetween([170 + turn, 5], [190 + turn, -5])).toEqual([170, -5, -170, 5]);
      expect(boxBetween([190 + turn, 5], [170 + turn, -5])).toEqual([170, -5, -170, 5]);
    }
  });

  test.each([
    ['ends at 180', [170, 0], [180, 1], [170, 0, 180, 1]],
    ['begins at -180', [-180, 0], [-170, 1], [-180, 0, -170, 1]],
    ['is the globe', [-200, -95], [200, 95], [-180, -90, 180, 90]],
  ] as const)('that %s is a box that the server takes', (_, one, other, box) => {
    expect(boxBetween(one, other)).toEqual(box);
  });

  test('is always a BBox with the width that was drawn', () => {
    const longitude = fc.double({ min: -720, max: 720, noNaN: true });
    fc.assert(
      fc.property(longitude, fc.double({ min: 0.01, max: 359, noNaN: true }), (west, width) => {
        const box = boxBetween([west, 0], [west + width, 1]);
        expect(boxOf(box)).toEqual(box);
        const [from, , to] = box;
        expect(Math.abs(((to - from + 360) % 360) - width)).toBeLessThan(0.001);
      }),
      { seed: 25, numRuns: 500 },
    );
  });

  test('is two polygons where it crosses the antimeridian', () => {
    expect(geometryOfBox([170, 0, -170, 1])).toMatchObject({ type: 'MultiPolygon', coordinates: [{}, {}] });
    expect(geometryOfBox([0, 0, 1, 1])).toMatchObject({ type: 'Polygon' });
  });
});

describe('a drawn polygon', () => {
  test('is a closed ring within ±180, whose box has west above east', () => {
    const ring = polygonOf([
      [175, 0],
      [185, 0],
      [185, 10],
      [185, 10],
    ]);
    expect(ring).toEqual([
      [175, 0],
      [-175, 0],
      [-175, 10],
      [175, 0],
    ]);
    expect(boxAround(ring as typeof RING)).toEqual([175, 0, -175, 10]);
  });

  test.each([
    [
      'two corners',
      [
        [0, 0],
        [1, 1],
      ],
      /three corners/,
    ],
    [
      'an edge of half the globe',
      [
        [0, 0],
        [180, 0],
        [90, 50],
      ],
      /180°/,
    ],
    ['2,000 corners', Array.from({ length: 2_000 }, (_, index) => [index / 100, index % 2]), /2,000 corners/],
  ] as const)('with %s is refused in words', (_, path, words) => {
    expect(polygonOf(path as never)).toMatch(words);
  });
});

describe('the variables of an operation', () => {
  test.each([
    ['its only BBox, under any name', 'query ($city: BBox! = [0, 0, 1, 1]) { a }', '', { city: [1, 2, 3, 4] }],
    [
      'bbox before others',
      'query ($a: BBox, $bbox: BBox) { a }',
      '{"a": [0,0,1,1]}',
      { a: [0, 0, 1, 1], bbox: [1, 2, 3, 4] },
    ],
    [
      'bbox in place of intersects',
      'query ($intersects: Geometry, $bbox: BBox) { a }',
      '{"intersects": {}, "n": 1}',
      { n: 1, bbox: [1, 2, 3, 4] },
    ],
    [
      'a member of the input of a search',
      'query ($input: StacSearchInput) { a }',
      '{"input": {"intersects": 1, "ids": []}}',
      { input: { ids: [], bbox: [1, 2, 3, 4] } },
    ],
    ['a geometry where no box is taken', 'query ($g: Geometry!) { a }', '{}', { g: geometryOfBox([1, 2, 3, 4]) }],
  ])('take a box as %s', (_, operation, variables, expected) => {
    expect(filled(operation, variables, BOX)).toEqual(expected);
  });

  test.each([
    [
      'intersects',
      'query ($bbox: BBox, $intersects: Geometry) { a }',
      '{"bbox": [0,0,1,1]}',
      { intersects: { type: 'Polygon', coordinates: [RING] } },
    ],
    ['its box where no geometry is taken', 'query ($city: BBox!) { a }', '', { city: [0, 0, 2, 2] }],
  ])('take a polygon as %s', (_, operation, variables, expected) => {
    expect(filled(operation, variables, POLYGON)).toEqual(expected);
  });

  test.each([
    ['no variable for an area', 'query ($n: Int) { a(b: "$x: BBox") } # $y: BBox', '', /no variable/],
    ['variables that are no JSON', 'query ($b: BBox) { a }', '{"b": ', /no JSON object/],
    ['variables that are a list', 'query ($b: BBox) { a }', '[1]', /no JSON object/],
  ])('stay as they are with %s', (_, operation, variables, words) => {
    expect(filled(operation, variables, BOX)).toMatch(words);
  });

  test('tell the areas that they ask for, defaults of the operation among them', () => {
    const operation =
      'query ($a: BBox! = [1, 2, 3.5, -4e0, ], $b: BBox = [0 1 2 3], $c: Geometry, $d: StacSearchInput, $e: Int = 4) { x }';
    const point = { type: 'Point', coordinates: [0, 0] };
    expect(variablesOf(operation).map(({ name, type }) => [name, type])).toEqual([
      ['a', 'BBox'],
      ['b', 'BBox'],
      ['c', 'Geometry'],
      ['d', 'StacSearchInput'],
      ['e', 'Int'],
    ]);
    expect(areasIn(operation, '{}')).toEqual([[0, 1, 2, 3]]);
    expect(areasIn(operation, JSON.stringify({ a: [1, 2, 3, 4], c: point, d: { bbox: [5, 5, 6, 6] } }))).toEqual([
      [1, 2, 3, 4],
      [0, 1, 2, 3],
      point,
      [5, 5, 6, 6],
    ]);
  });

  test('know each input of the schema with bbox and intersects', () => {
    const inputs = Object.values(buildSchema(printedSchema()).getTypeMap()).filter(isInputObjectType);
    const areas = inputs.filter((input) => 'bbox' in input.getFields() && 'intersects' in input.getFields());
    expect(AREA_INPUTS).toEqual(areas.map(({ name }) => name));
  });
});
