import { getIntrospectionQuery, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { checkLimits, checkText, DEFAULT_LIMITS } from '../../src/admission/limits.ts';
import { RequestError } from '../../src/exchange/errors.ts';

const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ');
const nested = (depth: number, open: string, middle: string, close: string) =>
  open.repeat(depth) + middle + close.repeat(depth);

function limitBrokenBy(text: string): unknown {
  try {
    checkText(text);
    checkLimits(parse(text));
  } catch (error) {
    if (error instanceof RequestError && error.code === 'QUERY_TOO_COMPLEX') return error.details.limit;
    throw error;
  }
  return undefined;
}

/** Each limit with the largest document that keeps it and the smallest that breaks it. */
const EDGES: readonly (readonly [keyof typeof DEFAULT_LIMITS, (amount: number) => string])[] = [
  ['bytes', (amount) => `{ a }${'#'.repeat(amount - 5)}`],
  ['tokens', (amount) => `{ f(x: [${'1 '.repeat(amount - 9)}]) }`],
  ['brackets', (amount) => `{ f(x: ${nested(amount - 2, '[', '', ']')}) }`],
  ['depth', (amount) => nested(amount, '{ a ', '', '}')],
  ['inputDepth', (amount) => `{ f(x: ${nested(amount, '[', '1', ']')}) }`],
  ['aliases', (amount) => `{ a { ${times(amount, (n) => `a${n}: b`)} } }`],
  ['rootFields', (amount) => `{ ${times(amount, (n) => `a${n}`)} }`],
  ['fields', (amount) => `{ a { ${times(amount - 1, (n) => `a${n}`)} } }`],
  ['fragments', (amount) => `{ a } ${times(amount, (n) => `fragment F${n} on T { a }`)}`],
  ['operations', (amount) => times(amount, (n) => `query Q${n} { a }`)],
  ['directives', (amount) => `{ a { ${times(amount, (n) => `b${n} @d`)} } }`],
  ['directivesPerNode', (amount) => `{ a ${times(amount, () => '@d')} }`],
];

describe('document limits', () => {
  // Brackets beyond the input limit break that one first, so the edge below is no document that may run.
  test.each(EDGES.filter(([name]) => name !== 'brackets'))('%s may be as many as allowed', (name, document) => {
    expect(limitBrokenBy(document(DEFAULT_LIMITS[name]))).toBeUndefined();
  });

  test.each(EDGES)('one more of %s than allowed is refused by that name', (name, document) => {
    const allowed = DEFAULT_LIMITS[name];
    expect(limitBrokenBy(document(allowed + 1))).toMatchObject({ name, allowed });
  });

  test.each([
    ['3,000 nested selections', nested(3_000, '{a', '', '}'), 'brackets'],
    ['a list literal 16,000 deep', `{f(x:${nested(16_000, '[', '', ']')})}`, 'brackets'],
    ['an object literal 5,000 deep', `{f(x:${nested(5_000, '{a:', '1', '}')})}`, 'brackets'],
    ['a list type 10,000 deep', `query($x:${nested(10_000, '[', 'Int', ']')}){f(x:$x)}`, 'brackets'],
    ['16,000 brackets that nobody closes', '{['.repeat(8_000), 'brackets'],
    ['101 aliases', `{ ${times(101, (n) => `a${n}: b`)} }`, 'aliases'],
    ['2,000 directives', `{ a ${times(2_000, () => '@d')} }`, 'tokens'],
    ['a default value 9 deep', `query($x: T = ${nested(9, '[', '1', ']')}) { f(x: $x) }`, 'inputDepth'],
    ['a directive argument 9 deep', `{ a @d(x: ${nested(9, '{ a: ', '1', '}')}) }`, 'inputDepth'],
    [
      '20 aliases in each of two fragments',
      `{ ...A ...B } ${times(2, (i) => `fragment ${'AB'[i]} on T { ${times(20, (n) => `a${n}: b`)} }`)}`,
      'aliases',
    ],
  ])('%s are refused before they are parsed or run', (_what, text, name) => {
    expect(limitBrokenBy(text)).toMatchObject({ name });
  });

  test('fields behind fragments count each time they are spread', () => {
    const doubling = times(20, (n) => `fragment F${n} on T { ...F${n + 1} ...F${n + 1} }`);
    expect(limitBrokenBy(`{ ...F0 } ${doubling} fragment F20 on T { a }`)).toMatchObject({
      name: 'rootFields',
      actual: 2 ** 20,
    });
  });

  test.each([
    '{ ...A } fragment A on T { ...A }',
    '{ ...A } fragment A on T { ...B } fragment B on T { ...A }',
    '{ ...A } fragment A on T { a { ... on T { ...A } } }',
    '{ ...A } fragment A on T { ... { ... { ...A } } a }',
    '{ a } fragment A on T { ...A }',
  ])('counting ends for the cycle %s', (text) => {
    expect(limitBrokenBy(text)).toBeUndefined();
  });

  test.each([
    ['unused', '{ a }'],
    ['spread by an unused one', '{ a } fragment G on T { ...F }'],
    ['spread by a cycle', '{ ...A } fragment A on T { ...A ...F }'],
    ['one of two with its name', '{ ...F } fragment F on T { a }'],
  ])('a fragment is measured as an operation is, though it is %s', (_how, rest) => {
    const fragment = (fields: string) => `fragment F on T { ${fields} } ${rest}`;
    expect(limitBrokenBy(fragment(times(301, () => 'a')))).toMatchObject({ name: 'fields', allowed: 300 });
    expect(limitBrokenBy(fragment(nested(13, 'a { ', 'b', ' }')))).toMatchObject({ name: 'depth', allowed: 12 });
  });

  test('fields below introspection count each time they are spread, at any depth', () => {
    const doubling = times(20, (n) => `fragment F${n} on T { t { ...F${n + 1} } a: t { ...F${n + 1} } }`);
    expect(limitBrokenBy(`{ __schema { ...F0 } } ${doubling} fragment F20 on T { b }`)).toMatchObject({
      name: 'fields',
      actual: 3 * 2 ** 20 - 1,
    });
    expect(limitBrokenBy(`{ __type(name: "A") { ${nested(40, 'ofType { ', 'name', ' }')} } }`)).toBeUndefined();
  });

  test('an alias counts for every 64 characters', () => {
    expect(limitBrokenBy(`{ a { ${'x'.repeat(64 * 20)}: b } }`)).toBeUndefined();
    expect(limitBrokenBy(`{ a { ${'x'.repeat(64 * 20 + 1)}: b } }`)).toMatchObject({ name: 'aliases', actual: 21 });
  });

  test('the introspection of GraphiQL, with all it may ask for, keeps every limit', () => {
    const query = getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
      oneOf: true,
      experimentalDirectiveDeprecation: true,
    });
    expect(limitBrokenBy(query)).toBeUndefined();
    expect(checkLimits(parse(query))).toBe(232);
  });

  test('brackets in strings and comments do not count', () => {
    expect(
      limitBrokenBy(`{ f(x: "${'['.repeat(500)}", y: """${'{'.repeat(500)}""") } # ${'('.repeat(500)}`),
    ).toBeUndefined();
  });
});
