import { LRUCache } from 'lru-cache';
import type { Clock } from '../../async/clock.ts';
import { AlephError } from '../errors.ts';

const WINDOW_MS = 10 * 60_000;
const MAX_NAMES = 10_000;

interface Rejection {
  readonly time: number;
  /** What was rejected, where it counts once. */
  readonly identity: string | undefined;
}

/** Counts the rejections of the last ten minutes by name, e.g. of a network address. */
export class RejectionCounts {
  private readonly clock: Clock;
  private readonly most: number;
  private readonly byName = new LRUCache<string, readonly Rejection[]>({ max: MAX_NAMES });

  constructor(clock: Clock, most: number) {
    this.clock = clock;
    this.most = most;
  }

  /** Milliseconds until less than the most count again; 0 if less do now. */
  waitMs(name: string): number {
    const [first, ...others] = this.recent(name);
    if (first === undefined || others.length + 1 < this.most) return 0;
    return first.time + WINDOW_MS - this.clock.now();
  }

  /** Throws AUTH_RATE_LIMITED when there are too many. */
  check(name: string): void {
    const waitMs = this.waitMs(name);
    if (waitMs > 0) throw heldBack('Too many rejected sign-ins.', waitMs);
  }

  /** With an `identity`, a rejection of the same one counts only once: false if it counts already. */
  note(name: string, identity?: string): boolean {
    const recent = this.recent(name);
    if (identity !== undefined && recent.some((one) => one.identity === identity)) return false;
    this.byName.set(name, [...recent, { time: this.clock.now(), identity }].slice(-this.most));
    return true;
  }

  forget(name: string, identity: string): void {
    const left = this.recent(name).filter((one) => one.identity !== identity);
    this.byName.set(name, left);
  }

  private recent(name: string): readonly Rejection[] {
    const horizon = this.clock.now() - WINDOW_MS;
    return (this.byName.get(name) ?? []).filter(({ time }) => time > horizon);
  }
}

/** The error for an attempt that this server does not pass on. */
export function heldBack(why: string, waitMs: number): AlephError {
  const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1_000));
  return new AlephError('AUTH_RATE_LIMITED', `${why} Wait ${retryAfterSeconds} s.`, {
    reason: 'LOCAL_LIMIT',
    retryAfterSeconds,
  });
}
