import { createRandom } from '../../src/sandbox/world/random.ts';
import { type Outcome, openClients, runLoad } from '../load/load.ts';
import { goodShare, kindsOf, latencyMs } from '../load/outcomes.ts';
import { lastSearchOf, NORTHERN, SOUTHERNER, searchAsk } from '../load/query-mix.ts';
import { onStage, type Stage } from '../stage/stage.ts';
import type { Figure, Runner, RunOptions } from './figures.ts';

/** R10: a tenant that asks ten times what it is allowed, and its neighbour. */
export const fairnessRunner: Runner = {
  id: 'R10',
  run: async (options) => figuresOf(await onStage({ pinned: true }, (stage) => measureFairness(stage, options))),
};

interface Fairness {
  readonly alone: readonly Outcome[];
  readonly beside: readonly Outcome[];
  readonly greedy: readonly Outcome[];
}

/** An identity executes 25 operations at once; with answers that take a second, that is 25 a second. */
const GREEDY_LIMIT = 25;
const GREEDY_LATENCY_MS = 1_000;

async function measureFairness(stage: Stage, { seed, short }: RunOptions): Promise<Fairness> {
  const seconds = short ? 8 : 30;
  const random = createRandom(seed);
  const modestClients = openClients(stage.server.url, { addresses: 2, network: 1 });
  const greedyClients = openClients(stage.server.url, { addresses: 20, connectionsEach: 40, network: 2 });
  const modest = { clients: modestClients, ratePerSecond: 10, ask: () => searchAsk(SOUTHERNER, random, 10) };
  const ratePerSecond = 10 * GREEDY_LIMIT;
  await greedyClients.ask(searchAsk(NORTHERN, createRandom(1), 1));
  // One page of 0.9 MB for all of A: a sandbox busy making pages for A keeps B waiting, whatever the server does.
  const body = await (await lastSearchOf(stage.sandbox))();
  const answer = { kind: 'raw', body } as const;
  stage.spoil({ path: '/archive/*', contractId: NORTHERN.contractId, latencyMs: GREEDY_LATENCY_MS, answer });
  const greedy = { clients: greedyClients, ratePerSecond, ask: () => searchAsk(NORTHERN, random, 1) };
  await runLoad({ ...modest, seconds: 3 });
  const alone = await runLoad({ ...modest, seconds });
  const greedyOutcomes = runLoad({ ...greedy, seconds: seconds + 2 });
  const beside = await runLoad({ ...modest, seconds });
  const outcomes = await greedyOutcomes;
  await Promise.all([modestClients.close(), greedyClients.close()]);
  return { alone, beside, greedy: outcomes };
}

function figuresOf({ alone, beside, greedy }: Fairness): readonly Figure[] {
  const [before, after] = [latencyMs(alone, 0.99), latencyMs(beside, 0.99)];
  const share = goodShare(beside);
  return [
    {
      id: 'R10',
      figure: 'success of B while A asks 10 × its limit',
      goal: '≥ 99 %',
      measured: `${(share * 100).toFixed(1)} % (B: ${kindsOf(beside)}; A: ${kindsOf(greedy)})`,
      held: share >= 0.99,
    },
    {
      id: 'R10',
      figure: 'p99 of B meanwhile',
      goal: '≤ 2 × alone',
      measured: `${after.toFixed(0)} ms, alone ${before.toFixed(0)} ms`,
      held: after <= 2 * before,
    },
  ];
}
