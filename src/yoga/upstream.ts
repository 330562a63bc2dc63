import { type Aleph, createAleph } from '../aleph/client.ts';
import { alephOptionsOf, type Config } from '../config/config.ts';
import type { PublicCredentials } from '../graphiql/options.ts';

/** The Aleph that a facade asks. */
export interface Upstream {
  readonly aleph: Aleph;
  /** Set for a sandbox, whose credentials are public. */
  readonly sandboxCredentials?: readonly PublicCredentials[];
  close(): Promise<void>;
}

/** Parts of a facade that tests replace. */
export interface FacadeParts {
  readonly upstream?: Promise<Upstream>;
}

/** A sandbox of this process, or the client of an Aleph. The sandbox is loaded on demand, as most hosts need none. */
export async function openUpstream(config: Config): Promise<Upstream> {
  const sandbox = config.upstream === 'sandbox' ? await startSandbox() : undefined;
  const addresses = sandbox && { apiUrl: sandbox.url, tokenUrl: `${sandbox.url}/oauth/token` };
  const aleph = createAleph({ ...alephOptionsOf(config), ...addresses });
  return {
    aleph,
    ...(sandbox && { sandboxCredentials: sandbox.credentials }),
    async close() {
      await aleph.close();
      await sandbox?.close();
    },
  };
}

async function startSandbox() {
  const sandbox = await import('../sandbox/server.ts');
  return sandbox.startSandbox();
}
