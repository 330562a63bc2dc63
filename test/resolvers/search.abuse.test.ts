import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Facade, startFacade } from '../support/facade/facade.ts';
import { PORTS } from '../support/sandbox/world.ts';

let facade: Facade;

beforeAll(async () => {
  facade = await startFacade({ sandbox: { itemCount: 500 } });
  await facade.ask('{ contracts { id } }');
});
afterAll(() => facade.close());
beforeEach(() => facade.sandbox.resetCalls());

const QUERY = `query ($input: StacSearchInput!, $first: Int! = 2) {
  contract(id: "${PORTS}") { name field: stacSearch(input: $input, first: $first) { complete } }
}`;

const circle = (vertices: number) => {
  const ring = Array.from({ length: vertices - 1 }, (_, index) => {
    const angle = (2 * Math.PI * index) / (vertices - 1);
    return [103.8 + 0.2 * Math.cos(angle), 1.3 + 0.2 * Math.sin(angle)];
  });
  return [...ring, ring[0]];
};
const line = {
  type: 'LineString',
  coordinates: [
    [103, 1],
    [104, 1.5],
  ],
};
const box = (west: number, south: number, east: number, north: number) => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
const cap = box(-180, 60, 180, 90);
/** A closed ring of these longitudes. */
const onParallel = (lat: number, ...lons: number[]) => [...lons, ...lons.slice(0, 1)].map((lon) => [lon, lat]);
const square = (west: number) => [
  [west, 1],
  [west + 0.1, 1],
  [west + 0.1, 1.1],
  [west, 1],
];
const polygon = (...rings: unknown[]) => ({ type: 'Polygon', coordinates: rings });
const collection = (...geometries: unknown[]) => ({ type: 'GeometryCollection', geometries });
const nested = (levels: number): object => collection(levels === 1 ? POINT : nested(levels - 1));
const POINT = { type: 'Point', coordinates: [103.8, 1.3] };
const multi = (count: number) => ({
  type: 'MultiPolygon',
  coordinates: Array.from({ length: count }, (_, index) => [square(index * 0.2)]),
});

async function expectRefused(input: object, argumentPath: readonly string[], variables = {}): Promise<void> {
  const { status, body } = await facade.ask(QUERY, { input, ...variables });
  expect(status).toBe(200);
  expect(body.data.contract).toEqual({ name: 'Northern Ports Observatory', field: null });
  expect(body.errors).toHaveLength(1);
  expect(body.errors[0]).toMatchObject({
    path: ['contract', 'field'],
    extensions: { code: 'BAD_USER_INPUT', retryable: false, argumentPath },
  });
  expect(facade.upstreamCalls()).toEqual([]);
}

describe('a geometry to search with', () => {
  test.each([
    ['2,001 positions', polygon(circle(2_001))],
    ['2,001 positions over many points', { type: 'MultiPoint', coordinates: circle(2_001) }],
    ['51 rings', multi(51)],
    ['51 lines', { type: 'MultiLineString', coordinates: Array.from({ length: 51 }, () => square(0)) }],
    [
      'a ring that is not closed',
      polygon([
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ]),
    ],
    [
      'a ring of three positions',
      polygon([
        [0, 0],
        [1, 0],
        [0, 0],
      ]),
    ],
    [
      'a ring that is a single point',
      polygon([
        [1, 1],
        [1, 1],
        [1, 1],
        [1, 1],
      ]),
    ],
    [
      'a hole that is not closed',
      polygon(square(0), [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 1],
      ]),
    ],
    ['a longitude beyond 180', { type: 'Point', coordinates: [180.1, 0] }],
    [
      'a latitude beyond 90',
      polygon([
        [0, 89],
        [1, 89],
        [1, 90.5],
        [0, 89],
      ]),
    ],
    ['a position of four numbers', { type: 'Point', coordinates: [1, 1, 1, 1] }],
    ['no position', { type: 'MultiPolygon', coordinates: [] }],
    ['no ring', polygon()],
    ['a ring around a pole', polygon(onParallel(80, 0, 90, 180, -90))],
    ['a ring around a pole along one parallel', polygon(onParallel(-70, -180, -60, 60, 180))],
    ['a hole around a pole', polygon(cap, onParallel(80, 0, 90, 180, -90))],
    ['an edge of 200° in a box', polygon(box(-100, -10, 100, 10))],
    ['an edge of 260° in a box', polygon(box(-130, 20, 130, 40))],
    ['an edge of 200° in a triangle', polygon([...onParallel(0, -100, 100).slice(0, 2), [0, 50], [-100, 0]])],
    ['a ring around a pole in a collection', collection(POINT, polygon(onParallel(80, 0, 90, 180, -90)))],
    ['no geometry', collection()],
    ['2,001 positions over a collection', collection(POINT, polygon(circle(2_000)))],
    ['51 rings over a collection', collection(multi(50), polygon(square(30)))],
    ['51 lines in a collection', collection(...Array.from({ length: 51 }, () => line))],
    ['an open ring in a collection', collection(POINT, polygon(square(0).slice(0, 3)))],
    ['a position of four numbers in a collection', collection({ type: 'Point', coordinates: [1, 1, 1, 1] })],
    ['a longitude beyond 180 in a collection', collection(POINT, { type: 'Point', coordinates: [-180.1, 0] })],
  ])('that has %s is bad input, and Aleph is not asked', async (_what, intersects) => {
    await expectRefused({ intersects }, ['input', 'intersects']);
  });

  test.each([
    ['2,000 positions', polygon(circle(2_000))],
    ['50 rings', multi(50)],
    ['60 points', { type: 'MultiPoint', coordinates: circle(60) }],
    ['a height', { type: 'Point', coordinates: [103.8, 1.3, 20] }],
    ['a polar cap', polygon(cap)],
    ['the world', polygon(box(-180, -90, 180, 90))],
    ['an edge across the antimeridian', polygon(box(179, -17, -179, -16))],
    ['the same, clockwise', polygon(box(179, -17, -179, -16).toReversed())],
    ['an edge of 170° across the antimeridian', polygon(box(120, -10, -70, 10))],
    ['a line of 200°', { type: 'LineString', coordinates: box(-100, 0, 100, 0).slice(0, 2) }],
    ['several geometries', collection(POINT, polygon(square(103)), line)],
    ['60 points in a collection', collection(...Array.from({ length: 60 }, () => POINT))],
  ])('that has %s is taken', async (_what, intersects) => {
    const { body } = await facade.ask(QUERY, { input: { intersects } });
    expect(body.errors).toBeUndefined();
    expect(facade.upstreamCalls()).toEqual(['POST /archive/stac/search']);
  });

  test.each([
    ['text for a coordinate', { type: 'Point', coordinates: ['1', '1'] }],
    ['null for a coordinate', { type: 'Point', coordinates: [null, 1] }],
    ['a type that is none', { type: 'Circle', coordinates: [1, 1] }],
    ['a collection of other things', collection({ type: 'Circle', coordinates: [1, 1] })],
    ['a collection without geometries', { type: 'GeometryCollection' }],
    ['collections in collections, ten deep', nested(10)],
    ['no coordinates', { type: 'Polygon' }],
  ])('that has %s is no geometry, and the operation is refused', async (_what, intersects) => {
    const { status, body } = await facade.ask(QUERY, { input: { intersects } });
    expect([400, 422]).toContain(status);
    expect(body.data).toBeUndefined();
    expect(body.errors[0].extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argumentPath: ['input', 'intersects'],
    });
    expect(facade.upstreamCalls()).toEqual([]);
  });
});

