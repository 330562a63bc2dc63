import { describe, expect, test } from 'vitest';
import { measureRetries } from './retries.ts';
import { onStage } from './stage.ts';

describe('an Aleph that answers 503', () => {
  test.each([[0.2, 1.25]])(
    'to a share of %d of all calls is asked at most %d times as often as needed',
    async (failing, most) => {
      const load = { failing, ratePerSecond: 60, seconds: 5, seed: 1 };

      const { clientCalls, upstreamCalls, good } = await onStage({}, (stage) => measureRetries(stage, load));

      expect(clientCalls).toBe(300);
      expect(upstreamCalls / clientCalls).toBeLessThanOrEqual(most);
      expect(good > 0).toBe(failing < 1);
    },
  );
});
