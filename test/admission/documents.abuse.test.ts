import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { execute, GraphQLFloat, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { createDocuments } from '../../src/admission/documents.ts';
import { publicErrors, RequestErrors } from '../../src/exchange/errors.ts';
import { schema } from '../../src/schema/index.ts';

const SEARCH = (bbox: string, rest = 'dates: { start: "2026-01-01", end: "2026-01-02" }') =>
  `{ contracts { archiveSearch(bbox: ${bbox}, ${rest}) { totalCount } } }`;
const WITH = (rest: string) => SEARCH('[0, 0, 1, 1]', rest);
const DATES = 'dates: { start: "2026-01-01", end: "2026-01-02" }';

function errorsOf(text: string, of: GraphQLSchema = schema) {
  try {
    createDocuments(of).prepare(text);
  } catch (error) {
    if (!(error instanceof RequestErrors)) throw error;
    return publicErrors(error.errors, 'request-1').map(({ graphql: { message, extensions } }) => ({
      message,
      code: extensions['code'],
      path: extensions['argumentPath'],
    }));
  }
  return [];
}

const BAD_LITERALS: readonly (readonly [string, string, readonly (string | number)[]])[] = [
  ['text for a box', SEARCH('"CANARY"'), ['bbox']],
  ['a box with a name in it', SEARCH('[CANARY, 0, 1, 1]'), ['bbox']],
  ['a box of three numbers', SEARCH('[0, 0, 1]'), ['bbox']],
  ['a box of five numbers', SEARCH('[0, 0, 1, 1, 1]'), ['bbox']],
  ['a box that is not finite', SEARCH('[1e999, 0, 1, 1]'), ['bbox']],
  ['a box beyond the globe', SEARCH('[181, 0, 1, 1]'), ['bbox']],
  ['a box upside down', SEARCH('[0, 1, 1, 0]'), ['bbox']],
  ['null for a box', SEARCH('null'), ['bbox']],
  ['30 February', WITH('dates: { start: "2026-02-30", end: "2026-03-01" }'), ['dates', 'start']],
  ['no last day', WITH('dates: { start: "2026-01-01" }'), ['dates']],
  ['text for a range', WITH('dates: "CANARY"'), ['dates']],
  ['text for a number', WITH(`${DATES}, first: "CANARY"`), ['first']],
  ['a number of 64 bits', WITH(`${DATES}, first: 99999999999`), ['first']],
  ['a number in a list of text', WITH(`${DATES}, collections: ["a", 1]`), ['collections', 1]],
  ['a list in a list of text', WITH(`${DATES}, collections: ["a", ["CANARY"]]`), ['collections', 1]],
  ['a number for text', WITH(`${DATES}, filter: { platform: 5 }`), ['filter', 'platform']],
  ['a percentage that is not finite', WITH(`${DATES}, filter: { cloudCoverMax: 1e999 }`), ['filter', 'cloudCoverMax']],
  ['400 digits for a percentage', WITH(`${DATES}, filter: { gsdMax: ${'9'.repeat(400)} }`), ['filter', 'gsdMax']],
  ['an unknown status', '{ contracts { tasks(filter: { status: CANARY }) { totalCount } } }', ['filter', 'status']],
  ['text for a status', '{ contracts { tasks(filter: { status: "CANARY" }) { totalCount } } }', ['filter', 'status']],
  ['a name for an id', '{ contract(id: CANARY) { id } }', ['id']],
  ['text for a condition', '{ contracts @skip(if: "CANARY") { id } }', ['if']],
];

describe('fragments that nothing uses', () => {
  const wrong = Array.from({ length: 40 }, (_, n) => `noSuchField${n}`).join(' ');

  test.each([
    ['alone', `{ __typename } fragment F on Contract { ${wrong} }`, 1],
    ['in a chain', `{ __typename } fragment F on Contract { ...G } fragment G on Contract { ${wrong} }`, 2],
    ['in a cycle', `{ __typename } fragment F on Contract { ...G } fragment G on Contract { ...F ${wrong} }`, 2],
    [
      'beside one that is used',
      `{ ...A } fragment A on Query { contracts { nothing } } fragment F on X { ${wrong} }`,
      1,
    ],
  ])('%s are refused before the other rules', (_how, text, count) => {
    const errors = errorsOf(text);
    expect(errors).toHaveLength(count);
    for (const { code, message } of errors) {
      expect([code, message]).toEqual([
        'GRAPHQL_VALIDATION_FAILED',
        expect.stringMatching(/^Fragment "\w" is never used/),
      ]);
    }
  });
});

describe('literals that do not fit', () => {
  test.each(BAD_LITERALS)('%s is bad input at its place, and is not repeated', (_what, text, path) => {
    const errors = errorsOf(text);

    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ code: 'BAD_USER_INPUT', path });
    expect(errors[0]?.message.startsWith(`${path.join('.')}: `)).toBe(true);
    expect(errors[0]?.message).not.toMatch(/CANARY|99999999999|1e999/);
  });

  test.each([
    ['$box: BBox! = [1, 2, 3]', 'bbox: $box', ['bbox']],
    ['$days: DateRange! = { start: "2026-02-30", end: "2026-03-01" }', 'dates: $days', ['dates', 'start']],
    ['$day: Date = "CANARY"', 'dates: { start: "2026-01-01", end: $day }', ['dates', 'end']],
    ['$names: [String!] = ["a", 2]', 'collections: $names', ['collections', 1]],
  ])('the default value of %s is placed where the variable is used', (definition, use, path) => {
    const rest = [
      use,
      ...(use.includes('bbox') ? [] : ['bbox: [0, 0, 1, 1]']),
      ...(use.includes('dates') ? [] : [DATES]),
    ].join(', ');
    const text = `query (${definition}) { contracts { archiveSearch(${rest}) { totalCount } } }`;

    const errors = errorsOf(text).filter(({ code }) => code === 'BAD_USER_INPUT');

    expect(errors).toMatchObject([{ path }]);
    expect(errors[0]?.message).not.toContain('CANARY');
  });

  test('a member that a type does not have is a bad document', () => {
    expect(errorsOf(WITH('dates: { start: "2026-01-01", end: "2026-01-02", extra: "CANARY" }'))).toMatchObject([
      { code: 'GRAPHQL_VALIDATION_FAILED', message: expect.not.stringContaining('CANARY') },
    ]);
  });

  test('a Float literal may be large as long as it is finite', () => {
    const fields = { double: { type: GraphQLFloat, args: { of: { type: GraphQLFloat } } } };
    const query = new GraphQLObjectType({ name: 'Query', fields });
    const small = new GraphQLSchema({ query });
    expect(errorsOf('{ double(of: 1e308) }', small)).toEqual([]);
    expect(errorsOf('{ double(of: -1e309) }', small)).toMatchObject([{ code: 'BAD_USER_INPUT', path: ['of'] }]);
  });
});