describe('a least coverage', () => {
  const field = `stacSearch(input: $input, filter: { coverageMin: 1 }) { complete }`;
  const query = `query ($input: StacSearchInput!) { contract(id: "${PORTS}") { name field: ${field} } }`;
  test.each<[string, object]>([
    ['a point', { intersects: POINT }],
    ['a line', { intersects: line }],
    ['a polygon without an area', { intersects: polygon([...line.coordinates, [105, 2], [103, 1]]) }],
    ['a box of no width', { bbox: [4, 51, 4, 52] }],
    ['nothing', {}],
  ])('of %s is bad input, and Aleph is not asked', async (_what, input) => {
    const { body } = await facade.ask(query, { input });
    expect(body.data.contract.field).toBeNull();
    expect(body.errors[0].extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argumentPath: ['filter', 'coverageMin'],
    });
    expect(facade.upstreamCalls()).toEqual([]);
  });
});

describe('a search', () => {
  test('by box and geometry at once is bad input', () =>
    expectRefused({ bbox: [0, 0, 1, 1], intersects: { type: 'Point', coordinates: [0, 0] } }, ['input', 'bbox']));

  test.each([
    ['ids', Array.from({ length: 501 }, (_, index) => `item-${index}`)],
    ['collections', Array.from({ length: 101 }, () => 'l1d')],
    ['sortBy', Array.from({ length: 6 }, () => ({ field: 'gsd' }))],
  ])('with too many %s is bad input', async (name, values) => {
    await expectRefused({ [name]: values }, ['input', name]);
    const { body } = await facade.ask(QUERY, { input: { [name]: values.slice(1) } });
    expect(body.errors).toBeUndefined();
  });

  test.each([[0], [-1], [2_001]])('for %i items is bad input', (first) => expectRefused({}, ['first'], { first }));

  test('of days that run backwards is bad input', async () => {
    const { body } = await facade.ask(QUERY, { input: { dates: { start: '2026-02-01', end: '2026-01-01' } } });
    expect(body.data.contract.field).toBeNull();
    expect(body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', retryable: false });
    expect(body.errors[0].extensions.argumentPath.slice(-2)).toEqual(['dates', 'end']);
    expect(facade.upstreamCalls()).toEqual([]);
  });

  test.each([
    ['text', 'gsd < 1'],
    ['a list', [{ op: '=' }]],
    ['an object eleven deep', JSON.parse(`${'{"a":'.repeat(11)}1${'}'.repeat(11)}`)],
  ])('by CQL2 that is %s is refused as a whole', async (_what, cql2) => {
    const { status, body } = await facade.ask(QUERY, { input: { cql2 } });
    expect([400, 422]).toContain(status);
    expect(body.errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: ['input', 'cql2'] });
  });
});
