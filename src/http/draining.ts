import { AlephError } from '../aleph/errors.ts';
import type { Exchange } from '../exchange/exchange.ts';

const GRACE_MS = 25_000;
const LAST_WORDS_MS = 2_000;
const POLL_MS = 20;

/**
 * Resolves when the last reply is out. What is still under way after the grace is cut off with an answer, its calls to
 * Aleph with it. New work is refused by a reply meanwhile, rather than by a closed port.
 */
export async function answerAll(open: readonly Exchange[]): Promise<void> {
  for (const { headers } of open) headers['Connection'] = 'close';
  await untilEmpty(open, GRACE_MS);
  for (const { abort } of open) {
    const message = 'This server is restarting and can wait no longer. Try again.';
    abort(new AlephError('DEADLINE_EXCEEDED', message, { reason: 'SHUTTING_DOWN', retryable: true }));
  }
  await untilEmpty(open, LAST_WORDS_MS);
}

async function untilEmpty(open: readonly Exchange[], longestMs: number): Promise<void> {
  const giveUpAt = performance.now() + longestMs;
  while (open.length > 0 && performance.now() < giveUpAt) await new Promise((done) => setTimeout(done, POLL_MS));
}
