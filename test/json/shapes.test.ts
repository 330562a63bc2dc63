import { describe, expect, test } from 'vitest';
import { tapedListOf } from '../../src/json/list.ts';
import { byShape, type Shape } from '../../src/json/shapes.ts';
import { inPieces } from '../support/inputs/taped.ts';

/** The shape of each row of a list, and how many there are. */
function shapesOf(rows: readonly unknown[], sizes?: readonly number[]) {
  let made = 0;
  const shapesByRow = byShape((shape) => {
    made += 1;
    return shape;
  });
  const stretches = tapedListOf(inPieces(`[${rows.map(String).join()}]`, sizes))?.stretches ?? [];
  const shapes = stretches.flatMap(({ tape, rows: nodes }) =>
    nodes.map((row) => ({ tape, row, shape: shapesByRow.at(tape, row) })),
  );
  return { shapes, made };
}

function read({ tape, row, shape }: ReturnType<typeof shapesOf>['shapes'][number], name: string, within?: number) {
  const place = shape.placeOf(name, within);
  return place === 0 ? undefined : tape.value(row + place);
}

describe('rows of a list', () => {
  test('share a shape when they have the same names in the same places, whatever their values are', () => {
    const rows = ['{"a":1,"b":{"c":"x"}}', '{"a":[1,{"z":1}],"b":{"c":{}}}', '{ "a" : null , "b" : { "c" : "é" } }'];
    for (const sizes of [undefined, [7], [30, 3]]) {
      const { shapes, made } = shapesOf(rows, sizes);
      expect(made).toBe(1);
      expect(shapes.map((one) => read(one, 'a'))).toEqual([1, [1, { z: 1 }], null]);
      expect(shapes.map((one) => read(one, 'c', one.shape.placeOf('b')))).toEqual(['x', {}, 'é']);
    }
  });

  test.each([
    ['another name', '{"a":1,"c":2}'],
    ['another order', '{"b":2,"a":1}'],
    ['one member less', '{"a":1}'],
    ['one more', '{"a":1,"b":2,"c":3}'],
    ['a name that goes on', '{"a":1,"bb":2}'],
    ['a member within another', '{"a":{"b":2}}'],
    ['members of a member', '{"a":1,"b":{"c":2}}'],
    ['no members', '[1,2]'],
  ])('have shapes of their own with %s', (_what, row) => {
    expect(shapesOf(['{"a":1,"b":2}', row]).made).toBe(2);
  });

  test('have shapes of their own when members stand elsewhere, also where names and their number are the same', () => {
    const { shapes, made } = shapesOf(['{"a":{"b":1},"c":2}', '{"a":{"b":1,"c":2}}']);
    expect(made).toBe(2);
    expect(shapes.map((one) => read(one, 'c'))).toEqual([2, undefined]);
  });

  test('are read rightly when there are more shapes than are told apart', () => {
    const rows = Array.from({ length: 60 }, (_, index) => `{"x${index % 30}":0,"a":${index}}`);
    const { shapes, made } = shapesOf(rows);
    expect(shapes.map((one) => read(one, 'a'))).toEqual(rows.map((_, index) => index));
    expect(made).toBeGreaterThan(30);
  });
});

describe('a shape', () => {
  const [first] = shapesOf(['{"a":1,"b":{"a":2,"a":3,"d":{}},"a":4,"e":[1]}']).shapes;
  const shape = first?.shape as Shape;

  test('knows the last member of a name, in the row and in a member of it', () => {
    expect(first && read(first, 'a')).toBe(4);
    expect(first && read(first, 'a', shape.placeOf('b'))).toBe(3);
  });

  test('knows no member in one that is missing, in one without members, or that is inherited', () => {
    expect(shape.placeOf('a', shape.placeOf('x'))).toBe(0);
    expect(shape.placeOf('a', shape.placeOf('e'))).toBe(0);
    expect(shape.placeOf('toString')).toBe(0);
  });

  test('lists the members of one in their order, and none of one that has none', () => {
    expect(shape.membersIn(shape.placeOf('b')).map(({ name }) => name)).toEqual(['a', 'a', 'd']);
    expect(shape.membersIn(shape.placeOf('e'))).toEqual([]);
    expect(shape.membersIn(shape.placeOf('x'))).toEqual([]);
  });
});
