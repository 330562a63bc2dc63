import DataLoader from 'dataloader';
import type { AlephClient } from '../aleph/client.ts';
import { AlephError } from '../aleph/errors.ts';
import type { StacItem } from '../aleph/items.ts';
import { findRow, type WholeList } from '../aleph/reads/whole-lists.ts';
import { canonicalJson } from '../json/canonical.ts';

/**
 * GraphQL calls a resolver for each object, so fifty items may each ask for the same collection. Loaders put a memory
 * of one request in front of the client. The key of a read is its name with its arguments. The value is the promise, so
 * reads that are still under way are found too. Each distinct read is made once, and its failure is shared as well.
 * Single items go further: DataLoader collects the ids of one tick, and Aleph gets one search for each collection. The
 * memory ends with the request, so a later one sees new data.
 */
export interface Loaders extends Omit<AlephClient, 'getItems' | 'receipt' | 'identity' | 'isProven' | 'direct'> {
  /** One item. Items of one collection that are read in the same tick go to Aleph as one search. */
  getItem(contractId: string, collectionId: string, itemId: string): Promise<StacItem | undefined>;
  /** The same memory for one more run of the operation. Repeats are counted anew. */
  again(): Loaders;
}

/** Members of a client that are no reads, and `getItems`, which `getItem` replaces. */
const APART: ReadonlySet<string> = new Set<keyof AlephClient>([
  'identity',
  'credentialKind',
  'isProven',
  'noteFiltersRefused',
  'receipt',
  'direct',
  'getItems',
]);

/** Questions that resolvers do not ask for the sake of data: their repeats save nothing that a caller would count. */
const UNCOUNTED: ReadonlySet<string> = new Set<keyof AlephClient>(['authenticate', 'takesFilters', 'takesPlainFilter']);

export function createLoaders(aleph: AlephClient): Loaders {
  const known: Known = { reads: undefined, made: 0 };
  return loadersFor(aleph, known, itemLoader(aleph, known));
}

function loadersFor(aleph: AlephClient, known: Known, loadItem: Loaders['getItem']): Loaders {
  methods ??= methodsFor(aleph);
  const own = {
    credentialKind: aleph.credentialKind,
    noteFiltersRefused: aleph.noteFiltersRefused,
    getItem(...place: Parameters<Loaders['getItem']>) {
      own.asked += 1;
      return loadItem(...place);
    },
    again: () => loadersFor(aleph, known, loadItem),
    aleph,
    known,
    asked: 0,
  };
  aleph.direct.caller.ledger.countRepeats(() => Math.max(0, own.asked - known.made));
  // All clients have the same methods, so one prototype serves all requests.
  return Object.setPrototypeOf(own, methods) as Loaders;
}

/** The reads of one request. */
interface Known {
  /** Made on demand, since a small request has no reads. */
  reads: DataLoader<Asked, unknown, string> | undefined;
  /** The number of distinct reads. */
  made: number;
}

/** The state of the loaders of one run. */
interface Memory {
  readonly aleph: AlephClient;
  readonly known: Known;
  /** The number of reads that resolvers asked for. */
  asked: number;
}

/** A read by the name of its method. */
interface Asked {
  readonly name: string;
  readonly args: readonly unknown[];
}

type Method = (this: Memory, ...args: unknown[]) => Promise<unknown>;

/**
 * A method for each read of a client, shared by all requests. Closures for each request would take three times as long
 * to make.
 */
let methods: Readonly<Record<string, Method>> | undefined;

function methodsFor(aleph: AlephClient): Readonly<Record<string, Method>> {
  const names = Object.keys(aleph).filter((name) => !APART.has(name));
  return Object.fromEntries(names.map((name) => [name, once(name)]));
}

/** Makes each read once for the same arguments. A failure is remembered too, so aliases of a field fail alike. */
function once(name: string): Method {
  return function (...args) {
    if (!UNCOUNTED.has(name)) this.asked += 1;
    this.known.reads ??= createReads(this.aleph, this.known);
    return this.known.reads.load({ name, args });
  };
}

/**
 * Without batches, and a batch ends with the promises of its reads: a slow read holds up no other, nor a value that is
 * known already.
 */
function createReads(aleph: AlephClient, known: Known): DataLoader<Asked, unknown, string> {
  const read = ({ name, args }: Asked): Promise<unknown> => {
    if (!UNCOUNTED.has(name)) known.made += 1;
    return (Reflect.apply(Reflect.get(aleph, name), aleph, args) as Promise<unknown>).catch(listed);
  };
  return new DataLoader(async (asked) => asked.map(read), {
    batch: false,
    cacheKeyFn: ({ name, args }) => name + canonicalJson(args),
  });
}

function itemLoader(aleph: AlephClient, known: Known): Loaders['getItem'] {
  const loaders = new Map<string, DataLoader<string, StacItem | undefined>>();
  return (contractId, collectionId, itemId) => {
    const key = canonicalJson([contractId, collectionId]);
    const loader =
      loaders.get(key) ??
      new DataLoader((ids) => {
        known.made += 1;
        return findItems(aleph, [contractId, collectionId], ids);
      });
    loaders.set(key, loader);
    return loader.load(itemId);
  };
}

/**
 * One entry for each id, in order. A failed search resolves with errors: DataLoader would forget a rejection and search
 * again.
 */
async function findItems(aleph: AlephClient, place: readonly [string, string], ids: readonly string[]) {
  const items = await aleph
    .getItems(...place, ids)
    .catch(listed)
    .catch(errorOf);
  return ids.map((id) => (items instanceof Error ? items : itemIn(items, id)));
}

function itemIn(items: WholeList<StacItem>, id: string): StacItem | Error | undefined {
  try {
    return findRow(items, ({ itemId }) => itemId === id);
  } catch (error) {
    return errorOf(error);
  }
}

/** Resolvers check the ids of arguments, so a client rejects only an id that Aleph itself listed. */
function listed(error: unknown): never {
  if (!(error instanceof AlephError) || error.code !== 'BAD_USER_INPUT') throw error;
  const message = 'Satellogic lists this under an id that cannot be sent. Quote the request id to the operator.';
  throw new AlephError('UPSTREAM_INVALID_RESPONSE', message, { reason: 'SHAPE' });
}

function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error('not an error');
}
