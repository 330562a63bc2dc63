import { describe, expect, test } from 'vitest';
import { itemListOf } from '../../../src/aleph/items.ts';
import { around, polygonOf, square } from '../../support/inputs/shapes.ts';

const footprintOf = (members: object) => {
  const [item] = itemListOf('cont.1', { features: [{ id: 'a', collection: 'l0', ...members }] }).items;
  return [item?.bbox, item?.geometry];
};
const CONTINENT = [0, 0, 51.25, 37.5];
const collected = (geometry: object) => ({ type: 'GeometryCollection', geometries: [POINT, geometry] });
const POINT = { type: 'Point', coordinates: [4, 52] };

describe('the footprint of an item', () => {
  test.each<[string, object]>([
    ['a continent', { bbox: CONTINENT, geometry: polygonOf([around([25, 18], square(3_000))]) }],
    ['the box of one', { bbox: CONTINENT, geometry: null }],
    ['a collection with a continent', { geometry: collected(polygonOf([around([25, 18], square(3_000))])) }],
    ['a continent in a small box', { bbox: [4, 52, 5, 53], geometry: polygonOf([around([25, 18], square(3_000))]) }],
  ])('is absent, box and all, where it is %s', (_what, members) => {
    expect(footprintOf(members)).toEqual([undefined, undefined]);
  });

  test.each<[string, number, number]>([
    ['a tile', 10, 4],
    ['a large pass', 300, 4],
    ['a tile across the antimeridian', 10, 180],
  ])('stays where it is %s', (_what, size, lon) => {
    const geometry = polygonOf([around([lon, 20], square(size))]);
    const bbox = [lon === 180 ? 179.9 : 3.9, 19.9, lon === 180 ? -179.9 : 4.1, 20.1];
    expect(footprintOf({ bbox, geometry })).toEqual([bbox, geometry]);
  });

  test('stays where it is a collection, with rings that are closed for it', () => {
    const { coordinates, ...rest } = polygonOf([around([4, 52], square(10))]);
    const open = { ...rest, coordinates: coordinates.map((ring) => ring.slice(0, -1)) };
    expect(footprintOf({ geometry: collected(open) })).toEqual([undefined, collected({ ...rest, coordinates })]);
  });

  test('stays where it has no area to judge by', () => {
    expect(footprintOf({ geometry: POINT })).toEqual([undefined, POINT]);
    expect(footprintOf({})).toEqual([undefined, undefined]);
  });
});
