import { expect, test } from 'vitest';
import { Refusal } from '../../../src/sandbox/http/replies.ts';
import { readFigures } from '../../../src/sandbox/queries/geometries.ts';

const triangle = [
  [0, 0],
  [1, 0],
  [0, 1],
  [0, 0],
];

test.each([
  undefined,
  'POINT(0 0)',
  { type: 'Circle', coordinates: [0, 0] },
  { type: 'GeometryCollection', geometries: [] },
  { type: '__proto__', coordinates: [0, 0] },
  { type: 'Point' },
  { type: 'Point', coordinates: [] },
  { type: 'Point', coordinates: ['0', '0'] },
  { type: 'Point', coordinates: [0] },
  { type: 'Point', coordinates: [0, 0, 0, 0, 0] },
  { type: 'Point', coordinates: [181, 0] },
  { type: 'Point', coordinates: [0, -90.1] },
  { type: 'Point', coordinates: [null, 0] },
  { type: 'MultiPoint', coordinates: [] },
  { type: 'MultiPoint', coordinates: [0, 0] },
  { type: 'LineString', coordinates: [[0, 0]] },
  { type: 'Polygon', coordinates: [] },
  { type: 'Polygon', coordinates: [[]] },
  { type: 'Polygon', coordinates: triangle },
  { type: 'Polygon', coordinates: [triangle.slice(0, 3)] },
  { type: 'Polygon', coordinates: [[...triangle.slice(0, 3), [5, 5]]] },
  { type: 'MultiPolygon', coordinates: [triangle] },
])('%j is refused as a geometry', (geometry) => {
  expect(() => readFigures(geometry, 180)).toThrow(Refusal);
});
