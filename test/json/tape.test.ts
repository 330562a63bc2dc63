import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tapedListOf } from '../../src/json/list.ts';
import type { JsonTape } from '../../src/json/tape.ts';
import { inPieces, tapeOf } from '../support/inputs/taped.ts';

/** What JSON.parse makes of a text; undefined, which it never makes, where it refuses. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of the values in a row of a bare list. */
const NOTED_DEPTH = 5;

/** The value at a node out of the smallest pieces that the tape has of it. */
function readAt(tape: JsonTape, node: number, depth = 0): unknown {
  if (depth < NOTED_DEPTH && tape.isObject(node)) {
    const nodes = nodesIn(tape, node);
    for (const at of nodes) {
      const name = tape.nameOf(at);
      const last = nodes.findLast((other) => tape.nameOf(other) === name);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
      if (/^[\u0000-\u007f]*$/.test(name)) expect(tape.member(node, name)).toBe(last);
    }
    return Object.fromEntries(nodes.map((at) => [tape.nameOf(at), readAt(tape, at, depth + 1)]));
  }
  return tape.string(node) ?? tape.value(node);
}

function nodesIn(tape: JsonTape, node: number): readonly number[] {
  const nodes: number[] = [];
  for (let at = tape.inside(node); at < tape.after(node); at = tape.after(at)) nodes.push(at);
  return nodes;
}

/** Fails unless the tape of a text, where there is one, holds exactly what JSON.parse makes of it. */
function expectAgreement(text: string, sizes?: readonly number[]): void {
  const { tape, root } = tapeOf(text, sizes) ?? {};
  if (tape === undefined || root === undefined) return;
  const value = parsed(text);
  expect(value, `JSON.parse refuses what was taped: ${text}`).not.toBe(undefined);
  expect(tape.value(root)).toEqual(value);
  expect(readAt(tape, root)).toEqual(value);
}

const anyText = fc.oneof(
  fc.json({ maxDepth: 7 }),
  fc.jsonValue({ maxDepth: 7 }).map((value) => JSON.stringify(value)),
  fc.jsonValue({ maxDepth: 7 }).map((value) => JSON.stringify(value, null, 1).replaceAll('\n', ' ')),
);
const plainText = anyText.filter((text) => !/__proto__/.test(text) && !hasEscapedName(text));
/** Also where what looks like a name stands in a string. */
function hasEscapedName(text: string): boolean {
  return /\\.*" *:/s.test(text);
}

const runs = { numRuns: 1_000 };

describe('the tape of a JSON text', () => {
  test('holds what JSON.parse makes of it', () => {
    fc.assert(
      fc.property(anyText, (text) => expectAgreement(text)),
      runs,
    );
  });

  test('is the same in whatever pieces the text comes', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(anyText, sizes, (text, cuts) => {
        expectAgreement(text, cuts);
        expect(tapeOf(text, cuts) === undefined).toBe(tapeOf(text) === undefined);
      }),
      runs,
    );
  });

  test('exists for every text that is not too deep and has no escapes in names', () => {
    fc.assert(
      fc.property(plainText, (text) => {
        // The generator stays below ten levels, and crowded texts are left to JSON.parse only when they are long.
        expect(tapeOf(text)).toBeDefined();
      }),
      runs,
    );
  });

  test('never exists for a mutilated text that JSON.parse refuses, and agrees with it on the others', () => {
    const pieces = [
      '"',
      ',',
      ':',
      '[',
      ']',
      '{',
      '}',
      ' ',
      '0',
      '1',
      '-',
      '+',
      '.',
      'e',
      'E',
      'null',
      'tru',
      '\\',
      '\t',
    ];
    const change = fc.record({ at: fc.nat(), drop: fc.nat(3), put: fc.constantFrom('', ...pieces) });
    fc.assert(
      fc.property(anyText, fc.array(change, { minLength: 1, maxLength: 3 }), (text, changes) => {
        const mutilated = changes.reduce((now, { at, drop, put }) => {
          const place = at % (now.length + 1);
          return now.slice(0, place) + put + now.slice(place + drop);
        }, text);
        expectAgreement(mutilated);
      }),
      { numRuns: 5_000 },
    );
  });

  test('never exists for a part of a text', () => {
    const nested = fc.jsonValue({ maxDepth: 6 }).map((value) => JSON.stringify({ features: [value] }));
    fc.assert(
      fc.property(nested, fc.nat(), (text, cut) => {
        // Not even where what goes on as it should was read just before.
        tapeOf(text);
        expect(tapeOf(text.slice(0, cut % text.length))).toBeUndefined();
      }),
      runs,
    );
  });

  test('holds numbers of every form that JSON knows, and none of another', () => {
    const part = fc.constantFrom('', '-', '+', '0', '00', '1', '9', '.', 'e', 'E', 'e+', 'E-', '12', '400', ' ');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 7 }), (parts) => {
        const text = parts.join('');
        for (const whole of [text, `[${text}]`, `{"a":${text},"b":1}`]) {
          expectAgreement(whole);
          if (parsed(whole) !== undefined) expect(tapeOf(whole)).toBeDefined();
        }
      }),
      { numRuns: 5_000 },
    );
  });
});

