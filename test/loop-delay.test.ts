import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type LoopDelay, watchLoopDelay } from '../src/loop-delay.ts';

let delay: LoopDelay;

beforeEach(() => {
  delay = watchLoopDelay();
});
afterEach(() => delay.stop());

/** Holds the event loop, as a computation does that takes so long. */
function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('a process that is held again and again for 300 ms is stalled, and no more once that has ended', async () => {
  const blocker = setInterval(() => block(300), 1);
  await vi.waitFor(() => expect(delay.isStalled).toBe(true), 10_000);
  expect(delay.p99Ms).toBeGreaterThan(200);
  clearInterval(blocker);
  await vi.waitFor(() => expect(delay.isStalled).toBe(false), 10_000);
});

test('a process that is held for 60 ms at a time is late, but not stalled', async () => {
  const blocker = setInterval(() => block(60), 30);
  await vi.waitFor(() => expect(delay.p99Ms).toBeGreaterThan(30), 10_000);
  clearInterval(blocker);
  expect(delay.isStalled).toBe(false);
});
