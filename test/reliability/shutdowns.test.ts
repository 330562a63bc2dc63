import { describe, expect, test } from 'vitest';
import { kindsOf } from '../../reliability/load/outcomes.ts';
import { measureShutdown, measureStuckShutdown } from '../../reliability/runners/shutdowns.ts';
import { onStage } from '../../reliability/stage/stage.ts';

describe('a server that is told to end', () => {
  test.each([1, 2, 3])('loses no request that is under way and exits 0, at the random moment %i', async (seed) => {
    const shutdown = await onStage({}, (stage) => measureShutdown(stage, seed));

    expect(kindsOf(shutdown.lost)).toBe('');
    expect(shutdown.exitCode).toBe(0);
    expect(shutdown.inFlight).toBeGreaterThan(0);
  });

  test('answers a caller whose upstream call never ends, then exits 0', async () => {
    const { reply, exitCode } = await onStage({ env: { UPSTREAM_TIMEOUT_MS: '1500' } }, measureStuckShutdown);

    expect(reply).toMatchObject({ status: 200, code: 'UPSTREAM_TIMEOUT' });
    expect(exitCode).toBe(0);
  });
});
