import { parseArgs } from 'node:util';
import { capacityRunner, measureCapacity } from './runners/capacity.ts';
import { dependencyRunner } from './runners/dependencies.ts';
import { exchangesRunner } from './runners/exchanges.ts';
import { fairnessRunner } from './runners/fairness.ts';
import { type Capacity, type Figure, type Runner, type RunOptions, tableOf } from './runners/figures.ts';
import { badInputRunner, canaryRunner, isolationRunner } from './runners/fuzzers.ts';
import { memoryBombRunner } from './runners/memory-bombs.ts';
import { overloadRunner } from './runners/overload.ts';
import { placementRunner } from './runners/placements.ts';
import { restartRunner } from './runners/restarts.ts';
import { retryRunner } from './runners/retries.ts';
import { scannerRunner } from './runners/scanners.ts';
import { shutdownRunner } from './runners/shutdowns.ts';
import { slowClientRunner } from './runners/slow-clients.ts';
import { badContractRunner, dashboardRunner, longReplyRunner, madeUpTokenRunner } from './runners/strangers.ts';
import { survivalRunner } from './runners/survival.ts';
import { pinDriver } from './stage/server-process.ts';

/** Every figure that `npm run chaos` measures, in the order of their ids; a new runner is added here. */
const RUNNERS: readonly Runner[] = [
  capacityRunner,
  survivalRunner,
  badInputRunner,
  canaryRunner,
  isolationRunner,
  exchangesRunner,
  overloadRunner,
  fairnessRunner,
  shutdownRunner,
  restartRunner,
  retryRunner,
  memoryBombRunner,
  slowClientRunner,
  scannerRunner,
  dependencyRunner,
  longReplyRunner,
  madeUpTokenRunner,
  badContractRunner,
  dashboardRunner,
  placementRunner,
];

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    strict: { type: 'boolean', default: false },
  },
});

const seed = Number(values.seed);
let capacity: Promise<Capacity> | undefined;
const options: RunOptions = {
  seed,
  short: values.short,
  capacity: () => {
    capacity ??= measureCapacity({ seed, short: values.short });
    return capacity;
  },
};

pinDriver();
const wanted = values.only?.split(',');
const figures: Figure[] = [];
for (const runner of RUNNERS) {
  if (wanted !== undefined && !wanted.includes(runner.id)) continue;
  process.stderr.write(`${runner.id} …\n`);
  figures.push(...(await measured(runner)));
}
process.stdout.write(`\n${tableOf(figures, options)}`);
if (values.strict && figures.some(({ held }) => held === false)) process.exitCode = 1;

/** A runner that breaks has missed its figure; the others still run. */
async function measured(runner: Runner): Promise<readonly Figure[]> {
  try {
    return await runner.run(options);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return [{ id: runner.id, figure: 'the run itself', goal: 'ends', measured: text, held: false }];
  }
}
