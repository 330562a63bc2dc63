import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/server.ts';

/** A client with a token, which speaks under one contract unless told otherwise. */
export interface Caller {
  readonly token: string;
  readonly contractId: string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Any other request; without a body unless one is given. */
  send(method: string, path: string, body?: unknown): Promise<Response>;
}

/** A parsed body; tests say what they expect to find in it. */
// biome-ignore lint/suspicious/noExplicitAny: the wire is what these tests are about
export type Wire = any;

export const AUDIENCE = 'https://api.satellogic.com/';
export const NORTH = 'cont.5b0f1c7e-2d34-4a8e-9f61-0c9a7d3e8b12';
export const HARBOUR = 'cont.8e2a6d90-71c5-4f0b-b3d8-4e1f5a6c7d23';
export const ARCTIC = 'cont.c41d93f2-0a6b-4c87-8e5f-92b7d1a0e634';
export const SOUTH = 'cont.f7a3052b-9c48-4e16-a2d0-6b8f3c5e1d45';

export const SEARCH = '/archive/stac/search';
/** San Francisco, the city that is imaged most often. */
export const BAY = [-122.4, 37.7, -122.3, 37.8];

/** Runs with a sandbox of its own, which is closed whatever happens. */
export async function withSandbox(options: SandboxOptions, run: (sandbox: Sandbox) => Promise<void>): Promise<void> {
  const sandbox = await startSandbox(options);
  try {
    await run(sandbox);
  } finally {
    await sandbox.close();
  }
}

export function exchange(sandbox: Sandbox, changes: Readonly<Record<string, unknown>> = {}): Promise<Response> {
  const body = {
    client_id: 'sandbox-north',
    client_secret: 'sandbox-north-secret',
    audience: AUDIENCE,
    grant_type: 'client_credentials',
    ...changes,
  };
  return fetch(`${sandbox.url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

export async function signIn(sandbox: Sandbox, contractId = NORTH): Promise<Caller> {
  const owner = sandbox.credentials.find((one) => one.contractIds.includes(contractId));
  const reply = await exchange(sandbox, {
    client_id: owner?.clientId,
    client_secret: owner?.clientSecret,
  });
  const { access_token: token }: Wire = await reply.json();
  const own = { authorizationToken: `Bearer ${token}`, 'X-Satellogic-Contract-Id': contractId };
  const address = (path: string) => new URL(path, sandbox.url);
  return {
    token,
    contractId,
    get: (path, headers) => fetch(address(path), { headers: { ...own, ...headers } }),
    post: (path, body, headers) =>
      fetch(address(path), {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...own, ...headers },
        body: JSON.stringify(body),
      }),
    send: (method, path, body) =>
      fetch(address(path), {
        method,
        headers: { ...own, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
  };
}

export async function read(reply: Promise<Response>): Promise<Wire> {
  return (await reply).json();
}

/** Follows next links as a STAC client does; a text is the query string of a GET. */
export async function walkItems(caller: Caller, start: object | string): Promise<Wire[]> {
  const items: Wire[] = [];
  const ask = (link: Wire) => read(link.method === 'POST' ? caller.post(link.href, link.body) : caller.get(link.href));
  let link: Wire =
    typeof start === 'string'
      ? { method: 'GET', href: `${SEARCH}${start}` }
      : { method: 'POST', href: SEARCH, body: start };
  while (link) {
    const page = await ask(link);
    items.push(...page.features);
    const next = page.links.find(({ rel }: Wire) => rel === 'next');
    link = next?.merge ? { ...next, body: { ...link.body, ...next.body } } : next;
  }
  return items;
}
