import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createRandom } from '../../src/sandbox/world/random.ts';
import { openClients, runLoad } from '../load/load.ts';
import { goodShare } from '../load/outcomes.ts';
import { SOUTHERNER, searchAsk } from '../load/query-mix.ts';
import { onStage, type Stage } from '../stage/stage.ts';
import type { Figure, Runner, RunOptions } from './figures.ts';

/** R15: many connections that send their requests a byte at a time. */
export const slowClientRunner: Runner = {
  id: 'R15',
  run: async (options) => figuresOf(await onStage({ pinned: true }, (stage) => measureSlowClients(stage, options))),
};

interface Siege {
  readonly sockets: number;
  readonly seconds: number;
  readonly lifetimesMs: readonly number[];
  readonly normalShare: number;
}

const CLOSED_MS = 20_000;
const HEAD = 'POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n';
/** What each kind sends at once, before it slows down: part of a head, or the whole head and no body. */
const OPENINGS = { 'slow-head': `${HEAD}X-Slow: `, 'slow-body': `${HEAD}Content-Length: 100000\r\n\r\n` };
export type SlowKind = keyof typeof OPENINGS;

export interface SlowLife {
  readonly ms: number;
  /** What the server said before it closed, if anything. */
  readonly reply: string;
}

/** Opens a connection that sends a byte each second; resolves when the server has closed it, or after a minute. */
export function openSlowly(url: string, kind: SlowKind): Promise<SlowLife> {
  const { port, hostname } = new URL(url);
  const startedAt = performance.now();
  const socket = connect({ port: Number(port), host: hostname, localAddress: '127.66.1.1' });
  let reply = '';
  socket.write(OPENINGS[kind]);
  const drip = setInterval(() => socket.write('a'), 1_000);
  const giveUp = setTimeout(() => socket.destroy(), 60_000);
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    reply += chunk.toString('latin1');
  });
  return new Promise((resolve) => {
    socket.once('close', () => {
      clearInterval(drip);
      clearTimeout(giveUp);
      resolve({ ms: performance.now() - startedAt, reply });
    });
  });
}

/** Keeps so many slow connections open: each that is closed is followed by another. */
async function measureSlowClients(stage: Stage, { seed, short }: RunOptions): Promise<Siege> {
  const [sockets, seconds] = short ? [200, 22] : [500, 60];
  const random = createRandom(seed);
  const clients = openClients(stage.server.url, { network: 2 });
  const normal = { clients, ratePerSecond: 20, ask: () => searchAsk(SOUTHERNER, random, 10) };
  await runLoad({ ...normal, seconds: 3 });
  const endsAt = performance.now() + seconds * 1_000;
  const siege = Array.from({ length: sockets }, (_, index) =>
    besiege(stage.server.url, index % 2 === 0 ? 'slow-head' : 'slow-body', endsAt),
  );
  const outcomes = await runLoad({ ...normal, seconds });
  await clients.close();
  return { sockets, seconds, lifetimesMs: (await Promise.all(siege)).flat(), normalShare: goodShare(outcomes) };
}

async function besiege(url: string, kind: SlowKind, endsAt: number): Promise<readonly number[]> {
  const lifetimesMs: number[] = [];
  while (performance.now() < endsAt) {
    const { ms } = await openSlowly(url, kind);
    lifetimesMs.push(ms);
    // A connection that is refused at once must not become a flood of another kind.
    await wait(200);
  }
  return lifetimesMs;
}

function figuresOf({ sockets, seconds, lifetimesMs, normalShare }: Siege): readonly Figure[] {
  const longestMs = Math.max(...lifetimesMs);
  return [
    {
      id: 'R15',
      figure: `normal traffic beside ${sockets} slow connections for ${seconds} s`,
      goal: '≥ 99 %',
      measured: `${(normalShare * 100).toFixed(1)} %`,
      held: normalShare >= 0.99,
    },
    {
      id: 'R15',
      figure: 'slow connections closed',
      goal: '≤ 20 s',
      measured: `${(longestMs / 1_000).toFixed(1)} s at most, of ${lifetimesMs.length}`,
      held: longestMs <= CLOSED_MS,
    },
  ];
}
