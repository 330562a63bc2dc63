import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPassable, passThroughOf } from '../../../src/aleph/values/pass-through.ts';
import { Losses } from '../../../src/json/losses.ts';

const nested = (depth: number): object => (depth === 1 ? { end: true } : { inner: nested(depth - 1) });
const wide = (members: number) => Object.fromEntries(Array.from({ length: members }, (_, key) => [`k${key}`, key]));
const long = (entries: number) => Array.from({ length: entries }, (_, index) => index);

function passed(value: unknown) {
  const losses = new Losses();
  return [passThroughOf(value, losses, 'properties'), losses.skipped.members];
}

describe('an object that is passed on', () => {
  test('stays as it came, sentinels included', () => {
    const properties = {
      'satl-qa:cc_nir': -999,
      list: [1, null],
      deep: nested(9),
      long: long(10_000),
      wide: wide(500),
    };
    expect(passThroughOf(properties)).toBe(properties);
  });

  test.each<[string, unknown, string]>([
    ['a list of 10,001 entries', long(10_001), 'it'],
    ['a list with such a list', [[long(10_001)]], 'it'],
    ['an object of 501 members', wide(501), 'it'],
    ['a list with such an object', [wide(501)], 'it'],
    ['a value deeper than ten levels', nested(10), 'it.inner.inner.inner.inner.inner.inner.inner.inner.inner'],
    ['a list that is too deep', JSON.parse(`${'['.repeat(50)}${']'.repeat(50)}`), 'it'],
  ])('loses %s alone, and names it', (_what, it, name) => {
    const [object, members] = passed({ cloud: 7, it, platform: 'newsat1' });
    expect(object).toMatchObject({ cloud: 7, platform: 'newsat1' });
    expect(members).toEqual([`properties.${name}`]);
    expect(isPassable(object)).toBe(true);
  });

  test('keeps what stands beside an inner value that is left out', () => {
    expect(passed({ outer: { kept: 1, list: long(10_001) } })).toEqual([
      { outer: { kept: 1 } },
      ['properties.outer.list'],
    ]);
  });

  test('keeps its first 500 members', () => {
    const [object, members] = passed(wide(502));
    expect(object).toEqual(wide(500));
    expect(members).toEqual(['properties.k500', 'properties.k501']);
  });

  test.each<[string, unknown]>([
    ['a list', [1]],
    ['text', 'x'],
    ['null', null],
  ])('is absent when it is %s', (_what, value) => {
    expect(passed(value)).toEqual([undefined, []]);
  });

  test('loses every key that reaches a prototype, at any level', () => {
    const [object, members] = passed(
      JSON.parse('{"a":1,"__proto__":{"x":1},"in":{"b":[{"__proto__":{"x":1},"c":2}]}}'),
    );
    expect(JSON.stringify(object)).toBe('{"a":1,"in":{"b":[{"c":2}]}}');
    expect(members).toEqual(['properties.__proto__']);
    expect(Object.assign({}, object)).not.toHaveProperty('x');
  });

  test('of any JSON is within the limits, and the same where that is', () => {
    const json = fc.oneof(fc.jsonValue({ maxDepth: 15 }), fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 12 })));
    fc.assert(
      fc.property(json, (value) => {
        const object = passThroughOf(value);
        if (object !== undefined) expect(isPassable(object)).toBe(true);
        if (isPassable(value)) expect(object).toBe(value);
      }),
    );
  });
});
