import { describe, expect, test } from 'vitest';
import { measureRetries } from '../../reliability/runners/retries.ts';
import { onStage } from '../../reliability/stage/stage.ts';

describe('an Aleph that answers 503', () => {
  test.each([
    ['every call', 1, 1.3],
    ['one call in five', 0.2, 1.25],
  ])('to %s is asked hardly more often than callers need', async (_, failing, most) => {
    const load = { failing, ratePerSecond: 60, seconds: 5, seed: 1 };

    const { clientCalls, upstreamCalls, good } = await onStage({}, (stage) => measureRetries(stage, load));

    expect(clientCalls).toBe(300);
    expect(upstreamCalls / clientCalls).toBeLessThanOrEqual(most);
    expect(upstreamCalls).toBeGreaterThan(0);
    expect(good > 0).toBe(failing < 1);
  });
});
