import { describe, expect, test } from 'vitest';
import { tapedListOf } from '../../src/json/list.ts';
import { byLayout, type Layout } from '../../src/json/shapes.ts';
import { inPieces } from '../support/inputs/taped.ts';

/** The layout of each row of a list, and how many there are. */
function layoutsOf(rows: readonly unknown[], sizes?: readonly number[]) {
  let made = 0;
  const layoutOf = byLayout((layout) => {
    made += 1;
    return layout;
  });
  const stretches = tapedListOf(inPieces(`[${rows.map(String).join()}]`, sizes))?.stretches ?? [];
  const layouts = stretches.flatMap(({ tape, rows: nodes }) =>
    nodes.map((row) => ({ tape, row, layout: layoutOf(tape, row) })),
  );
  return { layouts, made };
}

function read({ tape, row, layout }: ReturnType<typeof layoutsOf>['layouts'][number], name: string, within?: number) {
  const place = layout.placeOf(name, within);
  return place === 0 ? undefined : tape.value(row + place);
}

describe('rows of a list', () => {
  test('share a layout when they have the same names in the same places, whatever their values are', () => {
    const rows = ['{"a":1,"b":{"c":"x"}}', '{"a":[1,{"z":1}],"b":{"c":{}}}', '{ "a" : null , "b" : { "c" : "é" } }'];
    for (const sizes of [undefined, [7], [30, 3]]) {
      const { layouts, made } = layoutsOf(rows, sizes);
      expect(made).toBe(1);
      expect(layouts.map((one) => read(one, 'a'))).toEqual([1, [1, { z: 1 }], null]);
      expect(layouts.map((one) => read(one, 'c', one.layout.placeOf('b')))).toEqual(['x', {}, 'é']);
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
  ])('have layouts of their own with %s', (_what, row) => {
    expect(layoutsOf(['{"a":1,"b":2}', row]).made).toBe(2);
  });

  test('have layouts of their own when members stand elsewhere, also where names and their number are the same', () => {
    const { layouts, made } = layoutsOf(['{"a":{"b":1},"c":2}', '{"a":{"b":1,"c":2}}']);
    expect(made).toBe(2);
    expect(layouts.map((one) => read(one, 'c'))).toEqual([2, undefined]);
  });

  test('are read rightly when there are more layouts than are told apart', () => {
    const rows = Array.from({ length: 60 }, (_, index) => `{"x${index % 30}":0,"a":${index}}`);
    const { layouts, made } = layoutsOf(rows);
    expect(layouts.map((one) => read(one, 'a'))).toEqual(rows.map((_, index) => index));
    expect(made).toBeGreaterThan(30);
  });
});

describe('a layout', () => {
  const [first] = layoutsOf(['{"a":1,"b":{"a":2,"a":3,"d":{}},"a":4,"e":[1]}']).layouts;
  const layout = first?.layout as Layout;

  test('knows the last member of a name, in the row and in a member of it', () => {
    expect(first && read(first, 'a')).toBe(4);
    expect(first && read(first, 'a', layout.placeOf('b'))).toBe(3);
  });

  test('knows no member in one that is missing, in one without members, or that is inherited', () => {
    expect(layout.placeOf('a', layout.placeOf('x'))).toBe(0);
    expect(layout.placeOf('a', layout.placeOf('e'))).toBe(0);
    expect(layout.placeOf('toString')).toBe(0);
  });

  test('lists the members of one in their order, and none of one that has none', () => {
    expect(layout.membersIn(layout.placeOf('b')).map(({ name }) => name)).toEqual(['a', 'a', 'd']);
    expect(layout.membersIn(layout.placeOf('e'))).toEqual([]);
    expect(layout.membersIn(layout.placeOf('x'))).toEqual([]);
  });
});
