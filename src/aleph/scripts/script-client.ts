import { abortSignalOf } from '../../async/cancellation.ts';
import { systemClock } from '../../async/clock.ts';
import {
  type Aleph,
  type AlephClient,
  type AlephOptions,
  type Connection,
  createAleph as createInner,
} from '../client.ts';
import type { StacCollection } from '../collections.ts';
import type { Contract } from '../contracts.ts';
import { badInput } from '../errors.ts';
import { IMAGERY_START, type ImageryPageRequest, readImageryPage } from '../imagery/imagery.ts';
import type { ItemFilter } from '../imagery/item-filters.ts';
import { checkSearchInput, type SearchInput } from '../imagery/search-input.ts';
import type { StacItem } from '../items.ts';
import { idOfOrder, type Order } from '../orders.ts';
import type { TaskingProduct } from '../products.ts';
import { fillPage } from '../reads/pages.ts';
import type { ListPosition } from '../reads/positions.ts';
import type { Slice } from '../reads/slices.ts';
import { idOfTask, type Task, type TaskFilter } from '../tasks.ts';
import { createLedger } from '../transport/receipt.ts';
import { flawOfBox } from '../values/boxes.ts';
import { checkDateRange, type DateRange, isDay } from '../values/dates.ts';
import type { BBox } from '../values/wire.ts';
import { itemsIn, itemsOf, type Listing } from './listings.ts';

