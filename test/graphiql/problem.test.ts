import { describe, expect, test } from 'vitest';
import { importBrowserModule } from './support/browser-module.ts';

interface Problem {
  readonly code: string;
  readonly message: string;
  readonly advice: string;
  readonly more: string;
}
const { describeProblems, describeFailure, isSignInError } = await importBrowserModule<{
  describeProblems(result: unknown, site?: { isSandbox?: boolean }): Problem[];
  isSignInError(result: unknown): boolean;
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

    expect(describeProblems({ data: {}, errors: [error] })).toEqual([
      {
        code: 'UPSTREAM_TIMEOUT / TOTAL_DEADLINE',
        message: 'The archive did not answer in time.',
        advice: 'Wait 2 s, then run it again.',
        more: 'at contracts.0.archiveSearch · request 01J',
      },
    ]);
  });

  test('stands once for each code and reason with its count, and shared advice is said once', () => {
    const error = (index: number, code: string, reason?: string) => ({
      message: `message ${index}`,
      path: ['contracts', index],
      extensions: { code, reason, retryable: true, requestId: '01J' },
    });
    const errors = [
      error(0, 'UPSTREAM_TIMEOUT', 'TOTAL_DEADLINE'),
      error(1, 'UPSTREAM_UNAVAILABLE', 'RESET'),
      error(2, 'UPSTREAM_TIMEOUT', 'TOTAL_DEADLINE'),
      error(3, 'UPSTREAM_TIMEOUT', 'CONNECT_TIMEOUT'),
      error(4, 'FORBIDDEN'),
      error(5, 'UPSTREAM_TIMEOUT', 'TOTAL_DEADLINE'),
    ];
    const problems = describeProblems({ data: {}, errors });

    expect(problems.map(({ code, message, more }) => [code, message, more])).toEqual([
      ['UPSTREAM_TIMEOUT / TOTAL_DEADLINE × 3', 'message 0', 'at contracts.0 and 2 more · request 01J'],
      ['UPSTREAM_UNAVAILABLE / RESET', 'message 1', 'at contracts.1 · request 01J'],
      ['UPSTREAM_TIMEOUT / CONNECT_TIMEOUT', 'message 3', 'at contracts.3 · request 01J'],
      ['FORBIDDEN', 'message 4', 'at contracts.4 · request 01J'],
    ]);
    expect(problems.map(({ advice }) => advice)).toEqual([
      'Run it again in a moment.',
      '',
      '',
      expect.stringContaining('Use a contract that includes this'),
    ]);
  });

  test('names the sandbox where it is the sandbox, and Satellogic nowhere then', () => {
    for (const code of ['CREDENTIALS_REJECTED', 'CREDENTIALS_MISSING', 'CONTRACT_NOT_ACCESSIBLE', 'FORBIDDEN']) {
      const [inSandbox] = describeProblems(failure({ code }), { isSandbox: true });
      const [inFrontOfAleph] = describeProblems(failure({ code }));
      expect(inSandbox?.advice).toMatch(/sandbox/);
      expect(inSandbox?.advice).not.toMatch(/Satellogic/);
      expect(inFrontOfAleph?.advice).not.toMatch(/sandbox/);
    }
  });

  test.each([
    ['CREDENTIALS_REJECTED', null, true],
    ['TOKEN_EXPIRED', undefined, true],
    ['AUTH_UNAVAILABLE', null, true],
    ['AUTH_RATE_LIMITED', undefined, true],
    ['TOKEN_EXPIRED', { contracts: null }, false],
    ['UPSTREAM_TIMEOUT', null, false],
  ])('%s with data %j is an error of the sign-in: %s', (code, data, expected) => {
    expect(isSignInError({ ...(failure({ code }) as object), data })).toBe(expected);
  });

  test('says what to do by the code', () => {
    const advice = (code: string) => describeProblems(failure({ code }))[0]?.advice;

    expect(advice('CREDENTIALS_MISSING')).toMatch(/credentials bar/);
    expect(advice('CONTRACT_NOT_ACCESSIBLE')).toContain('{ contracts { id name } }');
    expect(advice('BUDGET_EXCEEDED')).toMatch(/Ask for less/);
    expect(advice('WRITE_OUTCOME_UNKNOWN')).toMatch(/before you try again/);
  });

  test('says whether to try again when the code is unknown', () => {
    expect(describeProblems(failure({ code: 'NEW', retryable: true }))[0]?.advice).toMatch(/again in a/);
    expect(describeProblems(failure({ code: 'NEW', retryable: false }))[0]?.advice).toMatch(/not help/);
  });

  test('is absent when there are no errors, and survives errors without extensions', () => {
    expect(describeProblems({ data: {} })).toEqual([]);
    expect(describeProblems(null)).toEqual([]);
    expect(describeProblems({ errors: [{ message: 'Odd.' }] })).toMatchObject([{ code: 'ERROR', message: 'Odd.' }]);
  });

  test('tells a silent server from an answer that cannot be read', () => {
    expect(describeFailure(new TypeError('Failed to fetch')).message).toMatch(/no answer/);
    expect(describeFailure(new Error('HTTP 502 without JSON'))).toMatchObject({
      code: 'NOT_ANSWERED',
      message: 'HTTP 502 without JSON',
    });
  });
});
