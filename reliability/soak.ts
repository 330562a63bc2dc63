import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openClients, runLoad } from './load/load.ts';
import { kindsOf } from './load/outcomes.ts';
import { manyTenants } from './load/query-mix.ts';
import { measureCapacity } from './runners/capacity.ts';
import { type Figure, tableOf } from './runners/figures.ts';
import { driftOf, slopePerMinute } from './slope.ts';
import { faultOf, soakMix } from './soak-mix.ts';
import { pinDriver, type Sample } from './stage/server-process.ts';
import { onStage, type Stage } from './stage/stage.ts';

interface TimedSample extends Sample {
  readonly minutes: number;
}

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '30' },
    /** Requests per second; without it, half of what the server turns out to hold. */
    rate: { type: 'string' },
    strict: { type: 'boolean', default: false },
  },
});

const EVERY_MS = 15_000;
const minutes = Number(values.minutes);
const seed = Number(values.seed);
const short = minutes < 30;
/** Before that, a server fills its caches and compiles its code. */
const warmUpMinutes = Math.min(5, minutes / 2);

pinDriver();
const ratePerSecond =
  values.rate === undefined ? (await measureCapacity({ seed, short })).ratePerSecond / 2 : Number(values.rate);
process.stderr.write(`R8: ${minutes} min at ${ratePerSecond} req/s …\n`);
const { samples, outcomes } = await onStage({ pinned: true, reportsHeap: true }, soak);
const figures = figuresOf(samples.filter((sample) => sample.minutes >= warmUpMinutes));
process.stdout.write(`\n${tableOf(figures, { seed, short })}\n${outcomes}\n`);
if (values.strict && figures.some(({ held }) => held === false)) process.exitCode = 1;

/** R8: a load at which the server is at ease, for long enough that what grows is seen to grow. */
async function soak(stage: Stage): Promise<{ samples: readonly TimedSample[]; outcomes: string }> {
  const ask = soakMix(await manyTenants(stage.sandbox), seed);
  const clients = openClients(stage.server.url);
  const startedAt = performance.now();
  const samples: TimedSample[] = [];
  const seconds = (warmUpMinutes + minutes) * 60;
  const sampling = sampleUntil(stage, startedAt + seconds * 1_000, samples);
  const outcomes = await runLoad({ clients, ratePerSecond, seconds, ask });
  await sampling;
  await clients.close();
  return { samples, outcomes: kindsOf(outcomes) };
}

async function sampleUntil(stage: Stage, endsAt: number, samples: TimedSample[]): Promise<void> {
  const startedAt = performance.now();
  for (let stretch = 0; performance.now() < endsAt; stretch += 1) {
    stage.spoil(faultOf(stretch));
    await wait(EVERY_MS);
    const sample = { ...(await stage.server.sample()), minutes: (performance.now() - startedAt) / 60_000 };
    samples.push(sample);
    process.stderr.write(`${sample.minutes.toFixed(1)} min: ${shown(sample)}\n`);
  }
}

function shown({ heapMb, rssMb, sockets, timers, loopDelayP99Ms }: Sample): string {
  const memory = `heap ${heapMb.toFixed(1)} MB, RSS ${rssMb.toFixed(0)} MB`;
  return `${memory}, ${sockets} sockets, ${timers} timers, loop delay p99 ${loopDelayP99Ms.toFixed(0)} ms`;
}

function figuresOf(steady: readonly TimedSample[]): readonly Figure[] {
  const figure = (name: string, goal: string, measured: string, held: boolean): Figure => {
    return { id: 'R8', figure: name, goal, measured, held };
  };
  const slope = slopePerMinute(steady.map((sample) => ({ minutes: sample.minutes, value: sample.heapMb })));
  const rssMb = Math.max(...steady.map((sample) => sample.rssMb));
  const loopDelayMs = Math.max(...steady.map((sample) => sample.loopDelayP99Ms));
  const [sockets, timers] = [driftOf(steady.map((one) => one.sockets)), driftOf(steady.map((one) => one.timers))];
  const of = `${minutes} min at ${ratePerSecond} req/s, ${steady.length} samples`;
  return [
    figure(`heap after GC per minute (${of})`, '≤ 0.5 MB', `${slope.toFixed(2)} MB`, slope <= 0.5),
    figure('most RSS', '≤ 400 MB', `${rssMb.toFixed(0)} MB`, rssMb <= 400),
    figure('drift of open sockets', '± 10', sockets.toFixed(0), Math.abs(sockets) <= 10),
    figure('drift of timers', '± 10', timers.toFixed(0), Math.abs(timers) <= 10),
    figure('most loop delay, p99 of 15 s', '≤ 100 ms', `${loopDelayMs.toFixed(0)} ms`, loopDelayMs <= 100),
  ];
}
