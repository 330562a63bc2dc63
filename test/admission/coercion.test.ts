import { parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { variableMistakes } from '../../src/admission/coercion.ts';
import { schema } from '../../src/schema/index.ts';

type Variables = Readonly<Record<string, unknown>>;
const DATES = 'dates: { start: "2026-01-01", end: "2026-01-02" }';

/** The mistakes of one variable that stands for an argument of archiveSearch. */
function mistakesOf(definitions: string, use: string, variables: Variables) {
  const document = parse(`query (${definitions}) { contracts { archiveSearch(${use}) { totalCount } } }`);
  const [definition] = document.definitions;
  if (definition?.kind !== 'OperationDefinition') throw new Error('no operation');
  return variableMistakes({ schema, document, definition, variables }).map(({ code, message, argumentPath }) => {
    expect(code).toBe('BAD_USER_INPUT');
    return { message, argumentPath };
  });
}

describe('variables that do not fit', () => {
  test.each<[string, string, string, unknown, string, readonly (string | number)[]]>([
    ['a box of text', '$v: BBox!', 'bbox: $v', ['CANARY', 1, 2, 3], '$v: expected four finite numbers', ['bbox']],
    ['null for what must be there', '$v: BBox!', 'bbox: $v', null, '$v: expected BBox!.', ['bbox']],
    ['text for a number', '$v: Int!', 'first: $v', 'CANARY', '$v: expected Int!.', ['first']],
    ['a fraction for a whole number', '$v: Int!', 'first: $v', 1.5, '$v: expected Int!.', ['first']],
    ['text for an object', '$v: DateRange!', 'dates: $v', 'CANARY', '$v: expected DateRange! with start', ['dates']],
    ['a missing member', '$v: DateRange!', 'dates: $v', { start: '2026-01-01' }, '$v: expected DateRange!', ['dates']],
    [
      'a bad member',
      '$v: DateRange!',
      'dates: $v',
      { start: 'CANARY', end: '2026-01-02' },
      '$v.start: expected a day',
      ['dates', 'start'],
    ],
    [
      'a bad scalar in an object',
      '$v: ImageryFilter',
      'filter: $v',
      { gsdMax: 'CANARY' },
      '$v.gsdMax: expected Float.',
      ['filter', 'gsdMax'],
    ],
    [
      'infinity',
      '$v: Float',
      'filter: { gsdMax: $v }',
      Number.POSITIVE_INFINITY,
      '$v: expected Float.',
      ['filter', 'gsdMax'],
    ],
    ['a bad item', '$v: [String!]', 'collections: $v', ['a', 5], '$v.1: expected String!.', ['collections', 1]],
    ['null among the items', '$v: [String!]', 'collections: $v', [null], '$v.0: expected String!.', ['collections', 0]],
    [
      'one bad value for a list',
      '$v: [String!]',
      'collections: $v',
      { CANARY: 1 },
      '$v: expected [String!].',
      ['collections'],
    ],
    [
      'a value for one end of a range',
      '$v: Date!',
      'dates: { start: "2026-01-01", end: $v }',
      '2026-02-30',
      '$v: expected a day',
      ['dates', 'end'],
    ],
  ])('%s is told by what the type takes, at the argument it is meant for', (...row) => {
    const [, definition, use, value, message, argumentPath] = row;

    const mistakes = mistakesOf(definition, use, { v: value });

    expect(mistakes).toEqual([{ message: expect.stringContaining(message), argumentPath }]);
    expect(JSON.stringify(mistakes)).not.toContain('CANARY');
  });

  test('an unknown member is refused without its name', () => {
    const range = { start: '2026-01-01', end: '2026-01-02', CANARY: 1 };
    expect(mistakesOf('$v: DateRange!', 'dates: $v', { v: range })).toEqual([
      {
        message: '$v: expected DateRange! with start: Date!, end: Date! and no other members.',
        argumentPath: ['dates'],
      },
    ]);
  });

  test('an unknown enum value is told the known ones', () => {
    const document = parse(
      'query ($v: TaskStatusFilter) { contracts { tasks(filter: { status: $v }) { totalCount } } }',
    );
    const [definition] = document.definitions;
    if (definition?.kind !== 'OperationDefinition') throw new Error('no operation');
    const [mistake] = variableMistakes({ schema, document, definition, variables: { v: 'CANARY' } });
    expect(mistake).toMatchObject({
      message: '$v: expected TaskStatusFilter, one of RECEIVED, COMPLETED, FAILED, REJECTED, CANCELED.',
      argumentPath: ['filter', 'status'],
    });
  });

  test('a variable that is absent is one mistake where it must be there, and none where a default or null will do', () => {
    const use = `bbox: $box, ${DATES}, first: $first, filter: $filter`;
    expect(mistakesOf('$box: BBox!, $first: Int! = 5, $filter: ImageryFilter', use, {})).toEqual([
      { message: '$box: BBox! is required and was not provided.', argumentPath: ['bbox'] },
    ]);
  });

  test('mistakes of several variables are told together, in their order', () => {
    const variables = { box: 1, first: 'x', filter: { gsdMax: true, platform: 7 } };
    const use = `bbox: $box, ${DATES}, first: $first, filter: $filter`;
    expect(
      mistakesOf('$box: BBox!, $first: Int!, $filter: ImageryFilter', use, variables).map(
        ({ argumentPath }) => argumentPath,
      ),
    ).toEqual([['bbox'], ['first'], ['filter', 'gsdMax'], ['filter', 'platform']]);
  });

  test('a member of Object.prototype is no variable that was sent', () => {
    expect(mistakesOf('$toString: Int!', 'first: $toString', {})).toMatchObject([
      { message: '$toString: Int! is required and was not provided.' },
    ]);
  });
});

describe('a list of mistakes', () => {
  test('ends at twenty, and the rest of a long list is not looked at', () => {
    let seen = 0;
    const endless = {
      *[Symbol.iterator]() {
        for (; seen < 1_000_000; seen += 1) yield seen;
      },
    };

    const mistakes = mistakesOf('$a: [String!], $b: [String!]', 'collections: $a, after: $b', { a: endless, b: [1] });

    expect(mistakes).toHaveLength(20);
    expect(seen).toBeLessThan(25);
  });

  test('that fills up over two variables ends at twenty as well', () => {
    const variables = { a: Array(15).fill(1), b: Array(15).fill(1) };
    expect(mistakesOf('$a: [String!], $b: [String!]', 'collections: $a, after: $b', variables)).toHaveLength(20);
  });
});
