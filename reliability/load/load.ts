import { setTimeout as wait } from 'node:timers/promises';
import { type Dispatcher, Pool } from 'undici';

/** One GraphQL request of a load. */
export interface Ask {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** The client leaves after so long, with or without its reply. */
  readonly leavesAfterMs?: number;
}

export interface Outcome {
  /** When the request was due, on the clock of `performance.now`. */
  readonly dueAt: number;
  /** When it was handed to a connection, late where this process was late; on the same clock. */
  readonly sentAt: number;
  /** From when it was due to the last byte of the reply. */
  readonly ms: number;
  /** 0 when no whole reply came. */
  readonly status: number;
  /** Of the first error in the reply, if any; without a reply what Node calls the failure, or LEFT. */
  readonly code: string | undefined;
  /** Of the same error, where it has one. */
  readonly reason: string | undefined;
  readonly retryAfter: string | undefined;
}

/** HTTP clients at several loopback addresses, as many callers would be. */
export interface Clients {
  ask(ask: Ask, dueAt?: number): Promise<Outcome>;
  get(path: string): Promise<Outcome>;
  close(): Promise<void>;
}

export interface ClientOptions {
  /** Distinct addresses; a network of clients each. */
  readonly addresses?: number;
  readonly connectionsEach?: number;
  /** Second byte of the addresses, so that two groups of clients share none. */
  readonly network?: number;
}

const REPLY_MS = 40_000;

export function openClients(url: string, options: ClientOptions = {}): Clients {
  const { addresses = 8, connectionsEach = 25, network = 0 } = options;
  const pools = Array.from({ length: addresses }, (_, index) => {
    const localAddress = `127.${network}.1.${index + 1}`;
    return new Pool(url, {
      connections: connectionsEach,
      localAddress,
      headersTimeout: REPLY_MS,
      bodyTimeout: REPLY_MS,
    });
  });
  let turn = 0;
  const nextPool = (): Pool => {
    turn += 1;
    const pool = pools[turn % pools.length];
    if (pool === undefined) throw new Error('there are no clients');
    return pool;
  };
  return {
    ask: (ask, dueAt = performance.now()) => exchange(nextPool(), requestOf(ask), dueAt),
    get: (path) => exchange(nextPool(), { method: 'GET', path }, performance.now()),
    close: async () => {
      await Promise.all(pools.map((pool) => pool.destroy()));
    },
  };
}

export interface Plan {
  readonly clients: Clients;
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly ask: (index: number) => Ask;
  /** Ends the arrivals early; what is under way goes on. */
  readonly signal?: AbortSignal;
}

/**
 * An open-loop load: requests fall due by the clock, so that slow replies do not slow the offered load. Resolves once
 * the last has its outcome, in the order they were due.
 */
export async function runLoad({ clients, ratePerSecond, seconds, ask, signal }: Plan): Promise<readonly Outcome[]> {
  const startedAt = performance.now();
  const total = Math.round(ratePerSecond * seconds);
  const outcomes: Promise<Outcome>[] = [];
  while (outcomes.length < total && signal?.aborted !== true) {
    const dueAt = startedAt + (outcomes.length / ratePerSecond) * 1_000;
    const early = dueAt - performance.now();
    if (early > 0) await wait(early);
    else outcomes.push(clients.ask(ask(outcomes.length), dueAt));
  }
  return Promise.all(outcomes);
}

type Sent = Pick<Dispatcher.RequestOptions, 'method' | 'path' | 'headers' | 'body' | 'signal'>;

function requestOf({ query, variables = {}, headers = {}, leavesAfterMs }: Ask): Sent {
  return {
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
    ...(leavesAfterMs === undefined ? {} : { signal: AbortSignal.timeout(leavesAfterMs) }),
  };
}

async function exchange(pool: Pool, sent: Sent, dueAt: number): Promise<Outcome> {
  const sentAt = performance.now();
  try {
    const { statusCode, headers, body } = await pool.request(sent);
    const text = await body.text();
    const retryAfter = headers['retry-after'];
    return {
      dueAt,
      sentAt,
      ms: performance.now() - dueAt,
      status: statusCode,
      ...errorOf(text),
      retryAfter: typeof retryAfter === 'string' ? retryAfter : undefined,
    };
  } catch (error) {
    const code = sent.signal instanceof AbortSignal && sent.signal.aborted ? 'LEFT' : failureOf(error);
    return { dueAt, sentAt, ms: performance.now() - dueAt, status: 0, code, reason: undefined, retryAfter: undefined };
  }
}

/** Looked for rather than parsed: the driver must not be busier than the server. */
function errorOf(text: string): Pick<Outcome, 'code' | 'reason'> {
  const errors = text.includes('"errors":[') ? text : '';
  return { code: /"code":"([A-Z_]+)"/.exec(errors)?.[1], reason: /"reason":"([A-Z0-9_]+)"/.exec(errors)?.[1] };
}

function failureOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
