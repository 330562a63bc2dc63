import { expect, test } from 'vitest';
import { boxOf, epsgOf, geometryOf, gridCode, ringOf, tileAt } from '../../../../src/sandbox/world/imagery/grid.ts';
import { project, unproject } from '../../../../src/sandbox/world/imagery/utm.ts';

test('a tile lies where the real one of that name lies', () => {
  const tile = { zone: 49, south: false, x: 566, y: 1818, sizeKm: 2 };
  expect(gridCode(tile)).toBe('SATL-2KM-49N_566_1818');
  expect(epsgOf(tile)).toBe(32649);
  const observed = [111.61823, 16.442577, 111.637042, 16.460739];
  boxOf(ringOf(tile)).forEach((degrees, side) => {
    expect(Math.abs(degrees - (observed[side] ?? 0))).toBeLessThan(0.0001);
  });
});

test('a southern tile counts its northing from the false origin', () => {
  expect(tileAt(144.826, -37.9365, 2)).toEqual({ zone: 55, south: true, x: 308, y: 5798, sizeKm: 2 });
});

test('projecting there and back moves nothing by a millimetre', () => {
  for (const [lon, lat] of [
    [3.1, 0.2],
    [5.9, 78.2],
    [0.1, -54.8],
  ] as const) {
    const [easting, northing] = project(31, [lon, lat]);
    const [lonAgain, latAgain] = unproject(31, [easting, northing]);
    expect(Math.abs(lonAgain - lon) + Math.abs(latAgain - lat)).toBeLessThan(1e-8);
  }
});

test('a ring across the 180th meridian becomes two polygons and a box that wraps', () => {
  const ring = [
    [180.02, -16],
    [180.02, -17],
    [179.98, -17],
    [179.98, -16],
    [180.02, -16],
  ] as const;
  expect(boxOf(ring)).toEqual([179.98, -17, -179.98, -16]);
  const { type, coordinates } = geometryOf(ring);
  const halves = coordinates.map((polygon) => polygon.flat().map(String));
  expect(type).toBe('MultiPolygon');
  expect(halves.map((half) => new Set(half))).toEqual([
    new Set(['180,-17', '179.98,-17', '179.98,-16', '180,-16']),
    new Set(['-179.98,-16', '-179.98,-17', '-180,-17', '-180,-16']),
  ]);
  for (const half of halves) expect(half.at(-1)).toBe(half[0]);
});

test('a ring wholly beyond the 180th meridian moves back into the map', () => {
  const ring = [
    [181, 1],
    [181, 0],
    [180.5, 0],
    [180.5, 1],
    [181, 1],
  ] as const;
  expect(boxOf(ring)).toEqual([-179.5, 0, -179, 1]);
  expect(geometryOf(ring)).toEqual({
    type: 'Polygon',
    coordinates: [
      [
        [-179, 1],
        [-179, 0],
        [-179.5, 0],
        [-179.5, 1],
        [-179, 1],
      ],
    ],
  });
});
