/** How late this process is with its work. */
export interface LoopDelay {
  /** The latest it was within the last second or so, in milliseconds. */
  readonly worstMs: number;
  /** True when it has been late by more than 200 ms for a second: more work would only make all of it later. */
  readonly isStalled: boolean;
  stop(): void;
}

const TICK_MS = 50;
const NEWEST_SHARE = 0.3;
const STALLED_MS = 200;
const STALLED_FOR_MS = 1_000;
/** The worst is forgotten bit by bit: to a third in a second. */
const WORST_KEPT = 0.95;

/** Told the delay, smoothed over about the last fifth of a second, twenty times a second, or as often as a late process gets to it. */
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
