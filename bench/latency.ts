import { Client, request } from 'undici';
import type { Contestant } from './contestants.ts';
import { drive } from './load.ts';
import type { Process } from './processes.ts';
import { type Call, callOf, credentialsFor } from './queries.ts';
import { medianOf } from './statistics.ts';

/** Milliseconds of the composed query on one connection, the token being known. */
export interface Latencies {
  /** The list of contracts and the lists below them are kept from the request before. */
  readonly warm: number;
  /** They are not: contracts first, then everything else. NaN where nothing fetches a token alone. */
  readonly cold: number;
}

const ROUNDS = 20;
const WARM_REQUESTS = 3;

/** Each in turn, for somebody who may use so many contracts. */
export async function measureLatencies(
  contestants: readonly Contestant[],
  contracts: number,
): Promise<readonly Latencies[]> {
  const timings = contestants.map((target) => ({ target, warm: [] as number[], cold: [] as number[] }));
  for (const { target } of timings) await ask(target, credentialsFor(contracts), 5);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { target, warm, cold } of timings) {
      const newcomer = credentialsFor(contracts, `-cold-${round}`);
      if (target.signIn !== undefined) cold.push(await coldOnce(target, target.signIn, newcomer));
      warm.push(await ask(target, credentialsFor(contracts), WARM_REQUESTS));
    }
  }
  return timings.map(({ warm, cold }) => ({ warm: medianOf(warm), cold: medianOf(cold) }));
}

/** As somebody who signed in a moment ago and has asked for nothing yet. */
async function coldOnce(target: Contestant, signIn: Call, headers: Headers): Promise<number> {
  await drive({ ...alone(target, headers), callAt: () => signIn, requests: 1 });
  return ask(target, headers, 1);
}

type Headers = ReturnType<typeof credentialsFor>;

async function ask(target: Contestant, headers: Headers, requests: number): Promise<number> {
  const load = alone(target, headers);
  return (await drive({ ...load, callAt: (serial) => callOf(target, 'Q1', serial), requests })).p50;
}

function alone({ url }: Contestant, headers: Headers) {
  return { url, headers, connections: 1, seconds: 60 };
}

/** What one call to the upstream takes by itself, in milliseconds: its timer, its process and the loopback. */
export async function measureRoundTrip({ url }: Process): Promise<number> {
  const client = new Client(url);
  const took: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const askedAt = performance.now();
    const headers = { authorizationToken: 'Bearer bench.1' };
    const { body } = await client.request({ method: 'GET', path: '/contracts', headers });
    await body.dump();
    took.push(performance.now() - askedAt);
  }
  await client.close();
  return medianOf(took);
}

export async function delayAnswers(upstream: Process, ms: number): Promise<void> {
  const { body } = await request(`${upstream.url}/_bench/delay?ms=${ms}`, { method: 'POST' });
  await body.dump();
}
