import type { Polygon } from 'geojson';
import { describe, expect, test } from 'vitest';
import { cutAreasOf, partsOfBox, partsOfGeometry } from '../../../src/aleph/geometry/antimeridian.ts';
import { type Area, boxRing } from '../../../src/aleph/geometry/rings.ts';
import { areaOnSphere } from '../../../src/aleph/geometry/sphere.ts';
import { around, polygonOf, square } from '../../support/inputs/shapes.ts';

const TILE = polygonOf([around([180, 40], square(100, [0, 0], 30))]);
const spanOf = ({ outer }: Area) => [Math.min(...outer.map(([lon]) => lon)), Math.max(...outer.map(([lon]) => lon))];

describe('a box', () => {
  test('across the antimeridian has two parts, west first, and any other one', () => {
    expect(partsOfBox([170, -1, -170, 1])).toEqual([
      [170, -1, 180, 1],
      [-180, -1, -170, 1],
    ]);
    expect(partsOfBox([-180, -1, 180, 1])).toEqual([[-180, -1, 180, 1]]);
  });
});

describe('a polygon across the antimeridian', () => {
  test('is cut into a part on each side that together are as large', () => {
    const parts = partsOfGeometry(TILE);
    expect(parts).toHaveLength(2);
    const [west, east] = parts.flatMap(cutAreasOf);
    expect(west && spanOf(west)).toEqual([expect.closeTo(179.2, 0), 180]);
    expect(east && spanOf(east)).toEqual([-180, expect.closeTo(-179.2, 0)]);
    const whole = areaOnSphere(around([0, 40], square(100, [0, 0], 30)));
    expect([west, east].reduce((sum, area) => sum + areaOnSphere(area?.outer ?? []), 0)).toBeCloseTo(whole, 9);
  });

  test.each([
    ['east of it', [60, 0], [1, 0]],
    ['west of it', [-60, 0], [0, 1]],
    ['across as well', [0, 0], [1, 1]],
  ] as const)('keeps a hole %s where it is, wherever its ring starts', (_where, offset, holes) => {
    const shape = [around([180, 10], square(300)), around([180, 10], square(40, offset))];
    for (const start of [0, 1, 2, 3]) {
      const [outer = [], hole = []] = shape;
      const turned = [...outer.slice(start), ...outer.slice(0, start)];
      const areas = cutAreasOf(polygonOf([turned, hole])).toSorted((a, b) => (spanOf(a)[0] ?? 0) - (spanOf(b)[0] ?? 0));
      expect(areas.map((area) => area.holes.length)).toEqual(holes);
    }
  });

  test('that goes on beyond 180 is cut as one that jumps', () => {
    const ring = [...around([180, 40], square(100, [0, 0], 30))];
    const beyond = {
      type: 'Polygon' as const,
      coordinates: [[...ring, ...ring.slice(0, 1)].map(([lon, lat]) => [lon, lat])],
    };
    const rounded = (areas: readonly Area[]) => areas.map(spanOf);
    expect(rounded(cutAreasOf(beyond))).toEqual(rounded(cutAreasOf(TILE)));
  });

  test('keeps a polygon on one side on that side alone, and any other geometry whole', () => {
    const fiji = polygonOf([around([178, -17], square(50))]);
    const taveuni = polygonOf([around([-179.5, -17], square(50))]);
    const both = {
      type: 'MultiPolygon' as const,
      coordinates: [fiji.coordinates, TILE.coordinates, taveuni.coordinates],
    };
    expect(partsOfGeometry(both).map((part) => cutAreasOf(part).length)).toEqual([2, 2]);
    expect(partsOfGeometry(fiji)).toEqual([fiji]);
    const line = {
      type: 'LineString' as const,
      coordinates: [
        [179, 0],
        [-179, 0],
      ],
    };
    expect(partsOfGeometry(line)).toEqual([line]);
  });

  test('takes a band around the globe for what it is', () => {
    const corners = [...boxRing(-180, 60, 180, 90), [-180, 60] as const];
    const band: Polygon = { type: 'Polygon', coordinates: [corners.map(([lon, lat]) => [lon, lat])] };
    expect(partsOfGeometry(band)).toEqual([band]);
    expect(cutAreasOf(band)).toEqual([{ outer: boxRing(-180, 60, 180, 90), holes: [] }]);
  });
});
