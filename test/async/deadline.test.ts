import { getEventListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Signal } from '../../src/async/cancellation.ts';
import { withDeadline } from '../../src/async/deadline.ts';

const late = () => new Error('too late');

/** Ends only when its signal aborts, with the signal's reason. */
const untilAborted = (signal: Signal) =>
  new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });

describe('work under a deadline', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is aborted with the error of the deadline when its time is up, and not before', async () => {
    const outcome = withDeadline(1_000, undefined, late, untilAborted).catch((error: Error) => error.message);
    vi.advanceTimersByTime(999);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1);
    expect(await outcome).toBe('too late');
  });

  test('is aborted with the reason of the outer signal when that comes first', async () => {
    const outer = new AbortController();
    const outcome = withDeadline(1_000, outer.signal, late, untilAborted).catch((error: Error) => error.message);
    outer.abort(new Error('caller left'));
    expect(await outcome).toBe('caller left');
  });

  test('sees an outer signal that was aborted before', async () => {
    const outer = AbortSignal.abort(new Error('caller left'));
    await expect(withDeadline(1_000, outer, late, untilAborted)).rejects.toThrow('caller left');
  });

  test.each<[string, () => Promise<string>]>([
    ['answers', async () => 'done'],
    ['fails', async () => Promise.reject(new Error('broken'))],
  ])('that %s leaves no timer and no listener behind', async (_how, work) => {
    const { signal } = new AbortController();
    await withDeadline(1_000, signal, late, work).catch(() => undefined);
    expect(vi.getTimerCount()).toBe(0);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});
