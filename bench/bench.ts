import { writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { compareBuilds, RATIOS_OF_BUILDS } from './beside.ts';
import { type Checkout, checkoutAt } from './checkouts.ts';
import { type Contestant, type ContestantPlan, checkAgreement, startContestant } from './contestants.ts';
import { measureGrowth, panelsOf } from './growth.ts';
import { delayAnswers, measureLatencies, measureRoundTrip } from './latency.ts';
import { CONNECTIONS_IN_WORDS, measure, planOf } from './measure.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { peerPlans } from './peers.ts';
import { plotOf } from './plot.ts';
import { buildParts, CORES, canPin, type Process, pinSelf, ROOT, removeParts, startProcess } from './processes.ts';
import { QUERY_NAMES, type QueryName } from './queries.ts';
import { MEASURED_HEADS, markdownTable, rowsOf, shown } from './tables.ts';

const SERVER = 'aleph-graphql';
const PLOT = join(ROOT, 'docs', 'images', 'growth.svg');
const VIEWER = { path: '/graphql', body: JSON.stringify({ query: '{ viewer { tokenExpiresAt } }' }) };
const UPSTREAM_DELAY_MS = 25;
const RATIOS_OF_ALL = 'In brackets: how much better than the handler, above 1 is better (of CPU: cheaper).';

/** What runs, and how it was asked for. */
interface Bench {
  readonly contestants: readonly Contestant[];
  readonly upstream: Process;
  readonly options: Options;
}

const options = understood();

// Otherwise the processes of the bench would outlive it.
process.once('SIGTERM', () => process.exit(1));

if (options?.help) console.log(USAGE);
else if (options !== undefined) await run(options);

function understood(): Options | undefined {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    console.error(`bench: ${error instanceof Error ? error.message : error}. --help lists the options.`);
    process.exitCode = 1;
    return undefined;
  }
}

async function run(options: Options): Promise<void> {
  const here = checkoutAt(ROOT);
  pinSelf();
  const started: { stop(): Promise<void> }[] = [];
  try {
    const upstream = await startProcess({ argv: ['--import', 'tsx', 'bench/upstream.ts'], core: CORES.others });
    started.push(upstream);
    const contestants: Contestant[] = [];
    for (const plan of plansFor(options, here)) {
      const contestant = await startContestant(plan, upstream.url);
      started.push(contestant.process);
      contestants.push(contestant);
    }
    await checkAgreement(contestants, QUERY_NAMES);
    console.log(circumstances(options, here));
    await report({ contestants, upstream, options });
  } finally {
    await Promise.all(started.map((one) => one.stop()));
    removeParts();
  }
}

async function report(bench: Bench): Promise<void> {
  const { growth, beside } = bench.options;
  if (growth) return drawGrowth(bench);
  if (beside !== undefined) return compareBuilds(bench, beside.bounds);
  await compare(bench);
  await compareIdentical(bench);
  await compareLatencies(bench);
}

/** The one that all others are held against comes first; of two builds, this one. */
function plansFor({ beside, peers }: Options, here: Checkout): readonly ContestantPlan[] {
  const partPath = buildParts(['handler', 'reads', 'picks', 'entries']);
  const handler = { kind: 'handler', argv: [partPath('handler')], signIn: { path: '/token', body: '{}' } } as const;
  const [name, keeping] = ['hand-written handler', { BENCH_KEEP: 'lists' }];
  if (beside !== undefined) {
    return [serverPlan('this', here), serverPlan('other', beside.checkout), { ...handler, name }];
  }
  return [
    { ...handler, name },
    { ...handler, name: 'the same, keeping lists', env: keeping },
    serverPlan(SERVER, here),
    ...(peers ? peerPlans() : []),
  ];
}

/** Called as `npm start` of its checkout calls it. */
function serverPlan(name: string, { root, startArguments }: Checkout): ContestantPlan {
  return { name, kind: 'graphql', argv: [...startArguments, '--live'], cwd: root, signIn: VIEWER };
}

async function compare(bench: Bench): Promise<void> {
  console.log(`\n### ${CONNECTIONS_IN_WORDS}, every request another box and day\n`);
  await printMeasured(bench, bench.options.only);
}

async function compareIdentical(bench: Bench): Promise<void> {
  const shared = bench.options.only.filter((name) => name === 'Q1' || name === 'Q2');
  if (shared.length === 0) return;
  console.log('\n### The same, but requests at the same time ask the same\n');
  await printMeasured(bench, shared, true);
}

async function printMeasured(
  { contestants, upstream, options }: Bench,
  queries: readonly QueryName[],
  identical = false,
): Promise<void> {
  const names = contestants.map(({ name }) => name);
  const rows: (readonly string[])[] = [];
  for (const query of queries) {
    const plan = { ...planOf(query, options), identical };
    rows.push(...rowsOf(query, names, await measure(contestants, upstream, plan)));
  }
  console.log(markdownTable(MEASURED_HEADS, rows));
}

async function compareLatencies({ contestants, upstream, options }: Bench): Promise<void> {
  if (!options.only.includes('Q1')) return;
  console.log(`\n### Q1 on one connection, upstream answers after ${UPSTREAM_DELAY_MS} ms, token known: median ms\n`);
  await delayAnswers(upstream, UPSTREAM_DELAY_MS);
  const roundTrip = await measureRoundTrip(upstream);
  const rows = [['–', 'the round trips alone', shown(2 * roundTrip), shown(roundTrip)]];
  for (const contracts of [1, 3]) {
    const latencies = await measureLatencies(contestants, contracts);
    contestants.forEach(({ name }, index) => {
      const { cold, warm } = latencies[index] ?? { cold: Number.NaN, warm: Number.NaN };
      rows.push([String(contracts), name, shown(cold), shown(warm)]);
    });
  }
  await delayAnswers(upstream, 0);
  console.log(markdownTable(['contracts', 'who', 'nothing kept', 'lists kept'], rows));
}

async function drawGrowth({ contestants, options }: Bench): Promise<void> {
  const server = contestants.find(({ name }) => name === SERVER);
  if (server === undefined) return;
  const grown = await measureGrowth(server, options.seconds);
  const rows = grown.map((one) => {
    const figures = [one.cpuMs, one.p50, one.perSecond, one.refused * 100].map(shown);
    return [`${one.count.toLocaleString('en')} ${one.of}`, ...figures];
  });
  console.log(`\n${markdownTable(['of', 'CPU ms/request', 'p50 ms', 'requests/s', 'refused %'], rows)}`);
  writeFileSync(PLOT, plotOf('How the cost of a request grows', panelsOf(grown)));
  console.log(`Drawn into ${PLOT}`);
}

function circumstances({ rounds, seconds, warmUpSeconds, beside }: Options, here: Checkout): string {
  const [cpu] = cpus();
  const where = canPin ? 'under test on core 0, the rest on core 1' : 'not pinned to cores';
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(', ');
  const commits = beside === undefined ? here.commit : `${here.commit} (this) beside ${beside.checkout.commit} (other)`;
  return [
    `Commit ${commits}, Node ${process.version}, ${cpus().length} × ${cpu?.model.trim()}, ${where}.`,
    `Load average at the start ${load}; medians of ${rounds} rounds of ${seconds} s (Q3: twice that), in turn, after ${warmUpSeconds} s of warm-up each.`,
    beside === undefined ? RATIOS_OF_ALL : RATIOS_OF_BUILDS,
  ].join('\n');
}
