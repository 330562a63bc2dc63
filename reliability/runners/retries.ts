import { createRandom } from '../../src/sandbox/world/random.ts';
import { openClients, runLoad } from '../load/load.ts';
import { isGood } from '../load/outcomes.ts';
import { NORTHERN, SOUTHERNER, searchAsk } from '../load/query-mix.ts';
import { onStage, type Stage } from '../stage/stage.ts';
import type { Figure, Runner, RunOptions } from './figures.ts';

/** R13: what a failing Aleph is asked beyond what callers need. */
export const retryRunner: Runner = {
  id: 'R13',
  run: async (options) => [await figureAt(1, options), await figureAt(0.2, options)],
};

export interface Amplification {
  /** Operations, of one upstream read each. */
  readonly clientCalls: number;
  readonly upstreamCalls: number;
  readonly good: number;
}

export interface RetryLoad {
  /** How many of the upstream's answers are 503, 0 to 1. */
  readonly failing: number;
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly seed: number;
}

export async function measureRetries(stage: Stage, load: RetryLoad): Promise<Amplification> {
  const random = createRandom(load.seed, 13);
  const clients = openClients(stage.server.url);
  const ask = () => searchAsk(random.chance(0.5) ? NORTHERN : SOUTHERNER, random, 1);
  // Tokens and contract lists are there already, so that each operation needs exactly one read.
  await clients.ask(searchAsk(NORTHERN, random, 1));
  await clients.ask(searchAsk(SOUTHERNER, random, 1));
  stage.spoil(...failing(load, random));
  const before = stage.apiCalls();
  const outcomes = await runLoad({ clients, ratePerSecond: load.ratePerSecond, seconds: load.seconds, ask });
  await clients.close();
  return {
    clientCalls: outcomes.length,
    upstreamCalls: stage.apiCalls() - before,
    good: outcomes.filter(isGood).length,
  };
}

/** Rules count requests, so a share is a list of rules: each spoils one request of those to come. */
function failing({ failing: share, ratePerSecond, seconds }: RetryLoad, random: ReturnType<typeof createRandom>) {
  const fault = { path: '/archive/*', answer: { kind: 'status', status: 503 } } as const;
  if (share === 1) return [fault];
  const most = Math.round(ratePerSecond * seconds * 3);
  const turns = Array.from({ length: most }, (_, index) => index).filter(() => random.chance(share));
  // A rule that is waiting lets a request pass to the next, which counts it too, but a spoiled one ends there.
  return turns.map((turn, earlier) => ({ ...fault, after: turn - earlier, times: 1 }));
}

async function figureAt(share: number, { seed, short }: RunOptions): Promise<Figure> {
  const goal = share === 1 ? 1.3 : 1.25;
  const load = { failing: share, ratePerSecond: 60, seconds: short ? 8 : 30, seed };
  const { clientCalls, upstreamCalls, good } = await onStage({ pinned: true }, (stage) => measureRetries(stage, load));
  const ratio = upstreamCalls / clientCalls;
  return {
    id: 'R13',
    figure: `upstream calls per client call at ${share * 100} % 503`,
    goal: `≤ ${goal}`,
    measured: `${ratio.toFixed(2)} (${upstreamCalls} for ${clientCalls}, ${good} answered)`,
    held: ratio <= goal,
  };
}
