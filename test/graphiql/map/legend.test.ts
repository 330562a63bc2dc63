import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowedAddress } from '../../../assets/graphiql/map/data/addresses.ts';
import { colorClassOf, legendOf } from '../../../assets/graphiql/map/data/colors.ts';
import { bboxOf, featureCollectionOf } from '../../../assets/graphiql/map/data/geojson.ts';
import { coordinatesOf, rowsOf, subtitleOf, titleOf } from '../../../assets/graphiql/map/data/labels.ts';
import { findShapes } from '../../../assets/graphiql/map/data/shapes.ts';
import { stacksOf } from '../../../assets/graphiql/map/data/stacks.ts';

const shapesOf = (...nodes: readonly object[]) => findShapes({ data: { nodes } }).shapes;
const at = { geometry: { type: 'Point', coordinates: [1, 2] } };
const factsOf = (node: object) => shapesOf({ ...at, ...node }).map(({ facts }) => facts);

describe('the legend', () => {
  test('has the whole scale of clouds where items are drawn, and the statuses that occur', () => {
    const facts = [
      ...factsOf({ itemId: 'a', cloudCover: 3 }),
      ...factsOf({ itemId: 'b', cloudCover: null }),
      ...factsOf({ taskId: 1, statusText: 'in progress' }),
      ...factsOf({ taskId: 2, status: 'COMPLETED' }),
    ];
    expect(legendOf(facts, 'light').map(({ name }) => name)).toEqual([
      ...['0–10', '10–30', '30–60', '60–90', '90–100', 'unknown'],
      ...['completed', 'in progress'],
    ]);
    expect(legendOf(factsOf({ taskId: 1, status: 'FAILED' }), 'dark').map(({ scale }) => scale)).toEqual(['Status']);
    expect(legendOf([], 'light')).toEqual([]);
  });

  test('has the class of every percentage, in both themes', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.constantFrom('light', 'dark'),
        (cloudCover, theme) => {
          const [facts] = factsOf({ itemId: 'a', cloudCover });
          const { name, color } = colorClassOf(facts ?? expect.fail(), theme);
          const [from = 0, to = 0] = name.split('–').map(Number);
          expect(from <= cloudCover && cloudCover <= to).toBe(true);
          expect(color).toMatch(/^#[0-9a-f]{6}$/);
        },
      ),
      { seed: 25, numRuns: 200 },
    );
  });

  test.each([-999, -1, 101, 'cloudy', Number.NaN])('counts a cloud cover of %s as unknown', (cloudCover) => {
    const [facts] = factsOf({ itemId: 'a', cloudCover });
    expect(colorClassOf(facts ?? expect.fail(), 'light').name).toBe('unknown');
  });
});

describe('the words for a shape', () => {
  test('are its name, time, clouds, coverage and status', () => {
    const [item] = factsOf({
      itemId: 'a',
      cloudCover: 27.81,
      coverage: 40,
      datetime: '2026-08-16T02:47:54.628Z',
      gsd: 0.7,
    });
    const [task] = factsOf({
      taskId: 7,
      name: 'Harbour',
      statusText: 'in_progress',
      start: '2026-01-02T00:00:00Z',
      end: '2026-02-03T00:00:00Z',
    });

    expect(rowsOf(item ?? expect.fail())).toEqual([
      ['Time', '2026-08-16 02:47 UTC'],
      ['Cloud cover', '27.8 %'],
      ['Coverage', '40 %'],
      ['Resolution', '0.7 m'],
    ]);
    expect(titleOf(task ?? expect.fail())).toBe('Harbour');
    expect(subtitleOf(task ?? expect.fail())).toBe('Task · in progress · 2026-01-02 to 2026-02-03');
    expect(coordinatesOf(-121.4737, -31.2)).toBe('31.2000° S, 121.4737° W');
  });

  test.each([
    ['SIGNED', { href: 'https://a.example/p.png', access: 'SIGNED' }, 'https://a.example/p.png'],
    ['OPEN', { href: 'https://a.example/p.png', access: 'OPEN' }, 'https://a.example/p.png'],
    [
      'HEADERS with a loadUrl',
      { href: 'https://a.example/p.png', access: 'HEADERS', loadUrl: 'http://127.0.0.1:1/assets/x' },
      'http://127.0.0.1:1/assets/x',
    ],
    ['HEADERS', { href: 'https://a.example/p.png', access: 'HEADERS', loadUrl: null }, undefined],
    ['UNKNOWN', { href: null, access: 'UNKNOWN' }, undefined],
    ['no address of the web', { href: 'javascript:alert(1)', access: 'OPEN' }, undefined],
  ])('have a picture where its address is %s', (_, preview, url) => {
    expect(factsOf({ itemId: 'a', preview }).map(({ picture }) => picture?.url)).toEqual([url]);
  });
});

describe('the address of a picture', () => {
  const page = 'http://localhost:4000';
  test.each([
    ['this server', 'http://localhost:4000/assets/x?y=1', 'http://localhost:4000/assets/x?y=1'],
    ['this server by another name', 'http://127.0.0.1:4000/assets/x?y=1', 'http://localhost:4000/assets/x?y=1'],
    ['an allowed origin', 'https://pictures.example/p.png', 'https://pictures.example/p.png'],
    ['another port', 'http://127.0.0.1:4001/p.png', undefined],
    ['another host', 'https://elsewhere.example/p.png', undefined],
    ['a host that only begins alike', 'https://pictures.example.evil/p.png', undefined],
    ['a name that only looks like loopback', 'http://127.0.0.1.evil:4000/p.png', undefined],
  ])('of %s', (_, address, expected) => {
    expect(allowedAddress(address, page, ['https://pictures.example'])).toBe(expected);
  });
});

describe('the download', () => {
  test('is one feature for each shape, with the geometry of the answer and the facts', () => {
    const shapes = shapesOf({ itemId: 'a', cloudCover: 5, ...at }, { itemId: 'b', bbox: [170, 0, -170, 1] });
    expect(featureCollectionOf(shapes)).toMatchObject({
      type: 'FeatureCollection',
      features: [
        {
          type: 'Feature',
          id: 'a',
          geometry: at.geometry,
          bbox: [1, 2, 1, 2],
          properties: { kind: 'item', cloudCover: 5 },
        },
        { id: 'b', geometry: { type: 'MultiPolygon' }, bbox: [170, 0, -170, 1] },
      ],
    });
    expect(shapes.map(bboxOf)).toEqual([
      [1, 2, 1, 2],
      [170, 0, -170, 1],
    ]);
  });
});

describe('stacks', () => {
  test('hold each thing once, near their first one, and keep first ones apart', () => {
    const thing = fc.record({ x: fc.integer({ min: -500, max: 500 }), y: fc.integer({ min: -500, max: 500 }) });
    fc.assert(
      fc.property(fc.array(thing, { maxLength: 80 }), fc.integer({ min: 1, max: 300 }), (things, reach) => {
        const stacks = stacksOf(things, reach);
        expect(stacks.flatMap(({ members }) => members)).toHaveLength(things.length);
        expect(new Set(stacks.flatMap(({ members }) => members)).size).toBe(new Set(things).size);
        const isNear = (one: { x: number; y: number }, other: { x: number; y: number }) =>
          Math.hypot(one.x - other.x, one.y - other.y) < reach;
        for (const [index, stack] of stacks.entries()) {
          expect(stack.members.every((member) => isNear(stack, member))).toBe(true);
          expect(stacks.slice(0, index).some((other) => isNear(stack, other))).toBe(false);
        }
      }),
      { seed: 25, numRuns: 300 },
    );
  });
});
