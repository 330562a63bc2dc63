import { describe, expect, test } from 'vitest';
import { importBrowserModule } from './support/browser-module.ts';

interface Problem {
  readonly errors: readonly { readonly code: string; readonly message: string; readonly count: number }[];
  readonly advice: readonly string[];
  readonly more: string;
  readonly isSignIn: boolean;
}
const { describeProblem, describeFailure } = await importBrowserModule<{
  describeProblem(result: unknown, isSandbox?: boolean): Problem | undefined;
  describeFailure(error: unknown): Problem;
}>('problem.js');

function failure(extensions: Record<string, unknown>): unknown {
  return { errors: [{ message: 'It failed.', extensions }] };
}

describe('a failed operation in words', () => {
  const late = (place: number) => ({
    message: `Contract ${place} did not answer in time.`,
    path: ['contracts', place, 'archiveSearch'],
    extensions: {
      code: 'UPSTREAM_TIMEOUT',
      reason: 'TOTAL_DEADLINE',
      retryable: true,
      retryAfterSeconds: 2,
      requestId: '01J',
    },
  });

  test('names code, reason, message, place and request', () => {
    expect(describeProblem({ data: {}, errors: [late(0)] })).toEqual({
      errors: [{ code: 'UPSTREAM_TIMEOUT / TOTAL_DEADLINE', message: 'Contract 0 did not answer in time.', count: 1 }],
      advice: ['Wait 2 s, then run it again.'],
      more: 'at contracts.0.archiveSearch · request 01J',
      isSignIn: false,
    });
  });

  test('groups errors by code with a count, and says the same advice once', () => {
    const slow = { message: 'Slow.', extensions: { code: 'UPSTREAM_UNAVAILABLE', retryAfterSeconds: 2 } };
    const missing = { message: 'Not there.', extensions: { code: 'FORBIDDEN' } };
    const problem = describeProblem({ data: {}, errors: [late(2), missing, late(0), slow, late(1), missing] });

    expect(problem?.errors.map(({ code, count }) => [code, count])).toEqual([
      ['UPSTREAM_TIMEOUT / TOTAL_DEADLINE', 3],
      ['FORBIDDEN', 2],
      ['UPSTREAM_UNAVAILABLE', 1],
    ]);
    expect(problem?.errors[0]?.message).toBe('Contract 2 did not answer in time.');
    expect(problem?.advice).toEqual(['Wait 2 s, then run it again.', expect.stringContaining('ask Satellogic')]);
    expect(problem?.more).toBe('first at contracts.2.archiveSearch · request 01J');
  });

  test('shows five codes, and counts the others', () => {
    const errors = Array.from({ length: 8 }, (_, index) => ({ message: '', extensions: { code: `CODE_${index}` } }));

    expect(describeProblem({ errors })?.errors).toHaveLength(5);
    expect(describeProblem({ errors })?.more).toBe('3 more codes in the result');
  });

  test('says what to do by the code', () => {
    const advice = (code: string) => describeProblem(failure({ code }))?.advice.join();

    expect(advice('CREDENTIALS_MISSING')).toMatch(/credentials bar/);
    expect(advice('CONTRACT_NOT_ACCESSIBLE')).toContain('{ contracts { id name } }');
    expect(advice('BUDGET_EXCEEDED')).toMatch(/Ask for less/);
    expect(advice('WRITE_OUTCOME_UNKNOWN')).toMatch(/before you try again/);
  });

  test.each(['CREDENTIALS_REJECTED', 'CREDENTIALS_MISSING', 'TOKEN_EXPIRED', 'CONTRACT_NOT_ACCESSIBLE'])(
    'names the sandbox for %s where it stands behind the server',
    (code) => {
      expect(describeProblem(failure({ code }), true)?.advice.join()).toContain('sandbox');
      expect(describeProblem(failure({ code }))?.advice.join()).not.toContain('sandbox');
    },
  );

  test.each([
    ['CREDENTIALS_REJECTED', true],
    ['CREDENTIALS_AMBIGUOUS', true],
    ['TOKEN_EXPIRED', true],
    ['AUTH_UNAVAILABLE', true],
    ['FORBIDDEN', false],
    ['RATE_LIMITED', false],
  ])('tells whether %s is an error of the sign-in', (code, isSignIn) => {
    expect(describeProblem(failure({ code }))?.isSignIn).toBe(isSignIn);
  });

  test('says whether to try again when the code is unknown', () => {
    expect(describeProblem(failure({ code: 'NEW', retryable: true }))?.advice.join()).toMatch(/again in a/);
    expect(describeProblem(failure({ code: 'NEW', retryable: false }))?.advice.join()).toMatch(/not help/);
  });

  test('is absent when there are no errors, and survives errors without extensions', () => {
    expect(describeProblem({ data: {} })).toBeUndefined();
    expect(describeProblem(null)).toBeUndefined();
    expect(describeProblem({ errors: [{ message: 'Odd.' }] })?.errors[0]?.message).toBe('Odd.');
  });

  test('tells a silent server from an answer that cannot be read', () => {
    expect(describeFailure(new TypeError('Failed to fetch')).errors[0]?.message).toMatch(/no answer/);
    expect(describeFailure(new Error('HTTP 502 without JSON'))).toMatchObject({
      errors: [{ code: 'NOT_ANSWERED', message: 'HTTP 502 without JSON' }],
    });
  });
});
