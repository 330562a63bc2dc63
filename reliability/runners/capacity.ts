import { createRandom } from '../../src/sandbox/world/random.ts';
import { type Clients, openClients, runLoad } from '../load/load.ts';
import { goodShare, latencyMs } from '../load/outcomes.ts';
import { lastSearchOf, manyTenants, NORTHERN, searchAsk, usualMix } from '../load/query-mix.ts';
import { onFarStage, onStage, type Stage } from '../stage/stage.ts';
import type { Capacity, Figure, Runner, RunOptions } from './figures.ts';

/** What the server did at one rate. */
interface Step {
  readonly ratePerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly isHeld: boolean;
}

const UPSTREAM_MS = 50;
const P99_MS = 1_000;

/** R1: the load that the server holds. */
export const capacityRunner: Runner = {
  id: 'R1',
  run: async (options) => {
    const capacity = await options.capacity();
    return [capacityFigure(capacity), overheadFigure(await measureOverhead(options))];
  },
};

/** The highest rate with p99 within a second and no error; at least the first step's, to have something to go by. */
export async function measureCapacity(options: Pick<RunOptions, 'seed' | 'short'>): Promise<Capacity> {
  const steps = await measureSteps(options);
  const shown = steps.map(({ ratePerSecond, p50Ms, p99Ms, isHeld }) => {
    return `${ratePerSecond}: ${p50Ms.toFixed(0)}/${p99Ms.toFixed(0)}${isHeld ? '' : ' missed'}`;
  });
  return { ratePerSecond: highestHeld(steps), steps: shown.join('; ') };
}

async function measureSteps({ seed, short }: Pick<RunOptions, 'seed' | 'short'>): Promise<readonly Step[]> {
  return onFarStage(async (stage) => {
    const ask = usualMix(await manyTenants(stage.sandbox), seed);
    const clients = openClients(stage.server.url);
    const seconds = short ? 4 : 15;
    // The first requests compile the code; no operator judges a server by them.
    await runLoad({ clients, ratePerSecond: 20, seconds: 3, ask });
    const steps: Step[] = [];
    for (const ratePerSecond of ratesOf(short)) {
      const step = await measureStep({ clients, ratePerSecond, seconds, ask });
      steps.push(step);
      if (!step.isHeld) break;
    }
    await clients.close();
    return steps;
  });
}

/** In small steps where the goal lies, then on until the server gives in: the overload of R9 goes by what it can do. */
function ratesOf(short: boolean): readonly number[] {
  const near = short ? [20, 65, 110, 155, 200] : Array.from({ length: 10 }, (_, index) => 20 * (index + 1));
  return [...near, ...Array.from({ length: 12 }, (_, index) => 250 + 50 * index)];
}

async function measureStep(plan: Parameters<typeof runLoad>[0]): Promise<Step> {
  const outcomes = await runLoad(plan);
  const p99Ms = latencyMs(outcomes, 0.99);
  return {
    ratePerSecond: plan.ratePerSecond,
    p50Ms: latencyMs(outcomes, 0.5),
    p99Ms,
    isHeld: goodShare(outcomes) === 1 && p99Ms <= P99_MS,
  };
}

/** One upstream call per operation, at a rate that leaves the server time: what is over the call's own time is ours. */
async function measureOverhead({ seed, short }: RunOptions): Promise<number> {
  return onStage({ latencyMs: UPSTREAM_MS, pinned: true }, async (stage: Stage) => {
    const clients: Clients = openClients(stage.server.url);
    const random = createRandom(seed);
    const plan = { clients, ratePerSecond: 20, ask: () => searchAsk(NORTHERN, random) };
    await runLoad({ ...plan, seconds: 2 });
    const direct = await timeOfDirectCalls(stage);
    const outcomes = await runLoad({ ...plan, seconds: short ? 4 : 15 });
    await clients.close();
    return latencyMs(outcomes, 0.5) - direct;
  });
}

/** Median of the last search that the server made, made again without the server between. */
async function timeOfDirectCalls({ sandbox }: Stage): Promise<number> {
  const searchAgain = await lastSearchOf(sandbox);
  const times: number[] = [];
  for (let count = 0; count < 15; count += 1) {
    const startedAt = performance.now();
    await searchAgain();
    times.push(performance.now() - startedAt);
  }
  return times.sort((a, b) => a - b)[7] ?? 0;
}

function highestHeld(steps: readonly Step[]): number {
  return steps.findLast(({ isHeld }) => isHeld)?.ratePerSecond ?? steps[0]?.ratePerSecond ?? 0;
}

function capacityFigure({ ratePerSecond, steps }: Capacity): Figure {
  return {
    id: 'R1',
    figure: 'load held: p99 ≤ 1 s, no error, 200 connections',
    goal: 'C ≥ 120 req/s',
    measured: `C = ${ratePerSecond} req/s (rate: p50/p99 ms; ${steps})`,
    held: ratePerSecond >= 120,
  };
}

function overheadFigure(overheadMs: number): Figure {
  const measured = `${overheadMs.toFixed(1)} ms`;
  return {
    id: 'R1',
    figure: 'p50 over upstream latency at 20 req/s',
    goal: '≤ 15 ms',
    measured,
    held: overheadMs <= 15,
  };
}
