import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from '../../src/sandbox/world/random.ts';
import { NORTH } from '../../test/support/facade/facade.ts';
import { HARBOUR, PORTS } from '../../test/support/sandbox/world.ts';
import type { LossyAleph } from './lossy-aleph.ts';

/** What one request was told. */
export interface Reply {
  /** An outcome of the schema, ERROR for an entry in `errors`, LOST for no answer at all. */
  readonly told: 'PLACED' | 'FOUND_EXISTING' | 'NOT_PLACED' | 'UNCERTAIN' | 'ERROR' | 'LOST';
  readonly code?: string | undefined;
  readonly keyState?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

/** What was seen, as counts. The first three have to stay 0. */
export interface Tally {
  /** Things that Aleph carried out more than once. */
  doubles: number;
  /** Writes whose outcome nobody can know, of which every request said that it placed nothing. */
  unsaidDoubts: number;
  /** Requests that were told a definite no although their thing was placed. */
  falseNos: number;
  requests: number;
  things: number;
  unknownWrites: number;
  readonly told: Map<string, number>;
}

export interface Scene {
  readonly aleph: LossyAleph;
  /** Endpoints of the servers. */
  readonly endpoints: readonly string[];
  readonly random: Random;
}

function newTally(): Tally {
  return { doubles: 0, unsaidDoubts: 0, falseNos: 0, requests: 0, things: 0, unknownWrites: 0, told: new Map() };
}

/** Callers that want one thing each, until so many requests are made, so many at the same time. */
export async function placeThings(
  scene: Scene,
  { requests, width }: { requests: number; width: number },
): Promise<Tally> {
  const tally = newTally();
  const work = async () => {
    while (tally.requests < requests) await wantOneThing(scene, `thing-${tally.things++}`, tally);
  };
  await Promise.all(Array.from({ length: width }, work));
  scene.aleph.mend();
  const names = scene.aleph.sandbox.placements().map(({ name }) => name);
  tally.doubles = names.length - new Set(names).size;
  return tally;
}

const MOST_ROUNDS = 6;
const LOST_ON_THE_WAY_BACK = 0.2;
const LONGEST_PAUSE_MS = 600;

/**
 * One key, one key that is sent three times at once, or two keys of a double click. Every key goes on until its caller
 * knows; some answers are lost between server and caller.
 */
async function wantOneThing({ aleph, endpoints, random }: Scene, name: string, tally: Tally): Promise<void> {
  const [keys, copies] = random.pick([
    [1, 1],
    [1, 3],
    [2, 1],
  ] as const);
  const open = new Set(Array.from({ length: keys }, () => random.uuid()));
  const isTask = random.chance(0.6);
  for (let round = 0; round < MOST_ROUNDS && open.size > 0; round += 1) {
    const before = aleph.unknownWrites(name);
    const sent = [...open].flatMap((key) => Array.from({ length: copies }, () => key));
    const replies = await Promise.all(sent.map((key) => send(random.pick(endpoints), { name, key, isTask })));
    const news = aleph.unknownWrites(name) - before;
    note(tally, replies, { news, isPlaced: keys === 1 && isPlaced(aleph, name) });
    replies.forEach(({ told }, index) => {
      const isKnown = told === 'PLACED' || told === 'FOUND_EXISTING' || told === 'NOT_PLACED';
      if (isKnown && !random.chance(LOST_ON_THE_WAY_BACK)) open.delete(sent[index] ?? '');
    });
    const pauses = replies.map(({ retryAfterSeconds = 0.1 }) => retryAfterSeconds * 1_000);
    if (open.size > 0) await wait(Math.min(LONGEST_PAUSE_MS, ...pauses) * random.between(0.5, 1));
  }
}

function note(tally: Tally, replies: readonly Reply[], { news, isPlaced }: { news: number; isPlaced: boolean }): void {
  tally.requests += replies.length;
  tally.unknownWrites += news;
  if (news > 0 && replies.every(({ told }) => told === 'ERROR' || told === 'NOT_PLACED')) tally.unsaidDoubts += 1;
  for (const { told, code, keyState } of replies) {
    if (isPlaced && (told === 'NOT_PLACED' || keyState === 'FREE')) tally.falseNos += 1;
    const kind = told === 'ERROR' ? `${told} ${code}` : told;
    tally.told.set(kind, (tally.told.get(kind) ?? 0) + 1);
  }
}

function isPlaced({ sandbox }: LossyAleph, wanted: string): boolean {
  return sandbox.placements().some(({ name }) => name === wanted);
}

export interface Wanted {
  readonly name: string;
  readonly key: string;
  readonly isTask: boolean;
}

const DAY_MS = 86_400_000;
const START = new Date(Math.ceil(Date.now() / DAY_MS + 2) * DAY_MS).toISOString();
const END = new Date(Math.ceil(Date.now() / DAY_MS + 9) * DAY_MS).toISOString();
const TARGET = { type: 'Point', coordinates: [4.4, 51.92] };

export async function send(endpoint: string, { name, key, isTask }: Wanted): Promise<Reply> {
  const common = { idempotencyKey: key, name, projectName: 'Chaos' };
  const input = isTask
    ? { ...common, contractId: PORTS, productId: 169, target: TARGET, start: START, end: END }
    : { ...common, contractId: HARBOUR, sku: 'TSKPOI-M', geometry: TARGET, parameters: { start: START, end: END } };
  const noun = isTask ? 'Task' : 'Order';
  const query = `mutation ($input: Create${noun}Input!) { placed: create${noun}(input: $input) { outcome } }`;
  try {
    const headers = { 'content-type': 'application/json', ...NORTH };
    const body = JSON.stringify({ query, variables: { input } });
    const { data, errors } = await (await fetch(endpoint, { method: 'POST', headers, body })).json();
    if (errors === undefined) return { told: data.placed.outcome };
    const { code, key: keyState, retryAfterSeconds } = errors[0].extensions;
    return { told: 'ERROR', code, keyState, retryAfterSeconds };
  } catch {
    return { told: 'LOST' };
  }
}
