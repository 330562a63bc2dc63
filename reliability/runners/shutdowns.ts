import { setTimeout as wait } from 'node:timers/promises';
import { createRandom } from '../../src/sandbox/world/random.ts';
import { type Outcome, openClients, runLoad } from '../load/load.ts';
import { isGood, isShed, kindsOf } from '../load/outcomes.ts';
import { manyTenants, NORTHERN, searchAsk } from '../load/query-mix.ts';
import { onStage, type Stage } from '../stage/stage.ts';
import type { Figure, Runner, RunOptions } from './figures.ts';

/** R11: a server that is told to end while it works. */
export const shutdownRunner: Runner = {
  id: 'R11',
  run: async (options) => [await underLoadFigure(options), await stuckFigure()],
};

export interface Shutdown {
  /** Under way when the server was told to end. */
  readonly inFlight: number;
  /** Sent before that, or refused afterwards otherwise than as promised. */
  readonly lost: readonly Outcome[];
  readonly exitCode: number | null;
  readonly exitedInMs: number;
  /** Whatever was sent later: answered, refused, or met a closed port. */
  readonly later: readonly Outcome[];
}

const RATE = 80;
/** As many as the clients open at most. */
const CONNECTIONS = 200;
/** A load balancer takes its time to notice that the server is not ready. */
const GO_ON_MS = 300;

/** SIGTERM at a random moment, to a server whose clients keep their connections. */
export async function measureShutdown(stage: Stage, seed: number): Promise<Shutdown> {
  const random = createRandom(seed, 11);
  stage.spoil({ path: '/archive/*', latencyMs: random.int(100, 600) });
  const clients = openClients(stage.server.url);
  // What waits for a new connection is not sent yet, so there are enough of them from the start.
  await Promise.all(Array.from({ length: CONNECTIONS }, () => clients.get('/health')));
  const arrivals = new AbortController();
  const tenants = await manyTenants(stage.sandbox);
  const ask = () => searchAsk(random.pick(tenants), random, 10);
  const load = runLoad({ clients, ratePerSecond: RATE, seconds: 60, ask, signal: arrivals.signal });
  await wait(random.int(700, 2_000));
  const toldAt = performance.now();
  stage.server.signal('SIGTERM');
  const exited = stage.server.exit.then((exitCode) => ({ exitCode, exitedInMs: performance.now() - toldAt }));
  await wait(GO_ON_MS);
  arrivals.abort();
  const outcomes = await load;
  await clients.close();
  const before = outcomes.filter(({ sentAt }) => sentAt < toldAt);
  const later = outcomes.filter(({ sentAt }) => sentAt >= toldAt);
  return {
    inFlight: before.filter(({ dueAt, ms }) => dueAt + ms > toldAt).length,
    lost: [...before.filter(isLost), ...later.filter(isBroken)],
    ...(await exited),
    later,
  };
}

/** A refusal that says the server is restarting may race with the signal, and a slow start may leave it no room. */
function isLost(outcome: Outcome): boolean {
  return outcome.status === 0 || isBroken(outcome);
}

function isBroken(outcome: Outcome): boolean {
  if (outcome.status === 0 || isGood(outcome)) return false;
  return !isShed(outcome) && (outcome.status !== 503 || outcome.code !== 'SHUTTING_DOWN');
}

export interface StuckShutdown {
  readonly reply: Outcome;
  readonly exitCode: number | null;
  readonly exitedInMs: number;
}

/** One upstream call never ends; everybody else has left. */
export async function measureStuckShutdown(stage: Stage): Promise<StuckShutdown> {
  const clients = openClients(stage.server.url, { addresses: 1 });
  const random = createRandom(1);
  await clients.ask(searchAsk(NORTHERN, random));
  stage.spoil({ path: '/archive/*', answer: { kind: 'hang' } });
  const asked = stage.apiCalls('/archive/');
  const stuck = clients.ask(searchAsk(NORTHERN, random));
  while (stage.apiCalls('/archive/') === asked) await wait(20);
  const toldAt = performance.now();
  stage.server.signal('SIGTERM');
  const reply = await stuck;
  const exitCode = await stage.server.exit;
  await clients.close();
  return { reply, exitCode, exitedInMs: performance.now() - toldAt };
}

async function underLoadFigure({ seed, short }: RunOptions): Promise<Figure> {
  const shutdowns: Shutdown[] = [];
  for (let round = 0; round < (short ? 5 : 20); round += 1) {
    shutdowns.push(await onStage({ pinned: true }, (stage) => measureShutdown(stage, seed + round)));
  }
  const inFlight = shutdowns.reduce((sum, one) => sum + one.inFlight, 0);
  const lost = shutdowns.flatMap((one) => one.lost);
  const later = kindsOf(shutdowns.flatMap((one) => one.later));
  const codes = shutdowns.filter(({ exitCode }) => exitCode !== 0).length;
  const slowestMs = Math.max(...shutdowns.map(({ exitedInMs }) => exitedInMs));
  return {
    id: 'R11',
    figure: `lost in ${shutdowns.length} shutdowns under load, keep-alive clients`,
    goal: '0 of ≥ 200 in flight; exit 0 within 30 s',
    measured: [
      `${lost.length} of ${inFlight} in flight${lost.length > 0 ? ` (${kindsOf(lost)})` : ''}`,
      `${codes} exits other than 0, slowest ${(slowestMs / 1_000).toFixed(1)} s`,
      `sent later: ${later}`,
    ].join('; '),
    held: lost.length === 0 && codes === 0 && slowestMs <= 30_000 && (short || inFlight >= 200),
  };
}

async function stuckFigure(): Promise<Figure> {
  const { reply, exitCode, exitedInMs } = await onStage({ pinned: true }, measureStuckShutdown);
  return {
    id: 'R11',
    figure: 'shutdown with one upstream call that never ends',
    goal: 'its caller has a reply; exit 0 within 30 s',
    measured: `${kindsOf([reply])}; exit ${exitCode} after ${(exitedInMs / 1_000).toFixed(1)} s`,
    held: reply.status > 0 && exitCode === 0 && exitedInMs <= 30_000,
  };
}
