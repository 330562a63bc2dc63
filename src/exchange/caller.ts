import type { AlephClient } from '../aleph/client.ts';
import type { Context } from '../resolvers/context.ts';

/**
 * The caller of a request: a client of Aleph with the caller's credentials, and the context that its resolvers share.
 */
export interface Caller {
  readonly client: AlephClient;
  readonly context: Context;
}
