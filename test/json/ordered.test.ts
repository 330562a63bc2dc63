import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonBytes } from '../../src/json/bytes.ts';
import { parseJson } from '../../src/json/ordered.ts';

type Written = string | number | null | Written[] | Members;
interface Members {
  readonly members: readonly (readonly [string, Written])[];
}

const names = fc.constantFrom(
  '10',
  '9',
  '2',
  '0',
  '01',
  '-1',
  '1.5',
  '4294967295',
  '99999999999',
  'a',
  'b',
  '"7"',
  'x"1',
  '#1',
);
const { tree } = fc.letrec<{ tree: Written; members: Members }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Written>(1, -0.5, null, '10', '{"2":1}', '"9":', '\\"3":'),
    fc.array(tie('tree'), { maxLength: 3 }),
    tie('members'),
  ),
  members: fc.record({ members: fc.array(fc.tuple(names, tie('tree')), { maxLength: 5 }) }),
}));

/** A tree as JSON, with `space` between all tokens, and every member in its order. */
function textOf(value: Written, space = ''): string {
  if (Array.isArray(value))
    return `[${space}${value.map((one) => textOf(one, space)).join(`${space},${space}`)}${space}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = value.members.map(([name, one]) => `${JSON.stringify(name)}${space}:${space}${textOf(one, space)}`);
  return `{${space}${members.join(`${space},${space}`)}${space}}`;
}

/** The same tree where each object has the last of doubled members, at the place of the first. */
function undoubled(value: Written): Written {
  if (Array.isArray(value)) return value.map(undoubled);
  if (typeof value !== 'object' || value === null) return value;
  return { members: [...new Map(value.members.map(([name, one]) => [name, undoubled(one)]))] };
}

function written(add: (json: JsonBytes) => void): string {
  const json = new JsonBytes(() => undefined);
  add(json);
  return Buffer.concat(json.take()).toString();
}

describe('a parsed text', () => {
  test('is what JSON.parse makes of it, and is written in the order of the text', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom('', ' ', '\n\t '), (value, space) => {
        const text = textOf(value, space);
        const parsed = parseJson(text);
        expect(parsed).toEqual(JSON.parse(text));
        const expected = textOf(undoubled(value));
        expect(written((json) => json.addTree(parsed))).toBe(expected);
        expect(written((json) => json.addValue(parsed))).toBe(expected);
      }),
      { seed: 21, numRuns: 3_000 },
    );
  });

  test.each(['', '{"1":}', '{"1":1', '[01]', '{"1":1}}', '"1":1'])('is none where JSON.parse refuses %j', (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  test('reaches no prototype', () => {
    const parsed = parseJson('{"1":{},"__proto__":{"polluted":1}}') as object;
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    expect(Object.keys(parsed)).toEqual(['1', '__proto__']);
  });
});
