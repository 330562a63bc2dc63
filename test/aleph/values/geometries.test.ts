import { describe, expect, test } from 'vitest';
import { geometryOf, inputGeometryOf, isGeometry } from '../../../src/aleph/values/geometries.ts';

const POINT = { type: 'Point', coordinates: [10, 20] };
const RING = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 0],
];

/** A geometry as a collection in a collection, level by level. */
function collected(geometry: object, levels: number): object {
  return levels === 1 ? geometry : { type: 'GeometryCollection', geometries: [collected(geometry, levels - 1)] };
}

describe('a geometry', () => {
  test.each<[string, object]>([
    ['point', POINT],
    ['point with height', { type: 'Point', coordinates: [10, 20, 664.04] }],
    ['line', { type: 'LineString', coordinates: RING }],
    ['polygon with a hole', { type: 'Polygon', coordinates: [RING, RING] }],
    ['multipolygon', { type: 'MultiPolygon', coordinates: [[RING], [RING]] }],
    ['line that ends elsewhere', { type: 'LineString', coordinates: RING.slice(1) }],
    ['collection', { type: 'GeometryCollection', geometries: [POINT, { type: 'Polygon', coordinates: [RING] }] }],
    ['collection of nothing', { type: 'GeometryCollection', geometries: [] }],
    ['collection of collections', collected(POINT, 5)],
  ])('that is a %s is taken as it is', (_kind, geometry) => {
    expect(geometryOf(geometry)).toEqual(geometry);
    expect(inputGeometryOf(geometry)).toEqual(geometry);
  });

  test('loses what GeoJSON does not know', () => {
    expect(geometryOf({ ...POINT, crs: 'EPSG:4326', __proto__: { x: 1 } })).toEqual(POINT);
    const collection = { type: 'GeometryCollection', geometries: [{ ...POINT, crs: 1 }], coordinates: [1, 2] };
    expect(geometryOf(collection)).toEqual({ type: 'GeometryCollection', geometries: [POINT] });
  });

  const open = RING.slice(0, 3);
  test.each<[string, object, object]>([
    ['a null for its height', { type: 'Point', coordinates: [1, 2, null] }, { type: 'Point', coordinates: [1, 2] }],
    ['four ordinates', { type: 'Point', coordinates: [1, 2, 3, 4] }, { type: 'Point', coordinates: [1, 2, 3] }],
    [
      'a measure behind no height',
      { type: 'Point', coordinates: [1, 2, null, 4] },
      { type: 'Point', coordinates: [1, 2] },
    ],
    [
      'a null for its measure',
      { type: 'Point', coordinates: [1, 2, 3, null] },
      { type: 'Point', coordinates: [1, 2, 3] },
    ],
    [
      'heights at some positions of a line',
      {
        type: 'LineString',
        coordinates: [
          [1, 2, null],
          [3, 4, 5],
        ],
      },
      {
        type: 'LineString',
        coordinates: [
          [1, 2],
          [3, 4, 5],
        ],
      },
    ],
    ['an open ring', { type: 'Polygon', coordinates: [open] }, { type: 'Polygon', coordinates: [RING] }],
    ['an open hole', { type: 'Polygon', coordinates: [RING, open] }, { type: 'Polygon', coordinates: [RING, RING] }],
    [
      'an open ring among closed ones',
      { type: 'MultiPolygon', coordinates: [[RING], [open]] },
      { type: 'MultiPolygon', coordinates: [[RING], [RING]] },
    ],
    [
      'an open ring with heights',
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0, null],
            [1, 0, 5],
            [1, 1, null],
          ],
        ],
      },
      {
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [1, 0, 5],
            [1, 1],
            [0, 0],
          ],
        ],
      },
    ],
    [
      'an open ring in a collection',
      { type: 'GeometryCollection', geometries: [POINT, { type: 'Polygon', coordinates: [open] }] },
      { type: 'GeometryCollection', geometries: [POINT, { type: 'Polygon', coordinates: [RING] }] },
    ],
  ])('with %s is mended where Aleph sends it, and not where a caller does', (_what, wire, mended) => {
    const before = JSON.stringify(wire);
    expect(geometryOf(wire)).toEqual(mended);
    expect(isGeometry(wire)).toBe(false);
    expect(isGeometry(mended)).toBe('coordinates' in mended);
    expect([wire, undefined]).toContainEqual(inputGeometryOf(wire));
    expect(JSON.stringify(wire)).toBe(before);
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
    ['with a text for its height', { type: 'Point', coordinates: [1, 2, '3'] }],
    ['a collection without geometries', { type: 'GeometryCollection', coordinates: [] }],
    ['a collection of something else', { type: 'GeometryCollection', geometries: [POINT, null] }],
    ['a collection that is nested too deep', collected(POINT, 6)],
  ])('that is %s is none', (_what, wire) => {
    expect(geometryOf(wire)).toBeUndefined();
    expect(inputGeometryOf(wire)).toBeUndefined();
  });
});
