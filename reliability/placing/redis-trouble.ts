import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from '../../src/sandbox/world/random.ts';
import { type Redis, startRedis } from '../../test/support/store/redis.ts';

const PAUSE_MS = 4_000;
const HUNG_MS = 1_500;

/** Flushes, hangs, kills and restarts a Redis in turn, until `signal` aborts. Gives back the one that runs then. */
export async function troubleRedis(redis: Redis, random: Random, signal: AbortSignal): Promise<Redis> {
  let running = redis;
  const port = Number(new URL(redis.url).port);
  const troubles = {
    flush: async () => void running.cli('FLUSHALL'),
    hang: async () => {
      running.signal('SIGSTOP');
      await wait(HUNG_MS);
      running.signal('SIGCONT');
    },
    kill: async () => {
      await running.close();
      await wait(random.between(0, HUNG_MS));
      running = await startRedis(port);
    },
  };
  while (!signal.aborted) {
    for (const trouble of Object.values(troubles)) {
      await wait(PAUSE_MS * random.between(0.7, 1.3), undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) await trouble();
    }
  }
  return running;
}
