import { expect, test } from 'vitest';
import { readFigures } from '../../../../src/sandbox/queries/geometries.ts';
import { meetsFootprint } from '../../../../src/sandbox/world/imagery/footprints.ts';
import { boxOf, type Position } from '../../../../src/sandbox/world/imagery/grid.ts';

const ACROSS: Position[] = [
  [179.98, -17],
  [180.02, -17],
  [180.02, -16],
  [179.98, -16],
  [179.98, -17],
];
const triangle = [
  [0, 0],
  [1, 0],
  [0, 1],
  [0, 0],
];

test.each<[object, boolean]>([
  [{ type: 'Point', coordinates: [179.99, -16.5] }, true],
  [{ type: 'Point', coordinates: [-179.99, -16.5] }, true],
  [{ type: 'Point', coordinates: [-179.97, -16.5] }, false],
  [{ type: 'Point', coordinates: [0, -16.5] }, false],
  [
    {
      type: 'MultiPoint',
      coordinates: [
        [0, 0],
        [-180, -16.5, 12],
      ],
    },
    true,
  ],
  [
    {
      type: 'LineString',
      coordinates: [
        [-179.99, -20],
        [-179.99, 0],
      ],
    },
    true,
  ],
  [
    {
      type: 'MultiLineString',
      coordinates: [
        [
          [0, 0],
          [1, 1],
        ],
        [
          [170, -16.5],
          [180, -16.5],
        ],
      ],
    },
    true,
  ],
  [{ type: 'Polygon', coordinates: [triangle] }, false],
  [
    {
      type: 'MultiPolygon',
      coordinates: [
        [triangle],
        [
          [
            [-180, -17],
            [-179, -17],
            [-179, -16],
            [-180, -17],
          ],
        ],
      ],
    },
    true,
  ],
])('%j meets a footprint across the 180th meridian: %s', (geometry, expected) => {
  const figures = readFigures(geometry, 180);
  expect(figures.some((figure) => meetsFootprint(figure, ACROSS, boxOf(ACROSS)))).toBe(expected);
});
