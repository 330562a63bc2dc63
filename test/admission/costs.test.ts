import { getOperationAST, parse } from 'graphql';
import { describe, expect, test } from 'vitest';
import { withCoercedVariables } from '../../src/admission/coercion.ts';
import { checkCost } from '../../src/admission/costs.ts';
import { DEFAULT_LIMITS } from '../../src/admission/limits.ts';
import { RequestError } from '../../src/exchange/errors.ts';
import { MOST_ROWS } from '../../src/resolvers/arguments.ts';
import { schema } from '../../src/schema/index.ts';

/** What an operation costs: told by the refusal of a server that allows nothing. */
function costOf(text: string, variables: Record<string, unknown> = {}): number {
  const document = parse(text);
  const definition = getOperationAST(document);
  if (definition == null) throw new Error('no operation');
  try {
    checkCost(withCoercedVariables({ schema, document, definition, variables }), { ...DEFAULT_LIMITS, cost: 0 });
  } catch (error) {
    if (error instanceof RequestError && error.code === 'QUERY_TOO_COMPLEX')
      return error.details.limit?.actual ?? Number.NaN;
    throw error;
  }
  return 0;
}

const AREA = 'bbox: [0, 0, 1, 1], dates: { start: "2026-01-01", end: "2026-01-02" }';
const inContract = (fields: string, declared = '') => `query ${declared} { contract(id: "c") { ${fields} } }`;

describe('the cost of an operation', () => {
  test.each([
    ['nothing for values and lists without pages', '{ contracts { id name taskingProducts { name } } }', 0],
    ['the size of a page', inContract('tasks(first: 40) { nodes { name } }'), 40],
    ['the default size where none is given', inContract('tasks { totalCount }'), 25],
    [
      'the sum of pages beside each other',
      inContract('a: tasks(first: 1) { totalCount } orders(first: 2) { totalCount }'),
      3,
    ],
    [
      'the inner page and what leads to it for each object of the outer one, and the outer page itself',
      inContract(`archiveSearch(${AREA}, first: 50) { nodes { collection { items(first: 10) { totalCount } } } }`),
      50 + 50 * (1 + 10),
    ],
    [
      'no more than the largest page for one that is refused anyway',
      inContract('tasks(first: 100000000) { totalCount }'),
      Math.max(...Object.values(MOST_ROWS)),
    ],
    [
      'a list without pages fifty times over behind rows that lead back, as it is read once and written for each',
      inContract('stacCollections { contract { stacCollections { title } } }'),
      50 * (1 + 50),
    ],
    [
      'more each time that rows lead back',
      inContract('stacCollections { contract { taskingProducts { contract { stacCollections { title } } } } }'),
      50 * (1 + 50 * (1 + 1 + 50)),
    ],
    [
      'a page behind rows of a page for each of them',
      inContract('tasks(first: 3) { edges { node { contract { tasks(first: 4) { totalCount } } } } }'),
      3 + 3 * (1 + 4),
    ],
    [
      'a page behind rows of a list without pages fifty times over',
      '{ contracts { taskingProducts { contract { tasks(first: 2) { totalCount } } } } }',
      50 * (1 + 2),
    ],
    [
      'no more for what each row has of its own',
      '{ contracts { stacCollections { title items(first: 3) { totalCount } } } }',
      3,
    ],
    [
      'an object that each row is asked for by id, and what it has of its own',
      '{ contracts { stacCollection(collectionId: "l1d") { items(first: 3) { totalCount } } } }',
      1 + 3,
    ],
    [
      'one object for each row of a page, whatever list the page stands in',
      '{ contracts { tasks(first: 100) { nodes { contract { id } } } stacCollections { contract { id } } } }',
      100 + 100 + 50,
    ],
    ['a node for each id', '{ nodes(ids: ["a", "b"]) { ... on Contract { tasks(first: 5) { totalCount } } } }', 12],
    ['nothing for a page of less than nothing', inContract('tasks(first: -5) { totalCount }'), 0],
    ['nothing for the schema', '{ __schema { types { fields { name } } } }', 0],
    [
      'a fragment wherever it stands',
      `{ a: contract(id: "a") { ...T } b: contract(id: "b") { ...T } } fragment T on Contract { tasks(first: 7) { totalCount } }`,
      14,
    ],
    ['an inline fragment', inContract('... on Contract { ... { tasks(first: 7) { totalCount } } }'), 7],
    [
      'nothing for what is skipped',
      inContract('tasks(first: 7) @skip(if: true) { totalCount } orders(first: 1) @include(if: false) { totalCount }'),
      0,
    ],
  ])('is %s', (_what, text, cost) => {
    expect(costOf(text)).toBe(cost);
  });

  test.each([
    ['as sent', { n: 30 }, 30],
    ['by its default', {}, 12],
  ])('takes a variable %s', (_what, variables, cost) => {
    expect(costOf(inContract('tasks(first: $n) { totalCount }', '($n: Int! = 12)'), variables)).toBe(cost);
  });

  test('takes @include by its variable', () => {
    const text = inContract('tasks(first: 9) @include(if: $deep) { totalCount }', '($deep: Boolean!)');
    expect([costOf(text, { deep: true }), costOf(text, { deep: false })]).toEqual([9, 0]);
  });

  test('may be 10,000 and no more', () => {
    const text = inContract(
      'tasks(first: 100) { nodes { contract { tasks(first: $n) { totalCount } } } }',
      '($n: Int!)',
    );
    const check = (n: number) => {
      const document = parse(text);
      const definition = getOperationAST(document);
      if (definition != null) checkCost({ schema, document, definition, variables: { n } }, DEFAULT_LIMITS);
    };
    expect(() => check(98)).not.toThrow();
    expect(() => check(99)).toThrow(
      expect.objectContaining({
        code: 'QUERY_TOO_COMPLEX',
        details: { limit: { name: 'cost', allowed: 10_000, actual: 10_100 } },
      }),
    );
  });
});
