import { type DocumentNode, GraphQLError, getIntrospectionQuery } from 'graphql';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createDocuments, type Documents } from '../../src/admission/documents.ts';
import { publicErrors, RequestErrors } from '../../src/exchange/errors.ts';
import { schema } from '../../src/schema/index.ts';

describe('documents', () => {
  let documents: Documents;

  beforeEach(() => {
    documents = createDocuments(schema);
  });

  function errorsOf(text: string) {
    try {
      documents.prepare(text);
    } catch (error) {
      const errors = error instanceof RequestErrors ? error.errors : [error];
      return publicErrors(errors, 'request-1').map(({ graphql }) => graphql);
    }
    return [];
  }

  test('that may run are parsed once', () => {
    const first: DocumentNode = documents.prepare('{ contracts { id } }');
    expect(documents.prepare('{ contracts { id } }')).toBe(first);
    expect(documents.prepare('{ contracts { id  } }')).not.toBe(first);
  });

  test('for introspection may run', () => {
    expect(errorsOf(getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true }))).toEqual([]);
  });

  test('with a syntax error are refused by line and column, without the text', () => {
    for (const text of ['{\n  contracts CANARY? }', '{ contracts(id: "CANARY\n") }', '{ \u0007CANARY }']) {
      const [error, ...others] = errorsOf(text);
      expect(others).toEqual([]);
      expect(error?.message).toMatch(/^Syntax error at line \d+, column \d+\.$/);
      expect(error?.extensions).toMatchObject({ code: 'GRAPHQL_PARSE_FAILED' });
      expect(JSON.stringify(error)).not.toContain('CANARY');
    }
  });

  test('with unknown fields are refused with places, and the same again from memory', () => {
    const once = errorsOf('{ contracts { id nam } }');
    expect(once).toEqual([
      {
        message: 'Cannot query field "nam" on type "Contract". Did you mean "name"?',
        locations: [{ line: 1, column: 18 }],
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED', retryable: false, requestId: 'request-1' },
      },
    ]);
    expect(errorsOf('{ contracts { id nam } }')).toEqual(once);
  });

  test.each(['subscription'])('with a %s are refused, since the schema has none', (operation) => {
    expect(errorsOf(`${operation} { contracts { id } }`)).toMatchObject([
      { message: `This schema has no ${operation}s.`, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
    ]);
  });

  test('with many mistakes are refused with the first twenty', () => {
    const fields = Array.from({ length: 40 }, (_, n) => `x${n}`).join(' ');
    expect(errorsOf(`{ contracts { ${fields} } }`)).toHaveLength(20);
  });

  test.each([
    ['{ ...A } fragment A on Query { ...A }'],
    ['{ ...A } fragment A on Query { ... on Query { ...B } } fragment B on Query { ... { ...A } }'],
    ['{ contracts { ...A } } fragment A on Contract { tasks { nodes { contract { ...A } } } }'],
  ])('with the fragment cycle %s are refused', (text) => {
    const errors = errorsOf(text);
    expect(errors[0]?.message).toMatch(/^Cannot spread fragment "[AB]" within itself/);
    expect(errors[0]?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
  });

  test('with introspection that goes round in circles are refused', () => {
    const text =
      '{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }';
    expect(errorsOf(text)[0]?.extensions).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED' });
  });

  test('keep their errors to themselves: what a caller gets is a copy', () => {
    const cached: Error[] = [];
    for (let turn = 0; turn < 2; turn += 1) {
      try {
        documents.prepare('{ nothing }');
      } catch (error) {
        if (error instanceof RequestErrors) cached.push(...error.errors.map((one) => Object.freeze(one)));
      }
    }
    expect(cached[0]).toBe(cached[1]);
    const [shown] = publicErrors(cached, 'request-2');
    expect(shown?.graphql).not.toBe(cached[0]);
    expect(cached[0]).toBeInstanceOf(GraphQLError);
    expect(cached[0]).toMatchObject({ extensions: {} });
  });

  test('with introspection, or a mistyped name, tell nothing of the schema where introspection is off', () => {
    documents = createDocuments(schema, { introspection: false });
    expect(errorsOf('{ __schema { types { name } } }')[0]?.message).toMatch(/introspection has been disabled/i);
    const [mistyped] = errorsOf('{ contract(id: "x") { nam } }');
    expect(mistyped?.message).toBe('Cannot query field "nam" on type "Contract".');
    expect(() => documents.prepare('{ __typename }')).not.toThrow();
  });

  test('that take more than 250 ms are told of', () => {
    const slow: unknown[] = [];
    let now = 0;
    const timer = vi.spyOn(performance, 'now').mockImplementation(() => {
      now += 251;
      return now;
    });
    createDocuments(schema, { noteSlow: (one) => slow.push(one) }).prepare('{ __typename }');
    timer.mockRestore();
    expect(slow).toEqual([{ ms: 251, characters: 14 }]);
  });
});