const deep = (levels: number, inside = '') => '['.repeat(levels) + inside + ']'.repeat(levels);

describe('a tape', () => {
  test.each([
    ['an object', '{"a":1,"b":[true,false,null],"c":{"d":"e"}}'],
    ['spaces', ' { "a" : [ 1 , 2 ] , "b" : { } , "c" : [ ] } '],
    ['a bare string', '"text"'],
    ['a bare number', '-12.5e-3'],
    ['a number beyond all', '[1e400,-1e400,1e-400]'],
    ['negative zeros', '[-0,-0.0,-0e1,0]'],
    ['more digits than a double holds', `[12345678901234567890.123456789012345678901234567890,${'9'.repeat(400)}]`],
    ['other alphabets', '{"наименование":"Порт","絵":"🛰️","é":"ü"}'],
    ['empty names', '{"":1,"a":{"":2}}'],
    ['names that every object inherits', '{"constructor":1,"toString":2,"hasOwnProperty":3}'],
    ['names that come twice', '{"a":1,"b":2,"a":{"a":3,"a":4}}'],
    ['separators that JavaScript takes for lines', '["\u2028\u2029"]'],
    ['nine levels in a list', deep(9, '1')],
    ['escapes', '["\\n","\\\\","\\/\\b\\f\\r\\t",{"a":"\\u00e9\\u2028","b":"\\uD83d\\uDE00"}]'],
    ['escaped quotes', '["\\"","a\\\\\\"b","\\\\",{"a":"\\",\\"b\\":1"}]'],
    ['halves of characters, escaped', '["\\ud800","\\udc00 \\ud83d"]'],
    ['structure in strings', '{"a":"},{]:","b":"[1,2"}'],
  ])('reads %s', (_what, text) => {
    expect(tapeOf(text)).toBeDefined();
    expectAgreement(text);
  });

  test.each([
    ['a name with escapes', '{"\\u0061":1}'],
    ['a name with an escaped quote', '{"a\\"":1}'],
    ['lines', '{\n"a": 1\n}'],
    ['tabs', '[\t1]'],
    ['ten levels in a list', deep(10)],
    ['ten thousand levels', deep(10_000)],
    ['a name that reaches a prototype', '{"a":[{"__proto__":1}]}'],
  ])('leaves %s to JSON.parse', (_what, text) => {
    expect(tapeOf(text)).toBeUndefined();
    expect(parsed(text)).toBeDefined();
  });

  test('tells numbers apart that another writer would write otherwise', () => {
    const { tape, root = 0 } = tapeOf('{"a":[1,-0.5,2e3,0,-1.0],"b":[1e999],"c":[-0],"d":[1e-7,12]}') ?? {};
    const faithful = ['a', 'b', 'c', 'd'].filter((name) => tape?.isFaithful(tape.member(root, name) ?? 0));
    expect(faithful).toEqual(['a', 'd']);
    expect(tape?.isFaithful(root)).toBe(false);
  });

  test('passes no number on that would come to something else when it is read and written', () => {
    const digits = fc.oneof(
      fc.constant('0'),
      fc.string({ unit: fc.constantFrom('0', '7'), minLength: 1, maxLength: 320 }),
    );
    const whole = digits.map((text) => text.replace(/^0+(?=.)/, ''));
    const fraction = fc.oneof(
      fc.constant(''),
      digits.map((text) => `.${text}`),
    );
    const exponent = fc.oneof(
      fc.constant(''),
      fc.integer({ min: -400, max: 400 }).map((power) => `e${power}`),
    );
    fc.assert(
      fc.property(fc.constantFrom('', '-'), whole, fraction, exponent, (...parts) => {
        const text = parts.join('');
        const { tape, root = 0 } = tapeOf(text) ?? {};
        const isSame = Object.is(JSON.parse(JSON.stringify(Number(text))), Number(text));
        expect(tape?.isFaithful(root) === false || isSame).toBe(true);
        if (text.length < 20 && !text.includes('e')) expect(tape?.isFaithful(root)).toBe(isSame);
      }),
      { numRuns: 5_000 },
    );
  });

  test('takes no more memory than what it is made for: a text of nearly nothing but structure has none', () => {
    const crowded = inPieces(`[[${'1,'.repeat(4_000_000)}1]]`);
    // That of WebAssembly is counted here as well.
    const before = process.memoryUsage().external;
    expect(tapedListOf(crowded)).toBeUndefined();
    // Four ints for each value would be 64 MB; JSON.parse takes 32 for them.
    expect(process.memoryUsage().external - before).toBeLessThan(16 * 1024 * 1024);
  });

  test('grows for a text with more values than usual', () => {
    const text = JSON.stringify(Array.from({ length: 2_000 }, (_, index) => `value ${index}`));
    expect(text.length / 2_000).toBeLessThan(32);
    expectAgreement(text);
    expect(tapeOf(text)).toBeDefined();
  });
});
