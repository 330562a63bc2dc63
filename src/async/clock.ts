import type { Signal } from './cancellation.ts';
/** Time as the client sees it; injected, so that tests never wait. */
export interface Clock {
  /** Monotonic milliseconds: ages and deadlines must not follow a wall clock that jumps. */
  now(): number;
  /** Wall-clock milliseconds since 1970, for times that people read. */
  wallNow(): number;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal: Signal): Promise<void>;
  /** From 0 up to, not including, 1. */
  random(): number;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wallNow: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop);
        resolve();
      }, ms);
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    }),
};
