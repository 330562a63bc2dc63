import { Pool } from 'undici';

// biome-ignore lint/suspicious/noExplicitAny: a hand-written handler trusts what it reads
export type Json = any;

export interface Caller {
  readonly id: string;
  readonly secret: string;
  /** Exchanged once. */
  readonly token: Promise<string>;
}

/** The upstream as one caller sees it. */
export interface Reads {
  readonly token: Promise<string>;
  read(path: string, contractId?: string, body?: object): Promise<Json>;
  /** The same, as `pick` makes it, and kept for some time where lists are. */
  keep<T>(keepMs: number, ask: Listing, pick: (json: Json) => T): Promise<T>;
}

interface Listing {
  readonly path: string;
  readonly contractId?: string;
}

interface Ask extends Listing {
  readonly body?: object;
}

/** Unless it `keepsLists`, every request reads all that it needs. */
export function createReads(upstreamUrl: string, keepsLists: boolean) {
  const pool = new Pool(upstreamUrl, { connections: 64, pipelining: 1 });
  const callers = new Map<string, Caller>();
  const kept = new Map<string, { readonly until: number; readonly value: Json }>();

  function callerOf(id: string, secret: string): Caller {
    const name = JSON.stringify([id, secret]);
    const known = callers.get(name);
    if (known !== undefined) return known;
    const caller = { id, secret, token: exchange(pool, id, secret) };
    callers.set(name, caller);
    return caller;
  }

  function readsFor(id: string, secret: string): Reads {
    const { token } = callerOf(id, secret);
    const read = async (ask: Ask) => call(pool, await token, ask);
    return {
      token,
      read: (path, contractId, body) => read({ path, ...(contractId && { contractId }), ...(body && { body }) }),
      async keep(keepMs, ask, pick) {
        const name = JSON.stringify([id, secret, ask]);
        const found = keepsLists ? kept.get(name) : undefined;
        if (found !== undefined && found.until > Date.now()) return found.value;
        const value = pick(await read(ask));
        if (keepsLists) kept.set(name, { until: Date.now() + keepMs, value });
        return value;
      },
    };
  }

  return { readsFor, close: () => pool.destroy() };
}

async function exchange(pool: Pool, id: string, secret: string): Promise<string> {
  const grant = { grant_type: 'client_credentials', client_id: id, client_secret: secret };
  const body = { ...grant, audience: 'https://api.satellogic.com/' };
  const { access_token } = await call(pool, undefined, { path: '/oauth/token', body });
  return access_token;
}

async function call(pool: Pool, token: string | undefined, { path, contractId, body }: Ask): Promise<Json> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (token !== undefined) headers['authorizationToken'] = `Bearer ${token}`;
  if (contractId !== undefined) headers['X-Satellogic-Contract-Id'] = contractId;
  if (body !== undefined) headers['content-type'] = 'application/json';
  const response = await pool.request({
    path,
    method: body === undefined ? 'GET' : 'POST',
    headers,
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.body.text();
  if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode}`);
  return JSON.parse(text);
}
