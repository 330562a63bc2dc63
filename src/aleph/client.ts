import { setMaxListeners } from 'node:events';
import { type ArchiveRoute, type ArchiveSearch, createArchiveRoute, searchArchive } from './archive.ts';
import { type Credentials, identityOf } from './authorization.ts';
import { createBudget } from './budget.ts';
import { type Clock, systemClock } from './clock.ts';
import { getCollection, listCollections, type StacCollection } from './collections.ts';
import { type Contract, listContracts } from './contracts.ts';
import { checkContractId } from './ids.ts';
import type { ItemList, StacItem } from './items.ts';
import { listProducts, type TaskingProduct } from './products.ts';
import { createReader, type Engine, type Reader } from './reader.ts';
import { createLedger, type Receipt } from './receipt.ts';
import { createRetries } from './retry.ts';
import { getItems, type ItemSearch, type ItemSearchPage, searchItems } from './search.ts';
import { createSharing } from './sharing.ts';
import { getTask, listTasks, type Task, type TaskQuery, type TaskSlice } from './tasks.ts';
import { createTokens } from './token.ts';
import { createTransport } from './transport.ts';

/** What Aleph granted to a client pair. */
export interface Access {
  readonly scopes: readonly string[];
  readonly expiresAt: Date;
}

/**
 * Aleph for one caller and one operation. Every method but `authenticate` is one read; each throws AlephError,
 * or the caller's own abort reason.
 */
export interface AlephClient {
  readonly credentialKind: Credentials['kind'];
  /** Exchanges a pair. A token was obtained elsewhere: its access is not known here, and only a read can prove it. */
  authenticate(): Promise<Access | undefined>;
  listContracts(): Promise<readonly Contract[]>;
  listProducts(contractId: string): Promise<readonly TaskingProduct[]>;
  listTasks(contractId: string, query: TaskQuery): Promise<TaskSlice>;
  getTask(contractId: string, taskId: number): Promise<Task | undefined>;
  searchArchive(contractId: string, search: ArchiveSearch): Promise<ItemList>;
  searchItems(contractId: string, search: ItemSearch): Promise<ItemSearchPage>;
  getItems(contractId: string, collectionId: string, ids: readonly string[]): Promise<readonly StacItem[]>;
  listCollections(contractId: string): Promise<readonly StacCollection[]>;
  getCollection(contractId: string, collectionId: string): Promise<StacCollection | undefined>;
  receipt(): Receipt;
}

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
  readonly clock?: Clock;
}

export interface Connection {
  readonly credentials: Credentials;
  /** Aborts every call made under it. */
  readonly signal?: AbortSignal;
  /** A handle on where the caller comes from, e.g. a network address; see exchange-limits.ts. */
  readonly origin?: string;
}

/** One Aleph for a whole process: sockets, tokens and the short cache are shared, always by the caller's identity. */
export interface Aleph {
  connect(connection: Connection): AlephClient;
  close(): Promise<void>;
}

const MAX_TOKEN_AGE_MS = 3_600_000;
const MAX_BODY_BYTES = 16 * 1024 * 1024;

export function createAleph(options: AlephOptions): Aleph {
  const clock = options.clock ?? systemClock;
  const { tokenUrl, audience } = options;
  const engine = createEngine(options, clock);
  const archiveRoute = createArchiveRoute(clock);

  return {
    close: () => engine.transport.close(),
    connect({ credentials, signal = new AbortController().signal, origin }) {
      // Every read under way listens to it, which for an operation of sixty is no leak.
      setMaxListeners(0, signal);
      const ledger = createLedger(clock.now);
      const reader = createReader(engine, {
        credentials,
        identity: identityOf(credentials, { tokenUrl, audience }),
        origin,
        signal,
        budget: createBudget(options.maxCalls ?? 60),
        ledger,
      });
      return { ...clientOf(reader, archiveRoute), credentialKind: credentials.kind, receipt: ledger.receipt };
    },
  };
}

function createEngine(options: AlephOptions, clock: Clock): Engine {
  const transport = createTransport({ maxBodyBytes: MAX_BODY_BYTES, connectTimeoutMs: 3_000, connections: 64 });
  const { tokenUrl, audience, tokenTimeoutMs: timeoutMs = 5_000 } = options;
  return {
    apiUrl: options.apiUrl.replace(/\/+$/, ''),
    timeoutMs: options.timeoutMs ?? 10_000,
    clock,
    transport,
    tokens: createTokens(transport, clock, { tokenUrl, audience, timeoutMs, maxAgeMs: MAX_TOKEN_AGE_MS }),
    sharing: createSharing(clock),
    retries: createRetries(clock),
  };
}

function clientOf(reader: Reader, route: ArchiveRoute): Omit<AlephClient, 'receipt' | 'credentialKind'> {
  const contract = (id: string) => checkContractId(id, 'contractId');
  return {
    async authenticate() {
      const grant = await reader.grant();
      return grant && { scopes: grant.scopes, expiresAt: grant.expiresAt };
    },
    listContracts: () => listContracts(reader),
    listProducts: async (contractId) => listProducts(reader, contract(contractId)),
    listTasks: async (contractId, query) => listTasks(reader, contract(contractId), query),
    getTask: async (contractId, taskId) => getTask(reader, contract(contractId), taskId),
    searchArchive: async (contractId, search) => searchArchive(reader, route, contract(contractId), search),
    searchItems: async (contractId, search) => searchItems(reader, contract(contractId), search),
    getItems: async (contractId, collectionId, ids) => getItems(reader, contract(contractId), collectionId, ids),
    listCollections: async (contractId) => listCollections(reader, contract(contractId)),
    getCollection: async (contractId, id) => getCollection(reader, contract(contractId), id),
  };
}
