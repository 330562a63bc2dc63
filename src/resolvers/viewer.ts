import type { Access } from '../aleph/client.ts';
import type { Context } from './context.ts';

/** The identity behind the credentials; never a secret. */
export interface Viewer {
  readonly credentialKind: 'PAIR' | 'TOKEN';
  /** Absent for a bearer token, which was obtained elsewhere. */
  readonly access: Access | undefined;
}

export async function viewerOfQuery(_root: unknown, _args: unknown, { aleph }: Context): Promise<Viewer> {
  return { credentialKind: aleph.credentialKind, access: await aleph.authenticate() };
}
