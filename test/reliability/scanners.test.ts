import { describe, expect, test } from 'vitest';
import { failedMusts, findWeaknesses } from '../../reliability/runners/scanners.ts';
import { onStage } from '../../reliability/stage/stage.ts';

describe('a scanner', () => {
  test('finds no weakness and no failed MUST in the built server', async () => {
    await onStage({ latencyMs: 0 }, async ({ server }) => {
      expect(await findWeaknesses(server.url)).toEqual([]);
      expect(await failedMusts(server.url)).toEqual([]);
    });
  });
});
