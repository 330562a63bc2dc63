import { setMaxListeners } from 'node:events';
import { Cancellation, type Signal } from '../async/cancellation.ts';
import { type Clock, systemClock } from '../async/clock.ts';
import { type Follow, justFollow } from '../async/single-flight.ts';
import {
  type ArchiveEnd,
  type ArchiveList,
  type ArchiveRoute,
  type ArchiveSearch,
  createArchiveAbsence,
  listArchive,
} from './archive.ts';
import { type Capture, listOrderCaptures, listTaskCaptures } from './captures.ts';
import { getCollection, listCollections, type StacCollection } from './collections.ts';
import { type Contract, listContracts } from './contracts.ts';
import { type Deliverable, listDeliverables } from './deliverables.ts';
import type { DirectAccess } from './direct/direct.ts';
import { analyzeOrder, analyzeTask } from './feasibility.ts';
import { createEncryptedAssets, type EncryptedAssets } from './files/encrypted-assets.ts';
import { createFilterSupport, type FilterSupport } from './filter-support.ts';
import type { StacItem } from './items.ts';
import { listOrderEvents, type OrderEvent } from './order-events.ts';
import { getOrder, listOrders, type Order, type OrderQuery, type OrderSlice } from './orders.ts';
import { listProducts, type TaskingProduct } from './products.ts';
import { type Inspect, inspectedReader } from './reads/inspection.ts';
import type { ClientRuntime } from './reads/operations.ts';
import { createReader, type Reader } from './reads/reader.ts';
import { createSharedReads } from './reads/shared-reads.ts';
import type { WholeList } from './reads/whole-lists.ts';
import { type Attachment, listAttachments } from './scenes.ts';
import { getItems, type ItemSearch, type ItemSearchPage, searchItems } from './search.ts';
import { type Credentials, identityOf } from './sign-in/authorization.ts';
import { createTokens } from './sign-in/tokens.ts';
import { getTask, listTasks, type Task, type TaskQuery, type TaskSlice } from './tasks.ts';
import { Budget } from './transport/budget.ts';
import { type ObserveCall, unobserved } from './transport/calls.ts';
import { createCircuitBreakers } from './transport/circuit-breakers.ts';
import { createLedger, type Ledger, type Receipt } from './transport/receipt.ts';
import { createRetries } from './transport/retry.ts';
import { createTransport, placeOf, type Transport } from './transport/transport.ts';
import { contractHeader } from './values/ids.ts';
import { withoutSlashes } from './values/texts.ts';
import type { JsonObject } from './values/wire.ts';

/** Scopes and expiry of the access token of a client pair. */
export interface Access {
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
}

/**
 * Aleph for one caller and one operation. Every method but `authenticate` is one read; each throws AlephError,
 * or the caller's own abort reason.
 *
 * @example
 * const contracts = await client.listContracts();
 * const { rows } = await client.listTasks(contractId, { limit: 100, offset: 0, filter: {} });
 */
export interface AlephClient {
  /** A name for the caller that reveals nothing, and holds for this process only. */
  readonly identity: string;
  readonly credentialKind: Credentials['kind'];
  /** Whether Aleph accepted these credentials before, so that they are not made up. */
  readonly isProven: boolean;
  /** Exchanges a pair for an access token. Undefined for a bearer token, whose scopes are not known here. */
  authenticate(): Promise<Access | undefined>;
  listContracts(): Promise<WholeList<Contract>>;
  listProducts(contractId: string): Promise<WholeList<TaskingProduct>>;
  listTasks(contractId: string, query: TaskQuery): Promise<TaskSlice>;
  getTask(contractId: string, taskId: number): Promise<Task | undefined>;
  listArchive(contractId: string, search: ArchiveSearch): Promise<ArchiveList>;
  searchItems(contractId: string, search: ItemSearch): Promise<ItemSearchPage>;
  getItems(contractId: string, collectionId: string, ids: readonly string[]): Promise<WholeList<StacItem>>;
  listCollections(contractId: string): Promise<WholeList<StacCollection>>;
  getCollection(contractId: string, collectionId: string): Promise<StacCollection | undefined>;
  /** Whether Aleph takes CQL2 filters for this contract; remembered for an hour. */
  takesFilters(contractId: string): Promise<boolean>;
  takesPlainFilter(contractId: string): Promise<boolean>;
  noteFiltersRefused(contractId: string): void;
  listTaskCaptures(contractId: string, taskId: number): Promise<WholeList<Capture>>;
  listAttachments(contractId: string, captureId: string): Promise<readonly Attachment[]>;
  listOrders(contractId: string, query: OrderQuery): Promise<OrderSlice>;
  getOrder(contractId: string, orderId: string): Promise<Order | undefined>;
  listOrderEvents(contractId: string, orderId: string): Promise<WholeList<OrderEvent>>;
  listOrderCaptures(contractId: string, orderId: string): Promise<WholeList<Capture>>;
  listDeliverables(contractId: string, orderId: string): Promise<WholeList<Deliverable>>;
  /** Aleph's answer on whether a task or an order could be carried out. They place nothing. */
  analyzeTask(contractId: string, body: JsonObject): Promise<JsonObject | undefined>;
  analyzeOrder(contractId: string, body: JsonObject): Promise<JsonObject | undefined>;
  receipt(): Receipt;
  /** The way to Aleph past everything that reads share; for writes. */
  readonly direct: DirectAccess;
}

