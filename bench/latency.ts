import { request } from 'undici';
import type { Contestant } from './contestants.ts';
import { drive, medianOf } from './load.ts';
import type { Process } from './processes.ts';
import { type Call, callOf, credentialsFor } from './queries.ts';

/** Milliseconds of the composed query on one connection, the token being known. */
export interface Latencies {
  /** The list of contracts and the lists below them are kept from the request before. */
  readonly warm: number;
  /** They are not: contracts first, then everything else. NaN where nothing fetches a token alone. */
  readonly cold: number;
}

const WARM_REQUESTS = 40;
const COLD_REQUESTS = 15;

export async function measureLatencies(target: Contestant, upstream: Process, delayMs: number): Promise<Latencies> {
  await delay(upstream, delayMs);
  try {
    const load = { url: target.url, headers: credentialsFor(), connections: 1, seconds: 60 };
    const callAt = (serial: number) => callOf(target, 'Q1', serial);
    await drive({ ...load, callAt, requests: 5 });
    const { p50: warm } = await drive({ ...load, callAt, requests: WARM_REQUESTS });
    const colds: number[] = [];
    for (let number = 0; target.signIn && number < COLD_REQUESTS; number += 1)
      colds.push(await coldOnce(target, target.signIn, number));
    return { warm, cold: medianOf(colds) };
  } finally {
    await delay(upstream, 0);
  }
}

/** As somebody who signed in a moment ago and has asked for nothing yet. */
async function coldOnce(target: Contestant, signIn: Call, number: number): Promise<number> {
  const load = { url: target.url, headers: credentialsFor(3, `-cold-${number}`), connections: 1, seconds: 60 };
  await drive({ ...load, callAt: () => signIn, requests: 1 });
  const { p50 } = await drive({ ...load, callAt: (serial) => callOf(target, 'Q1', serial), requests: 1 });
  return p50;
}

async function delay(upstream: Process, ms: number): Promise<void> {
  const { body } = await request(`${upstream.url}/_bench/delay?ms=${ms}`, { method: 'POST' });
  await body.dump();
}
