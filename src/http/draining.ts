import { AlephError } from '../aleph/errors.ts';
import { RequestError } from '../exchange/errors.ts';
import type { Exchange } from '../exchange/exchange.ts';

const GRACE_MS = 25_000;
const LAST_WORDS_MS = 2_000;
const POLL_MS = 20;

/** Tracks open exchanges, and ends them when the process shuts down. */
export interface Drain {
  noteOpen(exchange: Exchange): void;
  noteClosed(exchange: Exchange): void;
  /** True once `begin` was called. */
  isDraining(): boolean;
  /** Throws SHUTTING_DOWN once `begin` was called. */
  refuseWork(): void;
  /** Resolves when the last reply is out, or after 27 seconds. */
  begin(): Promise<void>;
}

export function createDrain(): Drain {
  // An array: a Set that fills and empties all the time leaves old tables in memory, as single-flight.ts explains.
  const open: Exchange[] = [];
  let isDraining = false;
  return {
    noteOpen: (exchange) => void open.push(exchange),
    noteClosed: (exchange) => remove(open, exchange),
    isDraining: () => isDraining,
    refuseWork() {
      if (!isDraining) return;
      throw new RequestError('SHUTTING_DOWN', 'This server is restarting. Try again.', {
        retryAfterSeconds: 1,
        headers: { Connection: 'close' },
      });
    },
    async begin() {
      isDraining = true;
      await answerAll(open);
    },
  };
}

/** Removes in constant time for the newest item, without keeping the order. */
function remove<T>(list: T[], item: T): void {
  const last = list.pop();
  if (last !== undefined && last !== item) list[list.indexOf(item)] = last;
}

/**
 * Resolves when the last reply is out. Operations that still run after 25 seconds are aborted with their calls to
 * Aleph, and get an error as reply. The port stays open meanwhile, so new requests get SHUTTING_DOWN rather than a
 * connection error.
 */
export async function answerAll(open: readonly Exchange[]): Promise<void> {
  for (const { headers } of open) headers['Connection'] = 'close';
  await untilEmpty(open, GRACE_MS);
  for (const { abort } of open) {
    const message = 'This server is restarting and can wait no longer. Try again.';
    abort(new AlephError('DEADLINE_EXCEEDED', message, { reason: 'SHUTTING_DOWN' }));
  }
  await untilEmpty(open, LAST_WORDS_MS);
}

async function untilEmpty(open: readonly Exchange[], longestMs: number): Promise<void> {
  const giveUpAt = performance.now() + longestMs;
  while (open.length > 0 && performance.now() < giveUpAt) await new Promise((done) => setTimeout(done, POLL_MS));
}
