import DataLoader from 'dataloader';
import type { AlephClient } from '../aleph/client.ts';
import type { StacItem } from '../aleph/items.ts';
import { canonicalJson } from '../json/canonical.ts';

/** The Aleph client with a memory of one request: whatever aliases and components ask for it, a read happens once. */
export interface Loaders extends Omit<AlephClient, 'getItems' | 'receipt' | 'identity'> {
  /** Items asked for one by one; those of one collection go to Aleph as one search. */
  getItem(contractId: string, collectionId: string, itemId: string): Promise<StacItem | undefined>;
}

/** Members of a client that are no reads, or are read in another way. */
const APART: ReadonlySet<string> = new Set<keyof AlephClient>([
  'identity',
  'credentialKind',
  'noteFiltersRefused',
  'receipt',
  'getItems',
]);

export function createLoaders(aleph: AlephClient): Loaders {
  methods ??= methodsFor(aleph);
  const own = {
    credentialKind: aleph.credentialKind,
    noteFiltersRefused: aleph.noteFiltersRefused,
    getItem: itemLoader(aleph),
    aleph,
    reads: undefined,
  };
  // The methods are those of a client, which all clients have.
  return Object.setPrototypeOf(own, methods) as Loaders;
}

/** What the loaders of one request have of their own besides. */
interface Memory {
  readonly aleph: AlephClient;
  /** By name and arguments. Most requests ask for few of the reads there are. */
  reads: Map<string, Promise<unknown>> | undefined;
}

type Method = (this: Memory, ...args: unknown[]) => Promise<unknown>;

/** A method for each read of a client. All requests share them: closures of their own take three times as long to make. */
let methods: Readonly<Record<string, Method>> | undefined;

function methodsFor(aleph: AlephClient): Readonly<Record<string, Method>> {
  const names = Object.keys(aleph).filter((name) => !APART.has(name));
  return Object.fromEntries(names.map((name) => [name, once(name)]));
}

/** One read per distinct arguments. A failure is remembered too: a field asked twice fails the same way twice. */
function once(name: string): Method {
  return function (...args) {
    this.reads ??= new Map();
    const key = name + canonicalJson(args);
    const read: Promise<unknown> =
      this.reads.get(key) ?? Reflect.apply(Reflect.get(this.aleph, name), this.aleph, args);
    this.reads.set(key, read);
    return read;
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
