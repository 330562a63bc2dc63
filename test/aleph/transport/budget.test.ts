import { describe, expect, test } from 'vitest';
import { AlephError } from '../../../src/aleph/errors.ts';
import { Budget } from '../../../src/aleph/transport/budget.ts';

describe('a budget', () => {
  test('gives as many calls as it holds and refuses the next', () => {
    const budget = new Budget(2);
    budget.take();
    budget.take();
    expect(budget.left).toBe(0);
    const error = expect.objectContaining({ code: 'BUDGET_EXCEEDED', retryable: false });
    expect(() => budget.take()).toThrow(error);
    expect(() => budget.take()).toThrow(AlephError);
    expect(budget.left).toBe(0);
  });

  test('tells whether there was a call to take', () => {
    const budget = new Budget(1);
    expect([budget.tryTake(), budget.tryTake(), budget.left]).toEqual([true, false, 0]);
  });
});
