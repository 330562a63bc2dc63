import { AlephError } from '../errors.ts';

/** The number of upstream calls that one operation may make. */
export class Budget {
  left: number;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
    this.left = limit;
  }

  /** Takes one call when there is one. */
  tryTake(): boolean {
    if (this.left <= 0) return false;
    this.left -= 1;
    return true;
  }

  /** Takes one call, or throws BUDGET_EXCEEDED. */
  take(): void {
    if (this.tryTake()) return;
    const message = `This operation needs more than ${this.limit} calls to Aleph. Ask for less, or in several operations.`;
    throw new AlephError('BUDGET_EXCEEDED', message);
  }
}
