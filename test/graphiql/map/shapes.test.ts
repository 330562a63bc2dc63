import fc from 'fast-check';
import { buildSchema, isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { fieldsOf } from '../../../assets/graphiql/map/data/names.ts';
import { findShapes, RAW_FIELDS, type Shape } from '../../../assets/graphiql/map/data/shapes.ts';
import { printedSchema } from '../../../src/schema/print.ts';

const SQUARE = {
  type: 'Polygon',
  coordinates: [
    [
      [10, 10],
      [11, 10],
      [11, 11],
      [10, 11],
      [10, 10],
    ],
  ],
};
const globalId = (...parts: readonly unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
const found = (data: unknown, operation = '') => findShapes({ data }, fieldsOf(operation)).shapes;
const idsOf = (shapes: readonly Shape[]) => shapes.map(({ facts }) => facts.id);

describe('the shapes of an answer', () => {
  test('are geometries, targets, boxes and features, wherever they stand', () => {
    const shapes = found({
      contracts: [
        { tasks: { nodes: [{ taskId: 7, target: { type: 'Point', coordinates: [1, 2, 30] }, status: 'RECEIVED' }] } },
        { archiveSearch: { edges: [{ coverage: 40, node: { itemId: 'a', bbox: [0, 0, 1, 1], cloudCover: 5 } }] } },
        {
          map: {
            featureCollection: {
              type: 'FeatureCollection',
              features: [
                { type: 'Feature', id: 'b', geometry: SQUARE, properties: { cloudCover: 90 } },
                { type: 'Feature', id: 'c', geometry: null, properties: {} },
              ],
            },
          },
        },
      ],
    });

    expect(shapes.map(({ facts }) => [facts.kind, facts.id])).toEqual([
      ['task', '7'],
      ['item', 'a'],
      ['item', 'b'],
    ]);
    expect(shapes[1]?.facts).toMatchObject({ cloudCover: 5, coverage: 40 });
    expect(shapes[2]?.facts.cloudCover).toBe(90);
  });

  test('are one for each id, with the geometry before the box, and every place', () => {
    const id = globalId('StacItem', 'cont.1', 'l1d', 'item-1');
    const shapes = found({
      list: { nodes: [{ itemId: 'item-1', bbox: [10, 10, 11, 11] }] },
      map: { features: [{ type: 'Feature', id, geometry: SQUARE, properties: { id } }] },
      other: {
        nodes: [
          { id: globalId('StacItem', 'cont.2', 'l1d', 'item-1'), geometry: SQUARE, datetime: '2026-01-02T03:04:05Z' },
        ],
      },
    });

    expect(idsOf(shapes)).toEqual(['item-1']);
    expect(shapes[0]).toMatchObject({ isBox: false, source: [SQUARE], facts: { time: '2026-01-02 03:04 UTC' } });
    expect(shapes[0]?.places).toHaveLength(3);
  });

  test('know fields behind aliases of the operation, and boxes under any alias', () => {
    const operation = 'query { nodes { key: itemId clouds: cloudCover where: bbox img: preview { href } } }';
    const [shape] = found(
      { nodes: [{ key: 'x', clouds: 12, where: [170, -10, -170, 10], img: { href: 'https://a.example/p.png' } }] },
      operation,
    );

    expect(shape?.facts).toMatchObject({ id: 'x', cloudCover: 12, picture: { url: 'https://a.example/p.png' } });
    expect(shape?.bounds).toEqual({ west: 170, south: -10, east: 190, north: 10 });
    expect(found({ whatever: [1, 2, 3, 4] })).toHaveLength(1);
  });

  test('leave out lists of numbers in raw JSON unless they are called bbox', () => {
    const raw = { 'proj:bbox': [1, 2, 3, 4], 'proj:geometry': SQUARE, gsd: [0.1, 0.2, 0.3, 0.4] };
    expect(found({ nodes: [{ itemId: 'a', properties: raw }] })).toEqual([]);
    expect(found({ nodes: [{ itemId: 'a', properties: { ...raw, bbox: [1, 2, 3, 4] } }] })).toHaveLength(1);
  });

  test('know each field of the schema that holds raw JSON', () => {
    const types = Object.values(buildSchema(printedSchema()).getTypeMap()).filter(isObjectType);
    const fields = types.flatMap((type) => Object.values(type.getFields()));
    const raw = fields.filter(({ type }) => String(type).startsWith('JSONObject')).map(({ name }) => name);

    expect(raw.length).toBeGreaterThan(2);
    expect(RAW_FIELDS).toEqual(new Set(raw));
  });

  test('take the boxes of a collection’s extent for the collection', () => {
    const shapes = found({
      c: {
        collectionId: 'l1d',
        title: 'L1D',
        extent: {
          bboxes: [
            [0, 0, 9, 9],
            [20, 0, 30, 9],
          ],
        },
      },
    });

    expect(shapes).toHaveLength(1);
    expect(shapes[0]).toMatchObject({ facts: { kind: 'area', name: 'L1D', id: 'l1d' }, isBox: true });
    expect(shapes[0]?.drawing.areas).toHaveLength(2);
  });

  test.each([
    [
      'of no known type',
      {
        type: 'Polygn',
        coordinates: [
          [
            [0, 0],
            [1, 1],
            [2, 0],
            [0, 0],
          ],
        ],
      },
    ],
    ['without coordinates', { type: 'Polygon', coordinates: [] }],
    ['with texts for numbers', { type: 'Point', coordinates: ['1', '2'] }],
    ['with null, as JSON writes NaN', { type: 'Point', coordinates: [null, 2] }],
    ['beyond the poles', { type: 'Point', coordinates: [0, 91] }],
    [
      'nested in itself without an end',
      JSON.parse(`${'{"type":"GeometryCollection","geometries":['.repeat(50)}${']}'.repeat(50)}`),
    ],
  ])('count a geometry %s as one that cannot be drawn', (_, geometry) => {
    const answer = {
      data: {
        nodes: [
          { itemId: 'bad', geometry },
          { itemId: 'good', geometry: SQUARE },
        ],
      },
    };
    const { shapes, undrawable } = findShapes(answer);

    expect(idsOf(shapes)).toEqual(['good']);
    expect(undrawable).toBe(1);
  });

  test('are drawn from the box where the geometry cannot be drawn', () => {
    const [shape] = found({ n: { itemId: 'a', bbox: [0, 0, 1, 1], geometry: { type: 'Polygon', coordinates: [] } } });
    expect(shape).toMatchObject({ isBox: true, source: [[0, 0, 1, 1]] });
  });

  test('are one for two spellings of a geometry in one object, and for equal objects without an id', () => {
    expect(found({ n: { itemId: 'a', one: SQUARE, two: SQUARE } })[0]?.drawing.areas).toHaveLength(1);
    expect(found({ one: { nodes: [{ geometry: SQUARE }] }, two: { nodes: [{ geometry: SQUARE }] } })).toHaveLength(1);
    expect(
      found({
        nodes: [
          { gsd: 1, geometry: SQUARE },
          { gsd: 2, geometry: SQUARE },
        ],
      }),
    ).toHaveLength(2);
  });

  test('are 5,000 where there are 5,000', () => {
    const nodes = Array.from({ length: 5_000 }, (_, index) => ({ itemId: `item-${index}`, geometry: SQUARE }));
    expect(found({ nodes })).toHaveLength(5_000);
  });

  test('say on which lines their objects stand', () => {
    const value = fc.oneof(
      fc.json().map((text) => JSON.parse(text)),
      fc.constant(SQUARE),
    );
    const node = fc.record({ a: value, itemId: fc.uuid(), geometry: fc.constant(SQUARE), z: value });
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 4 }), value, (nodes, before) => {
        const answer = { errors: [before], data: { before: { x: 1 }, nodes }, extensions: { bbox: [1, 2, 3, 4] } };
        const lines = JSON.stringify(answer, null, 2).split('\n');
        const { shapes } = findShapes(answer);
        for (const { itemId } of nodes) {
          const { start, end } = shapes.find(({ facts }) => facts.id === itemId)?.places[0] ?? { start: 0, end: 0 };
          const text = lines
            .slice(start - 1, end)
            .join('\n')
            .replace(/,$/, '');
          expect(JSON.parse(text)).toMatchObject({ itemId });
        }
      }),
      { seed: 25, numRuns: 100 },
    );
  });

  test('never fail, whatever JSON the answer is', () => {
    const geometry = fc.record({
      type: fc.constantFrom('Point', 'Polygon', 'MultiLineString', 'Nothing', 7),
      coordinates: fc.array(fc.anything()),
    });
    fc.assert(
      fc.property(fc.anything(), geometry, fc.json(), (anything, strange, text) => {
        const answer = JSON.parse(
          JSON.stringify({ data: { anything: String(anything), strange, text: JSON.parse(text) } }, (_, one) =>
            typeof one === 'bigint' ? 0 : one,
          ),
        );
        for (const { bounds, drawing } of findShapes(answer).shapes) {
          expect(Number.isFinite(bounds.west + bounds.east + bounds.south + bounds.north)).toBe(true);
          expect(drawing.areas.length + drawing.lines.length + drawing.points.length).toBeGreaterThan(0);
        }
      }),
      { seed: 25, numRuns: 300 },
    );
  });
});
