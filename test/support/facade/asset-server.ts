import type { Aleph } from '../../../src/aleph/client.ts';
import { loadConfig } from '../../../src/config/config.ts';
import { createServer } from '../../../src/server.ts';
import { bearerOf, NORTH, openAleph } from '../aleph/upstream-aleph.ts';
import { createFakeClock, type FakeClock } from '../clock.ts';
import { createMemoryLog, type MemoryLog } from '../memory-log.ts';
import { type Script, startUpstream, type Upstream } from '../upstream/upstream.ts';

export const TOKEN = 'CANARY.token';

/** A server with the asset route on, in front of an Aleph whose files a test scripts. */
export interface AssetServer {
  readonly url: string;
  readonly aleph: Aleph;
  readonly upstream: Upstream;
  readonly clock: FakeClock;
  readonly memory: MemoryLog;
  /** The address on this server of a file of the upstream. */
  addressOf(path: string): string;
  close(): Promise<void>;
}

export async function startAssetServer(script: Script, timeoutMs = 5_000): Promise<AssetServer> {
  const upstream = await startUpstream(script);
  const clock = createFakeClock();
  const memory = createMemoryLog();
  const aleph = openAleph(upstream.url, { clock, timeoutMs });
  const config = { ...loadConfig({ port: '0' }, {}), assetRoute: true, graphiql: false };
  const server = createServer(aleph, config, { log: memory.log });
  const url = await server.listen();
  const encrypt = aleph.assets.encrypterFor(bearerOf(TOKEN));
  return {
    url,
    aleph,
    upstream,
    clock,
    memory,
    addressOf: (path) => `${url}/assets/${encrypt(NORTH, upstream.url + path)}`,
    close: async () => {
      await server.drain();
      await aleph.close();
      await upstream.close();
    },
  };
}