/**
 * Addresses and limits of a client.
 *
 * @example
 * const options: AlephOptions = {
 *   apiUrl: 'https://api.satellogic.com',
 *   tokenUrl: 'https://auth.platform.satellogic.com/oauth/token',
 *   audience: 'https://api.satellogic.com/',
 * };
 */
export interface AlephOptions {
  /** e.g. https://api.satellogic.com */
  readonly apiUrl: string;
  readonly tokenUrl: string;
  readonly audience: string;
  /** One read: its tries and their bodies together. */
  readonly timeoutMs?: number;
  readonly tokenTimeoutMs?: number;
  /** HTTP calls per `connect`. */
  readonly maxCalls?: number;
  /** How long an open circuit breaker rejects calls. */
  readonly breakerOpenMs?: number;
  /** Whether Aleph's archive search includes its last day; `unknown` by default. */
  readonly archiveEnd?: ArchiveEnd;
  readonly clock?: Clock;
}

export interface Connection {
  readonly credentials: Credentials;
  /** Aborts every call made under it. */
  readonly signal?: Signal;
  /** The caller's network address, or another name for its origin; see sign-in/sign-in-limits.ts. */
  readonly origin?: string;
  readonly observe?: ObserveCall;
  readonly follow?: Follow;
  /** Notes the calls; by default a new one. */
  readonly ledger?: Ledger | undefined;
  /** Sees the JSON of each answer. */
  readonly inspect?: Inspect | undefined;
}

/**
 * One Aleph for a whole process: sockets, tokens and the short cache are shared, always by the caller's identity.
 *
 * @example
 * const namesOf = async (aleph: Aleph, credentials: Credentials) =>
 *   (await aleph.connect({ credentials }).listContracts()).map(({ name }) => name);
 */
export interface Aleph {
  connect(connection: Connection): AlephClient;
  readonly assets: EncryptedAssets;
  readonly origin?: string;
  readonly clock?: Clock;
  close(): Promise<void>;
}

const MAX_TOKEN_AGE_MS = 3_600_000;
const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * Makes the client of a process. It makes no call before its first read; `close` ends its sockets.
 *
 * @example
 * const aleph = createAleph(loadConfig({ upstream: 'live' }));
 * const credentials = { kind: 'PAIR', clientId: 'my-id', clientSecret: new Secret('my-secret') } as const;
 * const contracts = await aleph.connect({ credentials }).listContracts();
 * await aleph.close();
 */
export function createAleph(options: AlephOptions): Aleph {
  const clock = options.clock ?? systemClock;
  const { tokenUrl, audience } = options;
  const runtime = createRuntime(options, clock);
  const archiveRoute = { absence: createArchiveAbsence(clock), end: options.archiveEnd ?? 'unknown' };
  const learned = { archiveRoute, filterSupport: createFilterSupport(clock) };
  const assetTransport = createAssetTransport(runtime);

  return {
    clock,
    assets: createEncryptedAssets(runtime, assetTransport, { tokenUrl, audience }),
    origin: runtime.apiPlace.origin,
    close: async () => {
      await Promise.all([runtime.transport.close(), assetTransport.close()]);
    },
    connect(connection) {
      const { credentials, signal = new Cancellation(), origin } = connection;
      const { observe = unobserved, follow = justFollow } = connection;
      // Every read under way adds a listener. Node would warn of a leak after ten.
      if (signal instanceof AbortSignal) setMaxListeners(0, signal);
      const { ledger = createLedger(clock.now) } = connection;
      const identity = identityOf(credentials, { tokenUrl, audience });
      const caller = {
        credentials,
        identity,
        origin,
        signal,
        budget: new Budget(options.maxCalls ?? 60),
        ledger,
        observe,
        follow,
      };
      const plain = createReader(runtime, caller);
      const reader = connection.inspect === undefined ? plain : inspectedReader(plain, connection.inspect);
      const isProven = runtime.tokens.limits.isProven(identity);
      return clientOf(reader, learned, {
        identity,
        credentialKind: credentials.kind,
        isProven,
        receipt: ledger.receipt,
        direct: { runtime, caller },
      });
    },
  };
}