describe('a document about the schema', () => {
  test('that keeps every limit gets less than 16 MiB, however it multiplies', () => {
    const many = (count: number, field: string) =>
      Array.from({ length: count }, (_, index) => `${`a${index}_`.padEnd(64, '_')}: ${field}`).join(' ');
    const document = createDocuments(schema).prepare(`
      { __schema { types { ${many(4, 'fields { ...Outer }')} } } }
      fragment Outer on __Field { type { ${many(4, 'fields { ...Inner }')} } }
      fragment Inner on __Field { description type { description } ${many(12, 'description')} }
    `);
    const { data } = execute({ schema, document }) as { readonly data: unknown };
    expect(JSON.stringify(data).length).toBeLessThan(16_777_216);
  });
});

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

describe('the memory of documents', () => {
  test('stays flat over a hundred of 30 KiB each', () => {
    const documents = createDocuments(schema);
    const heapAfter = (from: number, to: number): number => {
      for (let turn = from; turn < to; turn += 1) {
        const ids = Array.from({ length: 1_900 }, (_, index) => `"${turn}-${index}-padding"`).join(' ');
        documents.prepare(`{ nodes(ids: [${ids.slice(0, 30_000).replace(/ [^ ]*$/, '')}]) { id } }`);
      }
      collectGarbage();
      return process.memoryUsage().heapUsed;
    };

    const warm = heapAfter(0, 100);

    expect(heapAfter(100, 200) - warm).toBeLessThan(5_000_000);
  });
});
