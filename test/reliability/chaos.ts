import { parseArgs } from 'node:util';
import { capacityRunner, measureCapacity } from './capacity.ts';
import { dependencyRunner } from './dependencies.ts';
import { exchangesRunner } from './exchanges.ts';
import { fairnessRunner } from './fairness.ts';
import { type Capacity, type Figure, type Runner, type RunOptions, tableOf } from './figures.ts';
import { badInputRunner, canaryRunner, isolationRunner } from './fuzzers.ts';
import { memoryBombRunner } from './memory-bombs.ts';
import { overloadRunner } from './overload.ts';
import { restartRunner } from './restarts.ts';
import { retryRunner } from './retries.ts';
import { scannerRunner } from './scanners.ts';
import { pinDriver } from './server-process.ts';
import { shutdownRunner } from './shutdowns.ts';
import { slowClientRunner } from './slow-clients.ts';
import { survivalRunner } from './survival.ts';

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
