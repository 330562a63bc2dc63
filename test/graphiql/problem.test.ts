import { describe, expect, test } from 'vitest';
import { importBrowserModule } from './support/browser-module.ts';

interface Problem {
  readonly code: string;
  readonly message: string;
  readonly advice: string;
  readonly more: string;
}
const { describeProblem, describeFailure } = await importBrowserModule<{
  describeProblem(result: unknown): Problem | undefined;
  describeFailure(error: unknown): Problem;
}>('problem.js');

function failure(extensions: Record<string, unknown>): unknown {
  return { errors: [{ message: 'It failed.', extensions }] };
}

describe('a failed operation in words', () => {
  test('names code, reason, message, place, request and the number of other errors', () => {
    const error = {
      message: 'The archive did not answer in time.',
      path: ['contracts', 0, 'archiveSearch'],
      extensions: {
        code: 'UPSTREAM_TIMEOUT',
        reason: 'TOTAL_DEADLINE',
        retryable: true,
        retryAfterSeconds: 2,
        requestId: '01J',
      },
    };

    expect(describeProblem({ data: {}, errors: [error, error, error] })).toEqual({
      code: 'UPSTREAM_TIMEOUT / TOTAL_DEADLINE',
      message: 'The archive did not answer in time.',
      advice: 'Wait 2 s, then run it again.',
      more: 'at contracts.0.archiveSearch · 2 more errors in the result · request 01J',
    });
  });

  test('says what to do by the code', () => {
    const advice = (code: string) => describeProblem(failure({ code }))?.advice;

    expect(advice('CREDENTIALS_MISSING')).toMatch(/credentials bar/);
    expect(advice('CONTRACT_NOT_ACCESSIBLE')).toContain('{ contracts { id name } }');
    expect(advice('BUDGET_EXCEEDED')).toMatch(/Ask for less/);
    expect(advice('WRITE_OUTCOME_UNKNOWN')).toMatch(/before you try again/);
  });

  test('says whether to try again when the code is unknown', () => {
    expect(describeProblem(failure({ code: 'NEW', retryable: true }))?.advice).toMatch(/again in a/);
    expect(describeProblem(failure({ code: 'NEW', retryable: false }))?.advice).toMatch(/not help/);
  });

  test('is absent when there are no errors, and survives errors without extensions', () => {
    expect(describeProblem({ data: {} })).toBeUndefined();
    expect(describeProblem(null)).toBeUndefined();
    expect(describeProblem({ errors: [{ message: 'Odd.' }] })?.message).toBe('Odd.');
  });

  test('tells a silent server from an answer that cannot be read', () => {
    expect(describeFailure(new TypeError('Failed to fetch')).message).toMatch(/no answer/);
    expect(describeFailure(new Error('HTTP 502 without JSON'))).toMatchObject({
      code: 'NOT_ANSWERED',
      message: 'HTTP 502 without JSON',
    });
  });
});
