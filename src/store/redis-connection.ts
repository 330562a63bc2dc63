import type { createClient } from '@redis/client';
import { StoreUnavailable, type UnavailableReason } from './records.ts';

type RedisClient = ReturnType<typeof createClient>;

/** A call that takes longer is given up. Nobody then knows whether Redis carried it out. */
const CALL_MS = 800;
const LONGEST_RECONNECT_MS = 500;
const READY_POLL_MS = 10;
/** A server with such an answer never serves writes again on an open connection. */
const REPLICA = /^(READONLY|LOADING|MASTERDOWN|MISCONF)/;

/** A connection to Redis that never keeps its caller waiting. It comes back by itself. */
export interface RedisConnection {
  /** Resolves once connected, or after a moment without. Rejects where the package is not installed. */
  open(): Promise<void>;
  /** Runs a script. Throws StoreUnavailable. */
  run(script: string, keys: readonly string[], args: readonly string[]): Promise<readonly string[]>;
  close(): void;
}

export function createRedisConnection(url: string): RedisConnection {
  let create: typeof createClient | undefined;
  let client: RedisClient | undefined;

  function connect(): void {
    client = create?.({
      url,
      // Without it a call would wait for a connection for ever, and be sent late.
      disableOfflineQueue: true,
      pingInterval: 1_000,
      socket: {
        connectTimeout: CALL_MS,
        socketTimeout: 2_000,
        reconnectStrategy: (retries: number) => Math.min(50 * 2 ** retries, LONGEST_RECONNECT_MS),
      },
    });
    // Without a listener an error would end the process. Calls tell of it.
    client?.on('error', () => undefined);
    client?.connect().catch(() => undefined);
  }

  function dropConnection(): void {
    client?.destroy();
    client = undefined;
  }

  return {
    async open() {
      create = await load();
      connect();
      await isReadyWithin(() => client, CALL_MS);
    },
    async run(script, keys, args) {
      const startedAt = performance.now();
      if (!(await isReadyWithin(() => client, CALL_MS))) throw new StoreUnavailable('DOWN');
      try {
        const options = { keys: [...keys], arguments: [...args] };
        const leftMs = Math.max(1, CALL_MS - (performance.now() - startedAt));
        return await within(leftMs, client?.eval(script, options));
      } catch (error) {
        const reason = reasonOf(error);
        if (reason === 'REPLICA') {
          dropConnection();
          connect();
        }
        throw new StoreUnavailable(reason);
      }
    },
    close: dropConnection,
  };
}

/** Loaded on demand: most servers need no Redis, and the package is optional. */
async function load(): Promise<typeof createClient> {
  try {
    return (await import('@redis/client')).createClient;
  } catch {
    throw new Error('REDIS_URL needs the package @redis/client: npm install @redis/client');
  }
}

async function isReadyWithin(clientNow: () => RedisClient | undefined, ms: number): Promise<boolean> {
  const giveUpAt = performance.now() + ms;
  while (clientNow()?.isReady !== true) {
    if (clientNow() === undefined || performance.now() >= giveUpAt) return false;
    await new Promise((done) => setTimeout(done, READY_POLL_MS));
  }
  return true;
}

class TooSlow extends Error {}

function within(ms: number, work: Promise<unknown> | undefined): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TooSlow()), ms);
    Promise.resolve(work)
      .then((reply) => resolve((reply as readonly unknown[]).map(String)), reject)
      .finally(() => clearTimeout(timer));
  });
}

function reasonOf(error: unknown): UnavailableReason {
  if (error instanceof TooSlow) return 'SLOW';
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('OOM')) return 'FULL';
  return REPLICA.test(message) ? 'REPLICA' : 'DOWN';
}
