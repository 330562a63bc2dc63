/** The delay of the event loop: how late timers run. */
export interface LoopDelay {
  /** The largest delay within about the last second, in milliseconds. */
  readonly worstMs: number;
  /** True when the delay has been above 200 ms for a second. More work would delay everything. */
  readonly isStalled: boolean;
  stop(): void;
}

const TICK_MS = 50;
const NEWEST_SHARE = 0.3;
const STALLED_MS = 200;
const STALLED_FOR_MS = 1_000;
/** The worst delay decays with each tick: to a third in a second. */
const WORST_KEPT = 0.95;

/** Receives the delay, smoothed over about a fifth of a second. Called every 50 ms, less often in a late process. */
export type OnTick = (delayMs: number) => void;

export function watchLoopDelay(onTick: OnTick, now: () => number = () => performance.now()): LoopDelay {
  let ms = 0;
  let worstMs = 0;
  let lateSince: number | undefined;
  let dueAt = now() + TICK_MS;
  const timer = setInterval(() => {
    const time = now();
    const latest = Math.max(0, time - dueAt);
    dueAt = time + TICK_MS;
    ms += (latest - ms) * NEWEST_SHARE;
    worstMs = Math.max(latest, worstMs * WORST_KEPT);
    lateSince = ms > STALLED_MS ? (lateSince ?? time) : undefined;
    onTick(ms);
  }, TICK_MS);
  timer.unref();
  return {
    get worstMs() {
      return worstMs;
    },
    get isStalled() {
      return lateSince !== undefined && now() - lateSince >= STALLED_FOR_MS;
    },
    stop: () => clearInterval(timer),
  };
}
