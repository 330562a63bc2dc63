import { describe, expect, test } from 'vitest';
import { checkDateRange } from '../../../src/aleph/values/dates.ts';

describe('a range of days', () => {
  test.each([
    ['2026-01-01', '2026-01-01'],
    ['2026-01-01', '2026-10-01'],
    ['2016-02-29', '2026-02-28'],
    ['2016-01-31', '2026-01-31'],
  ])('from %s to %s is good', (start, end) => {
    expect(checkDateRange({ start, end })).toEqual({ start, end });
  });

  test.each([
    ['2026-01-02', '2026-01-01', 'the last day must not be before the first'],
    ['2016-01-31', '2026-02-01', 'at most 10 years'],
    ['1900-01-01', '2100-01-01', 'at most 10 years'],
  ])('from %s to %s is refused at its end', (start, end, rule) => {
    expect(() => checkDateRange({ start, end })).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        argumentPath: ['dates', 'end'],
        message: expect.stringContaining(rule),
      }),
    );
  });
});
