import { describe, expect, test } from 'vitest';
import {
  measureBadContracts,
  measureColdStart,
  measureStuffing,
  REJECTION_BUDGET,
} from '../../reliability/runners/exchanges.ts';
import { onStage } from '../../reliability/stage/stage.ts';

describe('token exchanges', () => {
  test('50 callers with one new pair at once, twice as many as may work, share one exchange, and all are answered', async () => {
    const count = await onStage({}, (stage) => measureColdStart(stage, 50, 1));

    expect(count).toEqual({ exchanges: 1, good: 50 });
  });

  test('200 callers with one new pair at once share one exchange, however many of them there is room for', async () => {
    const { exchanges } = await onStage({}, (stage) => measureColdStart(stage, 200, 1));

    expect(exchanges).toBe(1);
  });

  test('300 calls for contracts that Aleph refuses cost at most two exchanges', async () => {
    const exchanges = await onStage({ latencyMs: 5 }, (stage) => measureBadContracts(stage, 300, 3));

    expect(exchanges).toBeGreaterThanOrEqual(1);
    expect(exchanges).toBeLessThanOrEqual(2);
  });

  test('300 bad pairs from one address cost no more exchanges than its budget, and a known tenant goes on', async () => {
    const stuffing = await onStage({ latencyMs: 5 }, (stage) => measureStuffing(stage, 300, 3));

    expect(stuffing).toMatchObject({ neighbourShare: 1, accepted: 0 });
    expect(stuffing.exchanges).toBeGreaterThan(0);
    expect(stuffing.exchanges).toBeLessThanOrEqual(REJECTION_BUDGET);
  });
});
