import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAleph } from '../../../src/aleph/client.ts';
import { alephOptionsOf, loadConfig } from '../../../src/config/config.ts';
import { startSandbox } from '../../../src/sandbox/server.ts';
import { createFacade, type Facade as Embedded } from '../../../src/yoga/facade.ts';
import type { FacadeOptions as EmbeddedOptions } from '../../../src/yoga/options.ts';
import { createMemoryLog } from '../memory-log.ts';
import { askerAt, type Facade, type FacadeOptions, NORTH } from './facade.ts';

export interface EmbeddedFacade extends Facade {
  readonly embedded: Embedded;
  /** Asks without a port. */
  fetch(init?: FetchInit): Promise<Response>;
  readonly log: ReturnType<typeof createMemoryLog>;
}

export interface FetchInit {
  readonly query?: string;
  readonly variables?: Record<string, unknown>;
  readonly headers?: Record<string, string>;
  readonly path?: string;
}

/** The facade inside a plain server of node:http, in front of a sandbox. `startFacade` has the same options. */
export async function startEmbedded(
  { sandbox: sandboxOptions, config = {}, clock }: FacadeOptions = {},
  options: EmbeddedOptions = {},
): Promise<EmbeddedFacade> {
  const sandbox = await startSandbox(sandboxOptions);
  const addresses = { apiUrl: sandbox.url, tokenUrl: `${sandbox.url}/oauth/token` };
  const aleph = createAleph({
    ...alephOptionsOf({ ...loadConfig({}, {}), ...config }),
    ...addresses,
    ...(clock && { clock }),
  });
  const { trustedDocuments, limits, operationTimeoutMs } = config;
  const log = createMemoryLog();
  const embedded = createFacade(
    {
      upstream: addresses,
      log: log.log,
      graphiql: true,
      limits,
      operationTimeoutMs,
      trustedDocuments: trustedDocuments && { mode: trustedDocuments.mode, documents: {} },
      ...options,
    },
    { upstream: Promise.resolve({ aleph, sandboxCredentials: sandbox.credentials, close: aleph.close }) },
  );
  const host = createServer((request, response) => void embedded.handler(request, response)).listen(0, '127.0.0.1');
  await once(host, 'listening');
  const url = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  const { path: endpoint = '/graphql' } = options;
  return {
    ...askerAt(url, sandbox),
    log,
    embedded,
    server: { listen: async () => url, drain: embedded.close },
    fetch: ({ query = '{ contracts { id } }', variables = {}, headers = NORTH, path = endpoint } = {}) =>
      embedded.fetch(
        new Request(`http://host.example${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify({ query, variables }),
        }),
      ),
    close: async () => {
      await embedded.close();
      host.close();
      host.closeAllConnections();
      await sandbox.close();
    },
  };
}
