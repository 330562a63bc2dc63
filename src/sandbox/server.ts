import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type Call, createJournal } from './http/calls.ts';
import { createFaults, type Fault } from './http/faults.ts';
import { createListener } from './listener.ts';
import { CREDENTIALS, type Credential } from './world/credentials.ts';
import { DEFAULT_GUESSES, type Guesses } from './world/guesses.ts';
import type { Placement } from './world/placements.ts';
import { createTokens } from './world/tokens.ts';
import { createWorld } from './world/world.ts';

export type { Call } from './http/calls.ts';
export type { Fault } from './http/faults.ts';
export type { Credential } from './world/credentials.ts';
export type { Guesses } from './world/guesses.ts';
export type { Placement } from './world/placements.ts';

export interface SandboxOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  readonly host?: string;
  /** The same seed makes the same tasks and items. */
  readonly seed?: number;
  /** Epoch milliseconds: the clock of token expiry, of signed addresses and of what is placed. */
  readonly now?: () => number;
  /** How many times faster than `now` placed tasks and orders live: with 60 an hour takes a minute. 1 by default. */
  readonly clockRate?: number;
  readonly guesses?: Partial<Guesses>;
  readonly itemCount?: number;
  /** Most rows on a tasking or STAC page, whatever is asked for; for tests of reading on. */
  readonly pageLimit?: number;
  /** In force from the first request on. */
  readonly faults?: readonly Fault[];
}

export interface Sandbox {
  /** Serves the API, `/oauth/token` and the control routes under `/_sandbox`. */
  readonly url: string;
  readonly port: number;
  readonly credentials: readonly Credential[];
  /** Every request served since the last reset, in order of arrival; control routes are left out. */
  calls(): readonly Call[];
  resetCalls(): void;
  /** Every task and order placed since the start, in order of time, under all contracts or one. */
  placements(contractId?: string): readonly Placement[];
  /** Adds a rule after those in force. Throws on one that makes no sense. */
  inject(fault: Fault): void;
  clearFaults(): void;
  /** Every token given out so far, or those of one client, answers 401 from now on. */
  revoke(clientId?: string): void;
  rotateSecret(clientId: string, secret: string): void;
  /** Takes open and hanging connections with it. */
  close(): Promise<void>;
}

/** The two identities of every sandbox, for printing. */
export const SANDBOX_CREDENTIALS: readonly Credential[] = CREDENTIALS;

const DEFAULT_ITEMS = 20_000;
/** Longer than a client keeps an idle connection, so that none is closed under a request. */
const KEEP_ALIVE_MS = 65_000;

/** Starts an Aleph API of its own on the loopback interface. Rejects when the port is taken, or a fault makes no sense. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', now = Date.now, seed = 1 } = options;
  const tokens = createTokens(CREDENTIALS, now);
  const journal = createJournal(tokens.ownerOf);
  const faults = createFaults();
  for (const fault of options.faults ?? []) faults.add(fault);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS });
  const port = await listen(server, options.port ?? 0, host);
  const url = `http://${reachable(host)}:${port}`;
  const guesses = { ...DEFAULT_GUESSES, ...options.guesses };
  const { itemCount = DEFAULT_ITEMS, pageLimit = Number.POSITIVE_INFINITY, clockRate = 1 } = options;
  const world = createWorld({ seed, guesses, tokens, pageLimit, now, clockRate, itemCount }, url);
  server.on('request', createListener(world, { journal, faults, tokens, placements: world.placements }));
  return {
    url,
    port,
    credentials: CREDENTIALS,
    calls: journal.list,
    resetCalls: journal.reset,
    placements: world.placements.list,
    inject: faults.add,
    clearFaults: faults.clear,
    revoke: tokens.revoke,
    rotateSecret: tokens.rotateSecret,
    close: () => close(server),
  };
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}

/** An address to connect to, where the one listened on may stand for all. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
