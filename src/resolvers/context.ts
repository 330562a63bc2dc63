import type { AlephClient } from '../aleph/client.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import type { WriteDesk } from './writes/desk.ts';

/** Makes an address on this server for a file that needs Aleph's headers; undefined when the file has none. */
export type LoadUrlOf = (contractId: string, href: string) => string | undefined;

/** The state that the resolvers of one operation share. Each operation gets a new one. */
export interface Context {
  readonly aleph: Loaders;
  /** Undefined unless the operator switched the asset route on. */
  readonly loadUrlOf: LoadUrlOf | undefined;
  /** Undefined where mutations are off. */
  readonly writes: WriteDesk | undefined;
}

/** The same state for one more run of the operation. It remembers all reads. */
export function rerunOf(context: Context | undefined): Context | undefined {
  return context && { ...context, aleph: context.aleph.again() };
}

export function createContext(aleph: AlephClient, loadUrlOf?: LoadUrlOf, writes?: WriteDesk): Context {
  return { aleph: createLoaders(aleph), loadUrlOf, writes };
}
