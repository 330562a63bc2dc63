import type { AlephClient } from '../aleph/client.ts';
import type { Context } from '../resolvers/context.ts';

/** Who sent a request: a client of Aleph with the caller's credentials, and what the resolvers of an operation share. */
export interface Caller {
  readonly client: AlephClient;
  readonly context: Context;
}
