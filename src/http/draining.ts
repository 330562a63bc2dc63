import { AlephError } from '../aleph/errors.ts';
import { RequestError } from '../exchange/errors.ts';
import type { Exchange } from '../exchange/exchange.ts';

const GRACE_MS = 25_000;
const LAST_WORDS_MS = 2_000;
const POLL_MS = 20;

/** The exchanges that are open, and the end of them all. */
export interface Drain {
  noteOpen(exchange: Exchange): void;
  noteClosed(exchange: Exchange): void;
  /** True from the moment the process is told to end. */
  isDraining(): boolean;
  /** Throws SHUTTING_DOWN from that moment on. */
  refuseWork(): void;
  /** Resolves when the last reply is out, or the grace is over. */
  begin(): Promise<void>;
}

export function createDrain(): Drain {
  // Not a Set, for the reason that single-flight.ts gives.
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

/** In no order. */
function remove<T>(list: T[], item: T): void {
  const last = list.pop();
  if (last !== undefined && last !== item) list[list.indexOf(item)] = last;
}

/**
 * Resolves when the last reply is out. What is still under way after the grace is cut off with an answer, its calls to
 * Aleph with it. New work is refused by a reply meanwhile, rather than by a closed port.
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
