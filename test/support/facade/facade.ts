import { createAleph } from '../../../src/aleph/client.ts';
import type { Clock } from '../../../src/async/clock.ts';
import { alephOptionsOf, type Config, loadConfig } from '../../../src/config/config.ts';
import { createLog, type Log } from '../../../src/exchange/log.ts';
import type { LoopDelay } from '../../../src/load/event-loop-delay.ts';
import type { Tracing } from '../../../src/observability/traces.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/server.ts';
import { createServer, type Server } from '../../../src/server.ts';

export const NORTH = { 'x-aleph-client-id': 'sandbox-north', 'x-aleph-client-secret': 'sandbox-north-secret' };
export const SOUTH = { 'x-aleph-client-id': 'sandbox-south', 'x-aleph-client-secret': 'sandbox-south-secret' };

export interface FacadeOptions {
  readonly sandbox?: SandboxOptions;
  readonly config?: Partial<Config>;
  readonly clock?: Clock;
  readonly log?: Log;
  readonly tracing?: Tracing;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Tests read into replies freely; a wrong guess fails them.
  // biome-ignore lint/suspicious/noExplicitAny: the shape depends on the query
  readonly body: any;
}

export interface Facade {
  readonly url: string;
  readonly sandbox: Sandbox;
  readonly server: Server;
  /** POSTs a query with North's credentials and the receipt, unless `headers` say otherwise. */
  ask(query: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<Answer>;
  /** "METHOD /path" of every call that reached the sandbox's API since the last reset, token exchanges left out. */
  upstreamCalls(): string[];
  tokenCalls(): number;
  close(): Promise<void>;
}

/** An event loop without delay. Tests and sandbox keep the real one busy, and the server would shed requests. */
export function neverLate(): LoopDelay {
  return { worstMs: 0, isStalled: false, stop: () => undefined };
}

/** A sandbox and a server in front of it, on free ports, as `npm start` wires them. */
export async function startFacade(options: FacadeOptions = {}): Promise<Facade> {
  const sandbox = await startSandbox(options.sandbox);
  const config = { ...loadConfig({ port: '0' }, {}), logLevel: 'silent' as const, ...options.config };
  const aleph = createAleph({
    ...alephOptionsOf(config),
    apiUrl: sandbox.url,
    tokenUrl: `${sandbox.url}/oauth/token`,
    ...(options.clock && { clock: options.clock }),
  });
  const server = createServer(aleph, config, {
    log: options.log ?? createLog(config.logLevel),
    tracing: options.tracing,
    watchLoop: neverLate,
    sandboxCredentials: sandbox.credentials,
  });
  const url = await server.listen();
  return {
    ...askerAt(url, sandbox),
    server,
    close: async () => {
      await server.drain();
      await aleph.close();
      await sandbox.close();
    },
  };
}

/** The members of a facade that need nothing but its URL and its sandbox. */
export function askerAt(url: string, sandbox: Sandbox): Omit<Facade, 'server' | 'close'> {
  return {
    url,
    sandbox,
    ask: async (query, variables = {}, headers = NORTH) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-aleph-receipt': '1', ...headers },
        body: JSON.stringify({ query, variables }),
      });
      return { status: response.status, headers: response.headers, body: await response.json() };
    },
    upstreamCalls: () =>
      sandbox
        .calls()
        .filter((call) => call.path !== '/oauth/token')
        .map((call) => `${call.method} ${call.path}`),
    tokenCalls: () => sandbox.calls().filter((call) => call.path === '/oauth/token').length,
  };
}
