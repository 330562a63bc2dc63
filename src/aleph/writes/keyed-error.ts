/**
 * What an error says of its key. FREE: nothing of this key was ever sent. HELD: an attempt is under way or in doubt.
 * UNASKED: the store was not reached, so the error says nothing of earlier attempts.
 */
export type KeyState = 'FREE' | 'HELD' | 'UNASKED';

/** An error of a placement, with the state of its key. */
export class KeyedError extends Error {
  override readonly cause: unknown;
  readonly key: KeyState;

  constructor(cause: unknown, key: KeyState) {
    super('a placement failed');
    this.cause = cause;
    this.key = key;
  }
}

/** Runs a part of a placement. Its errors get the state of the key, unless they have one. */
export async function withKey<T>(key: KeyState, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof KeyedError ? error : new KeyedError(error, key);
  }
}
