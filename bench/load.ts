import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'undici';
import type { Call } from './queries.ts';

/** Requests one after another on each connection, every next one when the one before is answered. */
export interface Load {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly callAt: (serial: number) => Call;
  readonly connections: number;
  /** Whichever comes first ends it. */
  readonly seconds: number;
  readonly requests?: number;
}

export interface LoadFigures {
  /** Answered with 200 and with as many bytes as most. */
  readonly answered: number;
  readonly refused: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** What a refused client waits before it tries again. */
const BACK_OFF_MS = 50;

let lastSerial = 0;

/** Resolves when the last answer is in, so that nothing is left to do for the process under test. */
export async function drive({ url, headers, callAt, connections, seconds, requests }: Load): Promise<LoadFigures> {
  const took: number[] = [];
  const sizes = new Map<number, number>();
  let refused = 0;
  let left = requests ?? Number.POSITIVE_INFINITY;
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1_000;

  async function work(client: Client): Promise<void> {
    while (performance.now() < endsAt && left > 0) {
      left -= 1;
      lastSerial += 1;
      const { path, body, headers: own = headers } = callAt(lastSerial);
      const askedAt = performance.now();
      const response = await client.request({ method: 'POST', path, headers: own, body });
      const { byteLength } = await response.body.arrayBuffer();
      if (response.statusCode !== 200) {
        refused += 1;
        await wait(BACK_OFF_MS);
      } else {
        took.push(performance.now() - askedAt);
        count(sizes, byteLength);
      }
    }
  }

  const clients = Array.from({ length: connections }, () => new Client(url, { pipelining: 1 }));
  await Promise.all(clients.map(work));
  const elapsedMs = performance.now() - startedAt;
  await Promise.all(clients.map((client) => client.close()));
  // All questions of a kind have the same answer: one of another size holds an error.
  const answered = Math.max(0, ...sizes.values());
  return {
    answered,
    refused: refused + took.length - answered,
    perSecond: (answered / elapsedMs) * 1_000,
    ...percentilesOf(took),
  };
}

function count(sizes: Map<number, number>, size: number): void {
  sizes.set(size, (sizes.get(size) ?? 0) + 1);
}

function percentilesOf(took: number[]): { p50: number; p99: number } {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
