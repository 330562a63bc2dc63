import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openClients, runLoad } from '../load/load.ts';
import { isGood } from '../load/outcomes.ts';
import { NORTHERN, SOUTHERNER, usualMix } from '../load/query-mix.ts';
import { startServerProcess } from '../stage/server-process.ts';
import { onStage, type Stage } from '../stage/stage.ts';
import type { Figure, Runner, RunOptions } from './figures.ts';

/** R12: a server that is killed while it works, and the one that follows it. */
export const restartRunner: Runner = {
  id: 'R12',
  run: async (options) => {
    const folder = mkdtempSync(join(tmpdir(), 'restart-'));
    try {
      const staged = { pinned: true, cwd: folder, env: { TMPDIR: folder } };
      return figuresOf(await onStage(staged, (stage) => measureRestart(stage, folder, options)));
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

interface Restart {
  readonly readyInMs: number;
  /** From the start of the new process to the last reply that was not good. */
  readonly fullRateInMs: number;
  readonly filesLeft: readonly string[];
  readonly exchanges: number;
}

const TENANTS = [NORTHERN, SOUTHERNER];
const RATE = 40;

async function measureRestart(stage: Stage, folder: string, { seed, short }: RunOptions): Promise<Restart> {
  const ask = usualMix(TENANTS, seed);
  await killUnderLoad(stage, ask);
  const filesLeft = readdirSync(folder);
  stage.sandbox.resetCalls();
  const startedAt = performance.now();
  const next = await startServerProcess(stage.sandbox.url, { pinned: true, cwd: folder, env: { TMPDIR: folder } });
  const clients = openClients(next.url);
  const ready = await clients.get('/ready');
  const readyInMs = performance.now() - startedAt;
  const outcomes = await runLoad({ clients, ratePerSecond: RATE, seconds: short ? 8 : 15, ask });
  await clients.close();
  next.signal('SIGTERM');
  await next.exit;
  const bad = outcomes.filter((outcome) => !isGood(outcome) || outcome.ms > 1_000);
  return {
    readyInMs: ready.status === 200 ? readyInMs : Number.POSITIVE_INFINITY,
    fullRateInMs: Math.max(readyInMs, ...bad.map(({ dueAt }) => dueAt - startedAt)),
    filesLeft,
    exchanges: stage.tokenCalls(),
  };
}

async function killUnderLoad({ server }: Stage, ask: ReturnType<typeof usualMix>): Promise<void> {
  const clients = openClients(server.url);
  const arrivals = new AbortController();
  const load = runLoad({ clients, ratePerSecond: RATE, seconds: 60, ask, signal: arrivals.signal });
  setTimeout(() => server.signal('SIGKILL'), 3_000);
  await server.exit;
  arrivals.abort();
  await load;
  await clients.close();
}

function figuresOf({ readyInMs, fullRateInMs, filesLeft, exchanges }: Restart): readonly Figure[] {
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`;
  const figure = (name: string, goal: string, measured: string, held: boolean): Figure => {
    return { id: 'R12', figure: name, goal, measured, held };
  };
  return [
    figure('ready after kill -9', '≤ 3 s', seconds(readyInMs), readyInMs <= 3_000),
    figure(`full rate (${RATE} req/s) after kill -9`, '≤ 10 s', seconds(fullRateInMs), fullRateInMs <= 10_000),
    figure('files left behind', '0', String(filesLeft.length), filesLeft.length === 0),
    figure('exchanges after the restart', `${TENANTS.length} tenants`, `${exchanges}`, exchanges === TENANTS.length),
  ];
}
