import { LRUCache } from 'lru-cache';
import type { Clock } from './clock.ts';

/** One fact that holds for all callers, remembered for a while. */
export interface Memory<T> {
  get(): T | undefined;
  set(value: T): void;
}

export function createMemory<T>(clock: Clock, keptMs: number): Memory<T> {
  const values = new LRUCache<'value', { readonly value: T }>({ max: 1, ttl: keptMs, perf: clock, ttlResolution: 0 });
  return {
    get: () => values.get('value')?.value,
    set: (value) => void values.set('value', { value }),
  };
}
