import { describe, expect, test } from 'vitest';
import { areRefused, BOMBS, measureBomb } from './memory-bombs.ts';
import { onStage } from './stage.ts';

const MOST_MB = 100;

describe('a memory bomb', () => {
  test.each(BOMBS.map((bomb) => [bomb.name, bomb] as const))(
    'of %s is refused, takes at most 100 MB, and leaves the others served',
    async (_, bomb) => {
      const blast = await onStage({ latencyMs: 5 }, (stage) => measureBomb(stage, bomb, { seed: 1, short: true }));

      expect(blast.outcomes).toSatisfy(() => areRefused(bomb, blast.outcomes));
      expect(blast.outcomes.length).toBeGreaterThan(0);
      expect(blast.riseMb).toBeLessThanOrEqual(MOST_MB);
      expect(blast.neighbourShare).toBe(1);
    },
  );
});
