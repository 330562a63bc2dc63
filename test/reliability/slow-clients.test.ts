import { describe, expect, test } from 'vitest';
import { openClients } from '../../reliability/load/load.ts';
import { isGood } from '../../reliability/load/outcomes.ts';
import { contractsAsk, SOUTHERNER } from '../../reliability/load/query-mix.ts';
import { openSlowly } from '../../reliability/runners/slow-clients.ts';
import { onStage } from '../../reliability/stage/stage.ts';

describe('40 clients that send a byte a second', () => {
  test.each(['slow-head', 'slow-body'] as const)(
    'are told 408 and closed, and others are answered meanwhile: %s',
    async (kind) => {
      await onStage({ latencyMs: 0 }, async ({ server }) => {
        const slow = Promise.all(Array.from({ length: 40 }, () => openSlowly(server.url, kind)));
        const clients = openClients(server.url, { network: 2 });
        const beside = await Promise.all(Array.from({ length: 20 }, () => clients.ask(contractsAsk(SOUTHERNER))));
        await clients.close();

        expect(beside.filter(isGood)).toHaveLength(20);
        for (const { reply } of await slow) expect(reply).toMatch(/^HTTP\/1\.1 408 /);
      });
    },
    30_000,
  );
});
