import { GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { AlephError, badInput } from '../../src/aleph/errors.ts';
import { publicError, publicErrors, RequestError } from '../../src/exchange/errors.ts';

const REQUEST_ID = 'request-1';

describe('an error as the caller sees it', () => {
  test('is described by what was thrown beneath GraphQL wrappers, at the place of the outermost', () => {
    const thrown = badInput(['first'], 'first: ask for 1 to 100.');
    const inner = new GraphQLError('inner', { originalError: thrown, path: ['inner'] });
    const outer = new GraphQLError('outer', { originalError: inner, path: ['contracts', 0, 'tasks'] });

    const { code, graphql } = publicError(outer, REQUEST_ID);

    expect(code).toBe('BAD_USER_INPUT');
    expect(graphql).toEqual({
      message: 'first: ask for 1 to 100.',
      path: ['contracts', 0, 'tasks'],
      extensions: { code: 'BAD_USER_INPUT', retryable: false, argumentPath: ['first'], requestId: REQUEST_ID },
    });
  });

  test('says null for the status of an upstream that did not answer', () => {
    const error = new AlephError('UPSTREAM_TIMEOUT', 'No answer.', { upstream: { service: 'archive', attempts: 2 } });
    expect(publicError(error, REQUEST_ID).graphql.extensions['upstream']).toEqual({
      service: 'archive',
      status: null,
      attempts: 2,
    });
  });

  test.each([
    ['an error with a secret in it', new TypeError('Bearer CANARY\r\n is an invalid header value')],
    ['a string', 'CANARY'],
    ['a wrapped one', new GraphQLError('CANARY', { originalError: new Error('CANARY'), extensions: { x: 'CANARY' } })],
    [
      'a GraphQL error of nobody',
      new GraphQLError('CANARY', { extensions: { code: 'CANARY', http: { status: 418 } } }),
    ],
    ['undefined', undefined],
  ])('hides %s that nobody foresaw, and keeps it for the log', (_what, thrown) => {
    const { code, graphql, http, unforeseen } = publicError(thrown, REQUEST_ID);

    expect(code).toBe('INTERNAL_ERROR');
    expect(http).toEqual({ status: 500, headers: {} });
    expect(graphql).toEqual({
      message: 'Unexpected error. Quote the request id to the operator.',
      extensions: { code: 'INTERNAL_ERROR', retryable: false, requestId: REQUEST_ID },
    });
    expect(JSON.stringify(graphql)).not.toContain('CANARY');
    expect(unforeseen).toBeInstanceOf(Error);
  });

  test('is made anew each time, so that a cached error never carries the request id of another caller', () => {
    const shared = Object.freeze(new RequestError('GRAPHQL_VALIDATION_FAILED', 'No such field.'));
    const wrapper = Object.freeze(new GraphQLError('No such field.', { originalError: shared }));

    const [first, second] = ['request-a', 'request-b'].map((id) => publicError(wrapper, id).graphql);

    expect(first).not.toBe(second);
    expect(first?.extensions['requestId']).toBe('request-a');
    expect(second?.extensions['requestId']).toBe('request-b');
  });

  test('has at most 300 characters of text', () => {
    const { message } = publicError(new RequestError('BAD_REQUEST', 'x'.repeat(301)), REQUEST_ID).graphql;
    expect(message).toBe(`${'x'.repeat(299)}…`);
    expect(publicError(new RequestError('BAD_REQUEST', 'x'.repeat(300)), REQUEST_ID).graphql.message).toHaveLength(300);
  });

  test('is one of twenty at most', () => {
    const errors = Array.from({ length: 21 }, (_, index) => new RequestError('BAD_REQUEST', String(index)));
    expect(publicErrors(errors, REQUEST_ID).map(({ graphql }) => graphql.message)).toEqual(
      Array.from({ length: 20 }, (_, index) => String(index)),
    );
  });
});

describe('a request error', () => {
  test('has no stack, and leaves those of others as they are', () => {
    expect(new RequestError('BAD_REQUEST', 'no').stack).not.toContain('    at ');
    expect(new Error('fault').stack).toContain('    at ');
  });
});
