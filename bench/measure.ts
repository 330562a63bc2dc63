import { request } from 'undici';
import type { Contestant } from './contestants.ts';
import { drive, type LoadFigures } from './load.ts';
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
  /** Cuts each round into turns of this length, in which the first two contestants alternate in going first. */
  readonly turnSeconds?: number;
}

export interface Sizes {
  readonly seconds: number;
  readonly rounds: number;
  readonly warmUpSeconds: number;
}

const CONNECTIONS = 16;
/** 2,000 items keep a process busy so long that sixteen at once are more than a server under guard should take. */
const CONNECTIONS_FOR_Q3 = 4;
export const CONNECTIONS_IN_WORDS = `${CONNECTIONS} connections (${CONNECTIONS_FOR_Q3} for Q3)`;

/** Few requests of Q3 fit into the time of the others: it takes twice as long. */
export function planOf(query: QueryName, { seconds, rounds, warmUpSeconds }: Sizes): Plan {
  const own = query === 'Q3' ? { connections: CONNECTIONS_FOR_Q3, seconds: seconds * 2 } : {};
  return { query, connections: CONNECTIONS, seconds, rounds, warmUpSeconds, ...own };
}

/** What each contestant came to, round by round, in the order of the contestants. */
export type Rounds = readonly (readonly Figures[])[];

/** One stretch of requests to one contestant. `cpuMs` and `calls` are sums over all of them. */
export interface Turn extends LoadFigures, Pick<Figures, 'rssMb' | 'mostRssMb'> {
  readonly cpuMs: number;
  readonly calls: number;
}

const LOOK_EVERY_MS = 50;
/** While the others are asked, Node tidies up, and forgets what it has compiled. */
const AWAKE_AFTER_SECONDS = 3;

/** Asks the contestants in turn, so that whatever else goes on meets all of them. */
export async function measure(contestants: readonly Contestant[], upstream: Process, plan: Plan): Promise<Rounds> {
  const rounds: Figures[][] = contestants.map(() => []);
  for (const contestant of contestants) await drive(loadOf(contestant, plan, plan.warmUpSeconds));
  for (let round = 0; round < plan.rounds; round += 1) {
    const figures = await measureRound({ contestants, upstream, plan }, round);
    figures.forEach((own, index) => {
      rounds[index]?.push(own);
    });
  }
  return rounds;
}

interface Course {
  readonly contestants: readonly Contestant[];
  readonly upstream: Process;
  readonly plan: Plan;
}

/** The number of short turns is even, so that each of the first two contestants goes first equally often. */
async function measureRound({ contestants, upstream, plan }: Course, round: number): Promise<readonly Figures[]> {
  const turns = new Map(contestants.map((contestant) => [contestant, [] as Turn[]]));
  const endsAt = performance.now() + plan.seconds * contestants.length * 1_000;
  const isShort = plan.turnSeconds !== undefined;
  let count = 0;
  do {
    for (const contestant of isShort ? orderOf(contestants, round + count) : contestants) {
      turns.get(contestant)?.push(await measureTurn(contestant, upstream, plan));
    }
    count += 1;
  } while (isShort && (count % 2 === 1 || performance.now() < endsAt));
  return [...turns.values()].map(figuresOf);
}

/** The first two contestants change places in every second turn; the others keep theirs. */
export function orderOf<T>(contestants: readonly T[], turn: number): readonly T[] {
  return turn % 2 === 0 ? contestants : [...contestants.slice(0, 2).reverse(), ...contestants.slice(2)];
}

async function measureTurn(contestant: Contestant, upstream: Process, plan: Plan): Promise<Turn> {
  // Between short turns no contestant is idle long enough for Node to discard compiled code.
  if (plan.turnSeconds === undefined) await drive(loadOf(contestant, plan, AWAKE_AFTER_SECONDS));
  await request(`${upstream.url}/_bench/reset`, { method: 'POST' }).then(({ body }) => body.dump());
  const before = contestant.process.cpuMs() ?? Number.NaN;
  const endWatch = watchMemory(contestant.process);
  const load = await drive(loadOf(contestant, plan, plan.turnSeconds ?? plan.seconds));
  const memory = endWatch();
  const after = contestant.process.cpuMs() ?? Number.NaN;
  return { ...load, ...memory, cpuMs: after - before, calls: await callsOf(upstream) };
}

/** One round from its turns: CPU time and calls over all its requests; rates, latencies and RSS of the median turn. */
export function figuresOf(turns: readonly Turn[]): Figures {
  const of = (name: keyof Turn) => turns.map((turn) => turn[name]);
  const sum = (name: keyof Turn) => of(name).reduce((total, value) => total + value, 0);
  const [answered, refused] = [sum('answered'), sum('refused')];
  return {
    perSecond: medianOf(of('perSecond')),
    cpuMs: sum('cpuMs') / answered,
    p50: medianOf(of('p50')),
    p99: medianOf(of('p99')),
    rssMb: medianOf(of('rssMb')),
    mostRssMb: Math.max(...of('mostRssMb')),
    calls: sum('calls') / answered,
    refused: refused / (answered + refused),
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
