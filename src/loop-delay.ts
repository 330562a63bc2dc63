import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How late this process is with its work, over the last full second. */
export interface LoopDelay {
  /** 99th percentile in milliseconds. */
  readonly p99Ms: number;
  /** True when work is late by more than 200 ms on average: then more of it would only make all of it later. */
  readonly isStalled: boolean;
  stop(): void;
}

const WINDOW_MS = 1_000;
const RESOLUTION_MS = 20;
const STALLED_MS = 200;

export function watchLoopDelay(): LoopDelay {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  let p99Ms = 0;
  let isStalled = false;
  const timer = setInterval(() => {
    p99Ms = delayMs(histogram.percentile(99));
    isStalled = delayMs(histogram.mean) > STALLED_MS;
    histogram.reset();
  }, WINDOW_MS);
  timer.unref();
  return {
    get p99Ms() {
      return p99Ms;
    },
    get isStalled() {
      return isStalled;
    },
    stop() {
      clearInterval(timer);
      histogram.disable();
    },
  };
}

/** The histogram holds nanoseconds between looks, of which the first twenty milliseconds are on purpose. */
function delayMs(nanoseconds: number): number {
  return Number.isFinite(nanoseconds) ? Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS) : 0;
}
