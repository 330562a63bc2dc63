import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { AlephError, badInput } from '../../src/aleph/errors.ts';

describe('an Aleph error', () => {
  test('is not retryable unless it is said to be', () => {
    expect(new AlephError('FORBIDDEN', 'no').retryable).toBe(false);
    expect(new AlephError('UPSTREAM_TIMEOUT', 'late', { retryable: true }).retryable).toBe(true);
  });

  test('is an Error that keeps what it was given and no cause', () => {
    const upstream = { service: 'tasking', status: 429, attempts: 3 } as const;
    const error = new AlephError('UPSTREAM_RATE_LIMITED', 'wait', { retryAfterSeconds: 2, upstream });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'AlephError', message: 'wait', retryAfterSeconds: 2, upstream });
    expect('cause' in error).toBe(false);
  });

  test('about input names the argument and is not retryable', () => {
    const error = badInput(['dates', 'end'], 'dates.end: too late.');
    expect(error).toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: ['dates', 'end'], retryable: false });
    expect(inspect(error)).toContain('dates.end: too late.');
  });
});
