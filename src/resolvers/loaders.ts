import DataLoader from 'dataloader';
import { canonicalJson } from '../aleph/canonical.ts';
import type { AlephClient } from '../aleph/client.ts';
import type { StacItem } from '../aleph/items.ts';

/** The Aleph client with a memory of one request: whatever aliases and components ask for it, a read happens once. */
export interface Loaders extends Omit<AlephClient, 'getItems' | 'receipt'> {
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
    searchArchive: once(aleph.searchArchive),
    searchItems: once(aleph.searchItems),
    listCollections: once(aleph.listCollections),
    getCollection: once(aleph.getCollection),
    getItem: itemLoader(aleph),
  };
}

/** One read per distinct arguments. Failures are remembered too: a field asked twice fails the same way twice. */
function once<A extends unknown[], T>(read: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
  const loader = new DataLoader<A, T, string>((calls) => Promise.all(calls.map((args) => settled(read(...args)))), {
    cacheKeyFn: canonicalJson,
  });
  return (...args) => loader.load(args);
}

function settled<T>(promise: Promise<T>): Promise<T | Error> {
  return promise.catch((error: unknown) => (error instanceof Error ? error : new Error('not an error')));
}

type ItemKey = readonly [contractId: string, collectionId: string, itemId: string];

function itemLoader(aleph: AlephClient): Loaders['getItem'] {
  const loader = new DataLoader<ItemKey, StacItem | undefined, string>((keys) => readItems(aleph, keys), {
    cacheKeyFn: canonicalJson,
  });
  return (...key) => loader.load(key);
}

/** One search for each collection among the keys. */
function readItems(aleph: AlephClient, keys: readonly ItemKey[]): Promise<(StacItem | undefined | Error)[]> {
  const groups = new Map<string, Promise<readonly StacItem[]>>();
  const groupOf = (contractId: string, collectionId: string) => {
    const name = canonicalJson([contractId, collectionId]);
    const siblings = keys.filter((key) => key[0] === contractId && key[1] === collectionId);
    const group = groups.get(name) ?? aleph.getItems(contractId, collectionId, siblings.map(itemIdOf));
    groups.set(name, group);
    return group;
  };
  return Promise.all(
    keys.map(([contractId, collectionId, itemId]) =>
      settled(groupOf(contractId, collectionId).then((items) => items.find((item) => item.itemId === itemId))),
    ),
  );
}

function itemIdOf([, , itemId]: ItemKey): string {
  return itemId;
}
