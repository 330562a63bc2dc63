import { Cancellation, type Signal } from './cancellation.ts';
/**
 * Runs `work` under a signal that aborts with the outer signal, or with `expired()` after `ms`.
 * Leaves no timer and no listener behind.
 */
export async function withDeadline<T>(
  ms: number,
  outer: Signal | undefined,
  expired: () => Error,
  work: (signal: Signal) => Promise<T>,
): Promise<T> {
  const cancellation = new Cancellation();
  const follow = () => cancellation.abort(outer?.reason);
  if (outer?.aborted) follow();
  outer?.addEventListener('abort', follow, { once: true });
  const expire = () => cancellation.abort(expired());
  try {
    return await unlessLate(ms, expire, () => work(cancellation));
  } finally {
    outer?.removeEventListener('abort', follow);
  }
}

/**
 * Runs `work`, and calls `expire` after `ms` if it still runs. `expire` has to abort the work. Leaves no timer behind.
 */
export async function unlessLate<T>(ms: number, expire: () => void, work: () => Promise<T>): Promise<T> {
  const timer = setTimeout(expire, ms);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
