import type { AlephClient } from '../aleph/client.ts';
import { createLoaders, type Loaders } from './loaders.ts';

/** What every resolver of one operation shares. Made anew for each, and never kept. */
export interface Context {
  readonly aleph: Loaders;
}

export function createContext(aleph: AlephClient): Context {
  return { aleph: createLoaders(aleph) };
}
