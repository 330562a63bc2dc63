import { AlephError } from './errors.ts';

/** How many upstream calls one operation may make. */
export interface Budget {
  readonly left: number;
  /** Takes one call, or throws BUDGET_EXCEEDED. */
  take(): void;
  /** Takes one call when there is one. */
  tryTake(): boolean;
}

export function createBudget(limit: number): Budget {
  let left = limit;
  return {
    get left() {
      return left;
    },
    tryTake() {
      if (left <= 0) return false;
      left -= 1;
      return true;
    },
    take() {
      if (this.tryTake()) return;
      const message = `This operation needs more than ${limit} calls to Aleph. Ask for less, or in several operations.`;
      throw new AlephError('BUDGET_EXCEEDED', message);
    },
  };
}
