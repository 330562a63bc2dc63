import type { AlephClient } from '../aleph/client.ts';
import { createLoaders, type Loaders } from './loaders.ts';

/** An address of this server for a file that needs Aleph's headers; undefined when it has none. */
export type LoadUrlOf = (contractId: string, href: string) => string | undefined;

/** What every resolver of one operation shares. Made anew for each, and never kept. */
export interface Context {
  readonly aleph: Loaders;
  /** Undefined unless the operator switched the asset route on. */
  readonly loadUrlOf: LoadUrlOf | undefined;
}

export function createContext(aleph: AlephClient, loadUrlOf?: LoadUrlOf): Context {
  return { aleph: createLoaders(aleph), loadUrlOf };
}
