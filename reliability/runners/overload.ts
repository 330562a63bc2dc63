import { setTimeout as wait } from 'node:timers/promises';
import { type Outcome, openClients, runLoad } from '../load/load.ts';
import { isGood, isShed, kindsOf, latencyMs } from '../load/outcomes.ts';
import { manyTenants, usualMix } from '../load/query-mix.ts';
import { type FarStage, onFarStage } from '../stage/stage.ts';
import type { Figure, Runner, RunOptions } from './figures.ts';

/** R9: three times the load that the server holds. */
export const overloadRunner: Runner = {
  id: 'R9',
  run: async (options) => {
    const { ratePerSecond: capacity } = await options.capacity();
    const flood = await onFarStage((stage) => measureFlood(stage, capacity, options));
    return figuresOf(flood, capacity);
  },
};

interface Flood {
  readonly seconds: number;
  readonly outcomes: readonly Outcome[];
  /** Answered while it lasted. */
  readonly goodInTime: number;
  readonly health: readonly Outcome[];
  /** From the end of the flood to the last reply that was bad or slow. */
  readonly recoveredInMs: number;
  readonly peakRssMb: number;
}

const SLOW_MS = 1_000;
const AFTER_SECONDS = 10;

async function measureFlood(stage: FarStage, capacity: number, { seed, short }: RunOptions): Promise<Flood> {
  const seconds = short ? 10 : 60;
  const ask = usualMix(await manyTenants(stage.sandbox), seed);
  const clients = openClients(stage.server.url, { addresses: 20, connectionsEach: 40 });
  await runLoad({ clients, ratePerSecond: 20, seconds: 3, ask });
  const flooding = new AbortController();
  const health = watchHealth(stage, flooding.signal);
  const flood = runLoad({ clients, ratePerSecond: 3 * capacity, seconds, ask });
  await wait(seconds * 1_000);
  flooding.abort();
  // The usual load goes on at once: what the flood has left waiting is part of the aftermath.
  const endedAt = performance.now();
  const after = await runLoad({ clients, ratePerSecond: capacity / 2, seconds: AFTER_SECONDS, ask });
  const outcomes = await flood;
  await clients.close();
  const bad = after.filter((outcome) => !isGood(outcome) || outcome.ms > SLOW_MS);
  return {
    seconds,
    outcomes,
    goodInTime: outcomes.filter((outcome) => isGood(outcome) && outcome.dueAt + outcome.ms <= endedAt).length,
    health: await health,
    recoveredInMs: Math.max(0, ...bad.map(({ dueAt }) => dueAt - endedAt)),
    peakRssMb: stage.server.peakRssMb(),
  };
}

/** As an orchestrator does, only more often. */
async function watchHealth({ server }: FarStage, signal: AbortSignal): Promise<readonly Outcome[]> {
  const clients = openClients(server.url, { addresses: 1, connectionsEach: 4, network: 9 });
  const outcomes: Promise<Outcome>[] = [];
  while (!signal.aborted) {
    outcomes.push(clients.get('/health'));
    await wait(100);
  }
  const replies = await Promise.all(outcomes);
  await clients.close();
  return replies;
}

function figuresOf(
  { seconds, outcomes, goodInTime, health, recoveredInMs, peakRssMb }: Flood,
  capacity: number,
): Figure[] {
  const accepted = outcomes.filter(({ status }) => status === 200);
  const shed = outcomes.filter(isShed);
  const others = outcomes.length - accepted.length - shed.length;
  const goodput = goodInTime / seconds;
  const rate = `${3 * capacity} req/s for ${seconds} s`;
  const ms = (list: readonly Outcome[]) => `${latencyMs(list, 0.99).toFixed(0)} ms`;
  return [
    {
      id: 'R9',
      figure: `goodput at 3 C (${rate})`,
      goal: '≥ 0.8 C',
      measured: `${(goodput / capacity).toFixed(2)} C`,
      held: goodput >= 0.8 * capacity,
    },
    figure('accepted p99', '≤ 2 s', ms(accepted), latencyMs(accepted, 0.99) <= 2_000),
    figure('shed p99', '≤ 100 ms, some shed', `${ms(shed)} (${shedBy(shed)})`, isFastlyShed(shed)),
    figure('neither answered nor shed with Retry-After', '0', `${others} (${kindsOf(outcomes)})`, others === 0),
    figure(
      '/health p99',
      '≤ 250 ms',
      `${ms(health)} (${kindsOf(health)}; this driver is late by ${late(outcomes)})`,
      areHealthy(health),
    ),
    figure('back to normal', '≤ 5 s', `${(recoveredInMs / 1_000).toFixed(1)} s`, recoveredInMs <= 5_000),
    figure('peak RSS', '≤ 400 MB', `${peakRssMb.toFixed(0)} MB`, peakRssMb <= 400),
  ];
}

function figure(name: string, goal: string, measured: string, held: boolean): Figure {
  return { id: 'R9', figure: name, goal, measured, held };
}

function isFastlyShed(shed: readonly Outcome[]): boolean {
  return shed.length > 0 && latencyMs(shed, 0.99) <= 100;
}

function areHealthy(health: readonly Outcome[]): boolean {
  return health.every(({ status }) => status === 200) && latencyMs(health, 0.99) <= 250;
}

/** By reason: whoever waited for a place first is refused later than whoever meets a full queue. */
function shedBy(shed: readonly Outcome[]): string {
  const reasons = [...new Set(shed.map(({ reason = 'no reason' }) => reason))];
  const parts = reasons.map((reason) => {
    const some = shed.filter((one) => (one.reason ?? 'no reason') === reason);
    return `${reason} ×${some.length} ${latencyMs(some, 0.99).toFixed(0)} ms`;
  });
  return parts.join(', ');
}

/** Requests that leave late look slow although the server is not. */
function late(outcomes: readonly Outcome[]): string {
  const delays = outcomes.map((outcome) => ({ ...outcome, ms: outcome.sentAt - outcome.dueAt }));
  return `${latencyMs(delays, 0.99).toFixed(0)} ms at p99`;
}
