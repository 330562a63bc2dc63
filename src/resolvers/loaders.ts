import DataLoader from 'dataloader';
import type { AlephClient } from '../aleph/client.ts';
import type { StacItem } from '../aleph/items.ts';
import { canonicalJson } from '../json/canonical.ts';

/** The Aleph client with a memory of one request: whatever aliases and components ask for it, a read happens once. */
export interface Loaders extends Omit<AlephClient, 'getItems' | 'receipt' | 'identity'> {
  /** Items asked for one by one; those of one collection go to Aleph as one search. */
  getItem(contractId: string, collectionId: string, itemId: string): Promise<StacItem | undefined>;
}

export function createLoaders(aleph: AlephClient): Loaders {
  return {
    credentialKind: aleph.credentialKind,
    authenticate: once(aleph.authenticate),
    listContracts: once(aleph.listContracts),
    listProducts: once(aleph.listProducts),
    listTasks: once(aleph.listTasks),
    getTask: once(aleph.getTask),
    listCollections: once(aleph.listCollections),
    getCollection: once(aleph.getCollection),
    ...imageryLoaders(aleph),
    ...deliveryLoaders(aleph),
    getItem: itemLoader(aleph),
  };
}

function imageryLoaders(aleph: AlephClient) {
  return {
    searchArchive: once(aleph.searchArchive),
    searchItems: once(aleph.searchItems),
    takesFilters: once(aleph.takesFilters),
    takesPlainFilter: once(aleph.takesPlainFilter),
    noteFiltersRefused: aleph.noteFiltersRefused,
  };
}

function deliveryLoaders(aleph: AlephClient) {
  return {
    listTaskCaptures: once(aleph.listTaskCaptures),
    listAttachments: once(aleph.listAttachments),
    listOrders: once(aleph.listOrders),
    getOrder: once(aleph.getOrder),
    listOrderEvents: once(aleph.listOrderEvents),
    listOrderCaptures: once(aleph.listOrderCaptures),
    listDeliverables: once(aleph.listDeliverables),
  };
}

/** One read per distinct arguments. A failure is remembered too: a field asked twice fails the same way twice. */
function once<A extends unknown[], T>(read: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
  // Most requests ask for few of the reads there are.
  let reads: Map<string, Promise<T>> | undefined;
  return (...args) => {
    reads ??= new Map();
    const key = canonicalJson(args);
    const known = reads.get(key) ?? read(...args);
    reads.set(key, known);
    return known;
  };
}

function itemLoader(aleph: AlephClient): Loaders['getItem'] {
  const loaders = new Map<string, DataLoader<string, StacItem | undefined>>();
  return (contractId, collectionId, itemId) => {
    const key = canonicalJson([contractId, collectionId]);
    const loader = loaders.get(key) ?? new DataLoader((ids) => findItems(aleph, [contractId, collectionId], ids));
    loaders.set(key, loader);
    return loader.load(itemId);
  };
}

/** One entry for each id. A failed search is answered, not thrown: DataLoader remembers only what is answered. */
async function findItems(aleph: AlephClient, place: readonly [string, string], ids: readonly string[]) {
  const items = await aleph.getItems(...place, ids).catch(errorOf);
  return ids.map((id) => (items instanceof Error ? items : items.find(({ itemId }) => itemId === id)));
}

function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('not an error');
}
