import { describe, expect, test } from 'vitest';
import { kindsOf } from '../../reliability/load/outcomes.ts';
import { BOMBS, isAnsweredAsListed, measureBomb } from '../../reliability/runners/memory-bombs.ts';
import { onStage } from '../../reliability/stage/stage.ts';

const MOST_MB = 100;

const TAKES_AT_MOST_MS = 60_000;

describe('memory', () => {
  test.each(BOMBS.map((bomb) => [bomb.name, bomb] as const))(
    'grows by at most 100 MB under %s, and all others are served',
    async (_, bomb) => {
      const blast = await onStage({ latencyMs: 5 }, (stage) => measureBomb(stage, bomb, { seed: 1, short: true }));

      expect(blast.outcomes.length).toBeGreaterThan(0);
      expect(isAnsweredAsListed(bomb, blast.outcomes), kindsOf(blast.outcomes)).toBe(true);
      expect(blast.riseMb).toBeLessThanOrEqual(MOST_MB);
      expect(blast.neighbourShare).toBe(1);
    },
    TAKES_AT_MOST_MS,
  );
});
