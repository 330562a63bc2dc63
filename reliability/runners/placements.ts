import { setTimeout as wait } from 'node:timers/promises';
import { createRandom } from '../../src/sandbox/world/random.ts';
import { HAS_REDIS, type Redis, startRedis } from '../../test/support/store/redis.ts';
import { placeThings, type Reply, send, type Tally } from '../placing/callers.ts';
import { type LossyAleph, startLossyAleph } from '../placing/lossy-aleph.ts';
import { troubleRedis } from '../placing/redis-trouble.ts';
import { type ServerProcess, startServerProcess } from '../stage/server-process.ts';
import type { Figure, Runner, RunOptions } from './figures.ts';

/** R22: tasks and orders that are placed twice, and doubts that are not called doubts. */
export const placementRunner: Runner = {
  id: 'R22',
  run: async (options) => {
    const plays: readonly Play[] = [
      { name: 'one process', processes: 1, store: 'MEMORY' },
      { name: 'two processes with Redis', processes: 2, store: 'REDIS' },
      { name: 'two processes while Redis is flushed, hung, killed and restarted', processes: 2, store: 'TROUBLED' },
    ];
    const figures: Figure[] = [];
    for (const play of plays) figures.push(await figureOf(play, options));
    return [...figures, await oneKeyFigure(options)];
  },
};

interface Play {
  readonly name: string;
  readonly processes: number;
  readonly store: 'MEMORY' | 'REDIS' | 'TROUBLED';
}

async function figureOf({ name, processes, store }: Play, { seed, short }: RunOptions): Promise<Figure> {
  const figure = `placed twice by ${name}; doubts told as errors; false nos`;
  const row = { id: 'R22', figure, goal: '0; 0; 0' };
  if (store !== 'MEMORY' && !HAS_REDIS) return { ...row, measured: 'redis-server is not installed', held: undefined };
  const counts = { requests: short ? 600 : 5_000, width: 24 };
  const tally = await measurePlacements({ processes, store, seed }, counts);
  return { ...row, measured: textOf(tally), held: isClean(tally) };
}

export function isClean({ doubles, unsaidDoubts, falseNos }: Tally): boolean {
  return doubles === 0 && unsaidDoubts === 0 && falseNos === 0;
}

function textOf({ doubles, unsaidDoubts, falseNos, requests, things, unknownWrites, told }: Tally): string {
  const kinds = [...told].sort(([, one], [, other]) => other - one).map(([kind, count]) => `${kind} ${count}`);
  const made = `${requests} requests for ${things} things, ${unknownWrites} unknown writes`;
  return `${doubles}; ${unsaidDoubts}; ${falseNos} (${made}: ${kinds.join(', ')})`;
}

export interface PlacementLoad extends Omit<Play, 'name'> {
  readonly seed: number;
}

export function measurePlacements(
  { processes, store, seed }: PlacementLoad,
  counts: { readonly requests: number; readonly width: number },
): Promise<Tally> {
  return onServers({ processes, store, seed }, async ({ aleph, endpoints, redis }) => {
    const random = createRandom(seed, 22);
    const ended = new AbortController();
    const trouble =
      redis && store === 'TROUBLED' ? troubleRedis(redis, createRandom(seed, 23), ended.signal) : undefined;
    try {
      return await placeThings({ aleph, endpoints, random }, counts);
    } finally {
      ended.abort();
      await (await trouble)?.close();
    }
  });
}

/** The replies to calls with one key to two processes at the same time, and how often their thing was placed. */
export function measureOneKey(seed: number, callsEach: number) {
  return onServers({ processes: 2, store: 'REDIS', seed }, async ({ aleph, endpoints }) => {
    aleph.mend();
    const wanted = { name: 'thing-of-one-key', key: 'one-key', isTask: true };
    const calls = endpoints.flatMap((endpoint) => Array.from({ length: callsEach }, () => send(endpoint, wanted)));
    const replies: readonly Reply[] = await Promise.all(calls);
    return { replies, placed: aleph.sandbox.placements().filter(({ name }) => name === wanted.name).length };
  });
}

async function oneKeyFigure({ seed, short }: RunOptions): Promise<Figure> {
  const calls = short ? 50 : 200;
  const row = { id: 'R22', figure: `placed by 2 × ${calls} parallel calls with one key to two processes`, goal: '1' };
  if (!HAS_REDIS) return { ...row, measured: 'redis-server is not installed', held: undefined };
  const { replies, placed } = await measureOneKey(seed, calls);
  const isTold = ({ told }: Reply) => told === 'PLACED' || told === 'FOUND_EXISTING';
  return {
    ...row,
    measured: `${placed} (${replies.filter(isTold).length} of the calls learnt of it)`,
    held: placed === 1,
  };
}

interface Servers {
  readonly aleph: LossyAleph;
  readonly endpoints: readonly string[];
  readonly redis: Redis | undefined;
}

const SETTLE_MS = 1_500;

/** Built servers that write. A late write has long been carried out when a store of theirs takes writes again. */
async function onServers<T>(
  { processes, store, seed }: PlacementLoad,
  play: (servers: Servers) => Promise<T>,
): Promise<T> {
  const aleph = await startLossyAleph(createRandom(seed, 21));
  const redis = store === 'MEMORY' ? undefined : await startRedis();
  const env = {
    ENABLE_MUTATIONS: 'true',
    MAX_PLACEMENTS_PER_HOUR: '100000',
    UPSTREAM_TIMEOUT_MS: '400',
    WRITE_LOOKUP_DELAY_MS: '50',
    WRITE_SETTLE_MS: String(SETTLE_MS),
    ...(redis && { REDIS_URL: redis.url }),
  };
  const servers: ServerProcess[] = [];
  try {
    for (let index = 0; index < processes; index += 1) servers.push(await startServerProcess(aleph.url, { env }));
    const endpoints = servers.map(({ url }) => `${url}/graphql`);
    await untilSettled(endpoints);
    return await play({ aleph, endpoints, redis });
  } finally {
    for (const server of servers) server.signal('SIGKILL');
    await Promise.all(servers.map(({ exit }) => exit));
    await redis?.close();
    await aleph.close();
  }
}

/** A store that has just begun takes no writes. */
async function untilSettled(endpoints: readonly string[]): Promise<void> {
  for (const endpoint of endpoints) {
    const first = { name: 'the first thing', key: `first-${endpoint}`, isTask: true };
    while ((await send(endpoint, first)).told === 'ERROR') await wait(200);
  }
}