function createAssetTransport({ timeoutMs: stallTimeoutMs }: ClientRuntime): Transport {
  return createTransport({ maxBodyBytes: MAX_BODY_BYTES, connectTimeoutMs: 3_000, connections: 64, stallTimeoutMs });
}

function createRuntime(options: AlephOptions, clock: Clock): ClientRuntime {
  const transport = createTransport({ maxBodyBytes: MAX_BODY_BYTES, connectTimeoutMs: 3_000, connections: 64 });
  const apiUrl = withoutSlashes(options.apiUrl);
  const apiPlace = placeOf(apiUrl);
  const circuitBreakers = createCircuitBreakers(clock, options.breakerOpenMs ?? 5_000);
  const { tokenUrl, audience, tokenTimeoutMs: timeoutMs = 5_000 } = options;
  const tokenOptions = { tokenUrl, audience, timeoutMs, maxAgeMs: MAX_TOKEN_AGE_MS };
  return {
    apiUrl,
    apiPlace: { origin: apiPlace.origin, path: withoutSlashes(apiPlace.path) },
    timeoutMs: options.timeoutMs ?? 10_000,
    clock,
    transport,
    circuitBreakers,
    tokens: createTokens({ transport, circuitBreakers, clock }, tokenOptions),
    sharedReads: createSharedReads(clock),
    retries: createRetries(clock),
  };
}

/** Facts about the Aleph behind this client. */
interface Learned {
  readonly archiveRoute: ArchiveRoute;
  readonly filterSupport: FilterSupport;
}

type Own = Pick<AlephClient, 'identity' | 'credentialKind' | 'isProven' | 'receipt' | 'direct'>;

/** One literal, since each request makes a client and spreading parts into it takes several times as long. */
function clientOf(reader: Reader, { archiveRoute, filterSupport }: Learned, own: Own): AlephClient {
  const contract = contractHeader;
  return {
    identity: own.identity,
    credentialKind: own.credentialKind,
    isProven: own.isProven,
    receipt: own.receipt,
    direct: own.direct,
    async authenticate() {
      const accessToken = await reader.accessToken();
      return accessToken && { scopes: accessToken.scopes, expiresAt: accessToken.expiresAt };
    },
    listContracts: () => listContracts(reader),
    listProducts: async (contractId) => listProducts(reader, contract(contractId)),
    listTasks: async (contractId, query) => listTasks(reader, contract(contractId), query),
    getTask: async (contractId, taskId) => getTask(reader, contract(contractId), taskId),
    listArchive: async (contractId, search) => listArchive(reader, archiveRoute, contract(contractId), search),
    searchItems: async (contractId, search) => searchItems(reader, contract(contractId), search),
    getItems: async (contractId, collectionId, ids) => getItems(reader, contract(contractId), collectionId, ids),
    listCollections: async (contractId) => listCollections(reader, contract(contractId)),
    getCollection: async (contractId, id) => getCollection(reader, contract(contractId), id),
    takesFilters: async (contractId) => filterSupport.takesFilters(reader, contract(contractId)),
    takesPlainFilter: async (contractId) => filterSupport.takesPlainFilter(reader, contract(contractId)),
    noteFiltersRefused: (contractId) => filterSupport.noteRefusal({ identity: own.identity, contractId }),
    listTaskCaptures: async (contractId, taskId) => listTaskCaptures(reader, contract(contractId), taskId),
    listAttachments: async (contractId, captureId) => listAttachments(reader, contract(contractId), captureId),
    listOrders: async (contractId, query) => listOrders(reader, contract(contractId), query),
    getOrder: async (contractId, orderId) => getOrder(reader, contract(contractId), orderId),
    listOrderEvents: async (contractId, orderId) => listOrderEvents(reader, contract(contractId), orderId),
    listOrderCaptures: async (contractId, orderId) => listOrderCaptures(reader, contract(contractId), orderId),
    listDeliverables: async (contractId, orderId) => listDeliverables(reader, contract(contractId), orderId),
    analyzeTask: async (contractId, body) => analyzeTask(reader, contract(contractId), body),
    analyzeOrder: async (contractId, body) => {
      const { runtime, caller } = own.direct;
      const pause = (ms: number) => runtime.clock.sleep(ms, caller.signal);
      return analyzeOrder(reader, contract(contractId), { body, pause });
    },
  };
}
