import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Contestant, type ContestantPlan, checkAgreement, startContestant } from './contestants.ts';
import { measureGrowth, panelsOf } from './growth.ts';
import { delayAnswers, measureLatencies, measureRoundTrip } from './latency.ts';
import { measure, type Plan } from './measure.ts';
import { peerPlans } from './peers.ts';
import { plotOf } from './plot.ts';
import { buildParts, CORES, canPin, type Process, pinSelf, ROOT, removeParts, startProcess } from './processes.ts';
import { QUERY_NAMES, type QueryName } from './queries.ts';
import { MEASURED_HEADS, markdownTable, rowsOf, shown } from './tables.ts';

const USAGE = `npm run bench -- [options]

  --rounds N     how often each is measured, in turn (3)
  --seconds N    how long each time (2)
  --warm-up N    for how many seconds each is asked before that (20)
  --only Q0,Q2   these queries alone
  --peers        also other GraphQL servers, as installed in bench/peers
  --growth       instead: how cost grows, drawn into docs/images/growth.svg
`;

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '2' },
    'warm-up': { type: 'string', default: '20' },
    only: { type: 'string', default: QUERY_NAMES.join() },
    peers: { type: 'boolean', default: false },
    growth: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const CONNECTIONS = 16;
/** 2,000 items keep a process busy so long that sixteen at once are more than a server under guard should take. */
const CONNECTIONS_FOR_Q3 = 4;
const SERVER = 'aleph-graphql';
const PLOT = join(ROOT, 'docs', 'images', 'growth.svg');
const VIEWER = { path: '/graphql', body: JSON.stringify({ query: '{ viewer { tokenExpiresAt } }' }) };
const UPSTREAM_DELAY_MS = 25;

const asked = QUERY_NAMES.filter((name) => options.only.split(',').includes(name));
const sizes = {
  seconds: Number(options.seconds),
  rounds: Number(options.rounds),
  warmUpSeconds: Number(options['warm-up']),
};

const isUnderstood = asked.length > 0 && sizes.seconds > 0 && sizes.rounds >= 1 && sizes.warmUpSeconds > 0;

// Otherwise the processes of the bench would outlive it.
process.once('SIGTERM', () => process.exit(1));

if (options.help || !isUnderstood) console.log(USAGE);
else await run();

async function run(): Promise<void> {
  pinSelf();
  const started: { stop(): Promise<void> }[] = [];
  try {
    const upstream = await startProcess({ argv: ['--import', 'tsx', 'bench/upstream.ts'], core: CORES.others });
    started.push(upstream);
    const contestants: Contestant[] = [];
    for (const plan of plans()) {
      const contestant = await startContestant(plan, upstream.url);
      started.push(contestant.process);
      contestants.push(contestant);
    }
    await checkAgreement(contestants, QUERY_NAMES);
    console.log(circumstances());
    if (options.growth) return await drawGrowth(contestants);
    await compare(contestants, upstream);
    await compareIdentical(contestants, upstream);
    await compareLatencies(contestants, upstream);
  } finally {
    await Promise.all(started.map((one) => one.stop()));
    removeParts();
  }
}

/** The one that all others are held against comes first; the server is called as `npm start` calls it. */
function plans(): readonly ContestantPlan[] {
  const partPath = buildParts(['handler', 'reads', 'picks', 'entries']);
  const handler = { kind: 'handler', argv: [partPath('handler')], signIn: { path: '/token', body: '{}' } } as const;
  return [
    { ...handler, name: 'hand-written handler' },
    { ...handler, name: 'the same, keeping lists', env: { BENCH_KEEP: 'lists' } },
    { name: SERVER, kind: 'graphql', argv: [...startArguments(), '--live'], signIn: VIEWER },
    ...(options.peers ? peerPlans() : []),
  ];
}

/** What `npm start` calls node with. */
function startArguments(): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  return scripts.start.split(' ').slice(1);
}

async function compare(contestants: readonly Contestant[], upstream: Process): Promise<void> {
  console.log(`\n### ${CONNECTIONS} connections (${CONNECTIONS_FOR_Q3} for Q3), every request another box and day\n`);
  await printMeasured(contestants, upstream, asked);
}

async function compareIdentical(contestants: readonly Contestant[], upstream: Process): Promise<void> {
  const shared = asked.filter((name) => name === 'Q1' || name === 'Q2');
  if (shared.length === 0) return;
  console.log('\n### The same, but requests at the same time ask the same\n');
  await printMeasured(contestants, upstream, shared, true);
}

async function printMeasured(
  contestants: readonly Contestant[],
  upstream: Process,
  queries: readonly QueryName[],
  identical = false,
): Promise<void> {
  const names = contestants.map(({ name }) => name);
  const rows: (readonly string[])[] = [];
  for (const query of queries) {
    // Few of its requests fit into the time of the others.
    const own = query === 'Q3' ? { connections: CONNECTIONS_FOR_Q3, seconds: sizes.seconds * 2 } : {};
    const plan: Plan = { ...sizes, connections: CONNECTIONS, ...own, query, identical };
    rows.push(...rowsOf(query, names, await measure(contestants, upstream, plan)));
  }
  console.log(markdownTable(MEASURED_HEADS, rows));
}

async function compareLatencies(contestants: readonly Contestant[], upstream: Process): Promise<void> {
  if (!asked.includes('Q1')) return;
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

async function drawGrowth(contestants: readonly Contestant[]): Promise<void> {
  const server = contestants.find(({ name }) => name === SERVER);
  if (server === undefined) return;
  const grown = await measureGrowth(server, sizes.seconds);
  const rows = grown.map((one) => {
    const figures = [one.cpuMs, one.p50, one.perSecond, one.refused * 100].map(shown);
    return [`${one.count.toLocaleString('en')} ${one.of}`, ...figures];
  });
  console.log(`\n${markdownTable(['of', 'CPU ms/request', 'p50 ms', 'requests/s', 'refused %'], rows)}`);
  writeFileSync(PLOT, plotOf('How the cost of a request grows', panelsOf(grown)));
  console.log(`Drawn into ${PLOT}`);
}

function circumstances(): string {
  const commit = execFileSync('git', ['describe', '--always', '--dirty'], { cwd: ROOT, encoding: 'utf8' }).trim();
  const [cpu] = cpus();
  const where = canPin ? 'under test on core 0, the rest on core 1' : 'not pinned to cores';
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(', ');
  return [
    `Commit ${commit}, Node ${process.version}, ${cpus().length} × ${cpu?.model.trim()}, ${where}.`,
    `Load average at the start ${load}; medians of ${options.rounds} rounds of ${options.seconds} s (Q3: twice that), in turn, after ${options['warm-up']} s of warm-up each.`,
    'In brackets: how much better than the handler, above 1 is better (of CPU: cheaper).',
  ].join('\n');
}
