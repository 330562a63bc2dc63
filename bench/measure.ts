import { request } from 'undici';
import type { Contestant } from './contestants.ts';
import { drive } from './load.ts';
import type { Process } from './processes.ts';
import { callOf, credentialsFor, type QueryName } from './queries.ts';
import { medianOf, pairedRatios } from './statistics.ts';

export interface Figures {
  readonly perSecond: number;
  /** Of the process under test, per request. */
  readonly cpuMs: number;
  readonly p50: number;
  readonly p99: number;
  /** Of the process under test, in the middle and at most while it is asked. */
  readonly rssMb: number;
  readonly mostRssMb: number;
  /** Upstream calls per request. */
  readonly calls: number;
  /** Share of requests that were not answered in full; their cost counts as that of the others. */
  readonly refused: number;
}

export const FIGURE_NAMES = ['perSecond', 'cpuMs', 'p50', 'p99', 'rssMb', 'mostRssMb', 'calls'] as const;
export type FigureName = (typeof FIGURE_NAMES)[number];

export interface Plan {
  readonly query: QueryName;
  readonly connections: number;
  readonly seconds: number;
  readonly rounds: number;
  /** How long each is asked before anything is measured. */
  readonly warmUpSeconds: number;
  /** Whether requests at the same time ask the same, so that their reads can be shared. */
  readonly identical?: boolean;
}

/** What each contestant came to, round by round, in the order of the contestants. */
export type Rounds = readonly (readonly Figures[])[];

const LOOK_EVERY_MS = 50;
/** While the others are asked, Node tidies up, and forgets what it has compiled. */
const AWAKE_AFTER_SECONDS = 3;

/** Asks the contestants in turn, so that whatever else goes on meets all of them. */
export async function measure(contestants: readonly Contestant[], upstream: Process, plan: Plan): Promise<Rounds> {
  const rounds: Figures[][] = contestants.map(() => []);
  for (const contestant of contestants) await drive(loadOf(contestant, plan, plan.warmUpSeconds));
  for (let round = 0; round < plan.rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      rounds[index]?.push(await measureOnce(contestant, upstream, plan));
    }
  }
  return rounds;
}

async function measureOnce(contestant: Contestant, upstream: Process, plan: Plan): Promise<Figures> {
  await drive(loadOf(contestant, plan, AWAKE_AFTER_SECONDS));
  await request(`${upstream.url}/_bench/reset`, { method: 'POST' }).then(({ body }) => body.dump());
  const before = contestant.process.cpuMs();
  const endWatch = watchMemory(contestant.process);
  const { answered, refused, ...figures } = await drive(loadOf(contestant, plan, plan.seconds));
  const memory = endWatch();
  const after = contestant.process.cpuMs();
  return {
    ...figures,
    ...memory,
    refused: refused / (answered + refused),
    cpuMs: ((after ?? Number.NaN) - (before ?? Number.NaN)) / answered,
    calls: (await callsOf(upstream)) / answered,
  };
}

/** A single look tells how long ago garbage was collected, more than what a process needs. */
function watchMemory({ rssMb }: Process): () => Pick<Figures, 'rssMb' | 'mostRssMb'> {
  const looks: number[] = [];
  const look = () => looks.push(rssMb() ?? Number.NaN);
  const timer = setInterval(look, LOOK_EVERY_MS);
  return () => {
    clearInterval(timer);
    look();
    return { rssMb: medianOf(looks), mostRssMb: Math.max(...looks) };
  };
}

function loadOf(target: Contestant, { query, connections, identical = false }: Plan, seconds: number) {
  // The same for as long as one request may take, but not for ever.
  const span = identical ? connections : 1;
  return {
    url: target.url,
    headers: credentialsFor(),
    callAt: (serial: number) => callOf(target, query, Math.floor(serial / span)),
    connections,
    seconds,
  };
}

async function callsOf(upstream: Process): Promise<number> {
  const { body } = await request(`${upstream.url}/_bench/calls`);
  const calls: Record<string, number> = JSON.parse(await body.text());
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}

export function mediansOf(rounds: readonly Figures[]): Figures {
  const of = (name: keyof Figures) => medianOf(valuesOf(rounds, name));
  return {
    perSecond: of('perSecond'),
    cpuMs: of('cpuMs'),
    p50: of('p50'),
    p99: of('p99'),
    rssMb: of('rssMb'),
    mostRssMb: of('mostRssMb'),
    calls: of('calls'),
    refused: of('refused'),
  };
}

/** How much better than the other of the same round; above 1 is better. Of the CPU: cheaper. */
export function ratioOf(own: readonly Figures[], other: readonly Figures[], name: FigureName): number {
  const [mine, theirs] = [valuesOf(own, name), valuesOf(other, name)];
  return medianOf(name === 'perSecond' ? pairedRatios(mine, theirs) : pairedRatios(theirs, mine));
}

export function valuesOf(rounds: readonly Figures[], name: keyof Figures): readonly number[] {
  return rounds.map((figures) => figures[name]);
}
