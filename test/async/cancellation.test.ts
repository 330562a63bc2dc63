import { describe, expect, test } from 'vitest';
import { abortSignalOf, Cancellation } from '../../src/async/cancellation.ts';

describe('a cancellation', () => {
  test('tells each listener once, with the reason of the first time', () => {
    const told: unknown[] = [];
    const cancellation = new Cancellation();
    cancellation.addEventListener('abort', () => told.push(cancellation.reason));
    cancellation.abort('first');
    cancellation.abort('second');
    expect([told, cancellation.aborted, cancellation.reason]).toEqual([['first'], true, 'first']);
    expect(() => cancellation.throwIfAborted()).toThrow('first');
  });

  test('tells nobody who has left, or came too late', () => {
    const told: string[] = [];
    const listener = () => told.push('left');
    const cancellation = new Cancellation();
    cancellation.addEventListener('abort', listener);
    cancellation.removeEventListener('abort', listener);
    cancellation.abort('reason');
    cancellation.addEventListener('abort', () => told.push('late'));
    expect(told).toEqual([]);
  });

  test('lets a listener leave while others are told', () => {
    const told: string[] = [];
    const cancellation = new Cancellation();
    const second = () => told.push('second');
    cancellation.addEventListener('abort', () => cancellation.removeEventListener('abort', second));
    cancellation.addEventListener('abort', second);
    cancellation.abort('reason');
    expect(told).toEqual(['second']);
  });

  test('does nothing before it is told to', () => {
    const cancellation = new Cancellation();
    expect(() => cancellation.throwIfAborted()).not.toThrow();
    expect([cancellation.aborted, cancellation.reason]).toEqual([false, undefined]);
  });

  test.each([false, true])('is followed by the signal that libraries get, also where it came first: %s', (isFirst) => {
    const cancellation = new Cancellation();
    if (isFirst) cancellation.abort('reason');
    const signal = abortSignalOf(cancellation);
    cancellation.abort('reason');
    expect([signal.aborted, signal.reason]).toEqual([true, 'reason']);
  });

  test('of the platform is handed on as it is', () => {
    const { signal } = new AbortController();
    expect(abortSignalOf(signal)).toBe(signal);
  });
});