/** An option of every listing. */
export interface Cancellable {
  /** Ends the listing, and its call under way, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A search of the archive: an area, days with both ends, and conditions on the items.
 *
 * @example
 * const query: ArchiveQuery = {
 *   bbox: [2, 41, 3, 42],
 *   dates: { start: '2026-01-01', end: '2026-01-31' },
 *   cloudCoverMax: 20,
 *   signal: AbortSignal.timeout(60_000),
 * };
 */
export interface ArchiveQuery extends ItemFilter, Cancellable {
  readonly bbox: BBox;
  readonly dates: DateRange;
  readonly collections?: readonly string[] | undefined;
}

/**
 * A search by STAC. All members are optional; `bbox` and `intersects` exclude each other.
 *
 * @example
 * const query: StacQuery = { intersects: { type: 'Point', coordinates: [2.1, 41.4] }, collections: ['l1d-sr'] };
 * for await (const item of client.searchStac(contractId, query)) console.log(item.itemId);
 */
export interface StacQuery extends ItemFilter, Cancellable, Partial<SearchInput> {}

/**
 * Aleph for one caller. Listings are read page by page while they are iterated, and each page has a call budget of its
 * own. Every method throws AlephError, or the caller's own abort reason.
 *
 * @example
 * for await (const task of client.tasks(contractId, { status: 'COMPLETED' })) console.log(task.name);
 * const query = { bbox: [2, 41, 3, 42], dates: { start: '2026-01-01', end: '2026-01-31' }, cloudCoverMax: 20 } as const;
 * for await (const item of client.searchArchive(contractId, query)) console.log(item.itemId, item.cloudCover);
 */
export interface ScriptClient extends AlephClient {
  contracts(options?: Cancellable): AsyncGenerator<Contract, void, undefined>;
  products(contractId: string, options?: Cancellable): AsyncGenerator<TaskingProduct, void, undefined>;
  collections(contractId: string, options?: Cancellable): AsyncGenerator<StacCollection, void, undefined>;
  tasks(contractId: string, options?: TaskFilter & Cancellable): AsyncGenerator<Task, void, undefined>;
  orders(
    contractId: string,
    options?: { readonly search?: string } & Cancellable,
  ): AsyncGenerator<Order, void, undefined>;
  searchArchive(contractId: string, query: ArchiveQuery): AsyncGenerator<StacItem, void, undefined>;
  searchStac(contractId: string, query?: StacQuery): AsyncGenerator<StacItem, void, undefined>;
}

/**
 * Aleph for a whole process: sockets, tokens and the short cache are shared, always by the caller's identity.
 *
 * @example
 * const namesOf = async (aleph: Aleph, credentials: Credentials) => {
 *   const names: string[] = [];
 *   for await (const { name } of aleph.connect({ credentials }).contracts()) names.push(name);
 *   return names;
 * };
 */
export interface ScriptAleph extends Aleph {
  connect(connection: Connection): ScriptClient;
}

/**
 * Makes the client of a process. It makes no call before its first read; `close` ends its sockets.
 *
 * @example
 * const aleph = createAleph(loadConfig({ upstream: 'live' }));
 * const credentials = { kind: 'PAIR', clientId: 'my-id', clientSecret: new Secret('my-secret') } as const;
 * for await (const { id, name } of aleph.connect({ credentials }).contracts()) console.log(id, name);
 * await aleph.close();
 */
export function createAleph(options: AlephOptions): ScriptAleph {
  const aleph = createInner(options);
  return {
    ...aleph,
    connect(connection) {
      const { now } = options.clock ?? systemClock;
      const noting = { ...connection, ledger: connection.ledger ?? createLedger(now) };
      return { ...aleph.connect(noting), ...listingsOf(opener(aleph, noting)) };
    },
  };
}

/** Makes a client for one operation. All of a caller's note their calls in one receipt. */
type Open = (signal: AbortSignal | undefined) => AlephClient;

function opener(aleph: Aleph, connection: Connection): Open {
  const outer = connection.signal && abortSignalOf(connection.signal);
  return (signal) => {
    const signals = [outer, signal].filter((one) => one !== undefined);
    return aleph.connect(signals.length === 0 ? connection : { ...connection, signal: AbortSignal.any(signals) });
  };
}

const ROWS_AT_ONCE = 100;
/** The documented search sends its whole list with each answer, so pages are long. */
const ARCHIVE_ITEMS_AT_ONCE = 2_000;

function listingsOf(open: Open): Omit<ScriptClient, keyof AlephClient> {
  return {
    contracts: ({ signal } = {}) => itemsIn(() => open(signal).listContracts(), signal),
    products: (contractId, { signal } = {}) => itemsIn(() => open(signal).listProducts(contractId), signal),
    collections: (contractId, { signal } = {}) => itemsIn(() => open(signal).listCollections(contractId), signal),
    tasks: (contractId, { signal, ...filter } = {}) => {
      const read = (limit: number, offset: ListPosition) =>
        open(signal).listTasks(contractId, { limit, offset, filter });
      return itemsOf(listing(read, idOfTask, signal));
    },
    orders: (contractId, { signal, search } = {}) => {
      const read = (limit: number, offset: ListPosition) =>
        open(signal).listOrders(contractId, { limit, offset, search });
      return itemsOf(listing(read, idOfOrder, signal));
    },
    searchArchive: (contractId, query) => searchArchive(open, contractId, query),
    searchStac: (contractId, query = {}) => searchStac(open, contractId, query),
  };
}

function listing<T>(
  read: (limit: number, offset: ListPosition) => Promise<Slice<T, ListPosition>>,
  idOf: (item: T) => string,
  signal: AbortSignal | undefined,
): Listing<T, ListPosition> {
  const first = ROWS_AT_ONCE;
  const page = { first, idOf, read: (at: ListPosition) => read(first, at) };
  return { start: 0, idOf, signal, read: (start) => fillPage({ ...page, start, isBeginning: start === 0 }) };
}

async function* searchArchive(open: Open, contractId: string, query: ArchiveQuery) {
  const { bbox, dates, collections, signal, ...filter } = query;
  checkArea(bbox);
  const search = { contractId, route: 'archive', bbox, dates: checkDays(dates), collections } as const;
  yield* imagery(open, { search, filter, first: ARCHIVE_ITEMS_AT_ONCE }, signal);
}

async function* searchStac(open: Open, contractId: string, query: StacQuery) {
  const { collections, ids, bbox, intersects, dates, cql2, sortBy, signal, ...filter } = query;
  if (bbox !== undefined) checkArea(bbox);
  if (dates !== undefined) checkDays(dates);
  const { cql2: checked, ...input } = checkSearchInput({ collections, ids, bbox, intersects, dates, cql2, sortBy });
  const search = { contractId, route: 'stac', ...input } as const;
  yield* imagery(open, { search, filter, cql2: checked, first: ROWS_AT_ONCE }, signal);
}

function imagery(open: Open, request: Omit<ImageryPageRequest, 'from'>, signal: AbortSignal | undefined) {
  return itemsOf({
    start: IMAGERY_START,
    read: (from) => readImageryPage(open(signal), { ...request, from }),
    idOf: ({ collectionId, itemId }) => `${collectionId}/${itemId}`,
    signal,
  });
}

/** Programs without types may pass anything. */
function checkArea(bbox: unknown): void {
  const flaw = flawOfBox(bbox);
  if (flaw !== undefined) throw badInput(['bbox'], `bbox: ${flaw}`);
}

function checkDays(dates: DateRange): DateRange {
  for (const name of ['start', 'end'] as const) {
    const day: unknown = dates?.[name];
    if (typeof day !== 'string' || !isDay(day)) throw badInput(['dates', name], `dates.${name}: expected YYYY-MM-DD.`);
  }
  return checkDateRange(dates);
}
