import { SANDBOX_CREDENTIALS, type Sandbox } from '../../../src/sandbox/server.ts';

export interface Rest {
  readonly token: string;
  // Tests read into replies freely; a wrong guess fails them.
  // biome-ignore lint/suspicious/noExplicitAny: the shape depends on the path
  get(path: string, contractId?: string): Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: the shape depends on the path
  post(path: string, body: unknown, contractId?: string): Promise<any>;
}

/** The REST API of the sandbox, as the independent oracle for replies of the facade. */
export async function restOf(sandbox: Sandbox, clientId = 'sandbox-north'): Promise<Rest> {
  const pair = SANDBOX_CREDENTIALS.find((one) => one.clientId === clientId);
  const ask = async (path: string, headers: Record<string, string>, body?: unknown) => {
    const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    const response = await fetch(sandbox.url + path, init);
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return response.json();
  };
  const json = { 'content-type': 'application/json' };
  const { access_token: token } = await ask('/oauth/token', json, {
    grant_type: 'client_credentials',
    audience: 'https://api.satellogic.com/',
    client_id: pair?.clientId,
    client_secret: pair?.clientSecret,
  });
  const headersFor = (contractId: string | undefined) => ({
    ...json,
    authorizationToken: `Bearer ${token}`,
    ...(contractId !== undefined && { 'X-Satellogic-Contract-Id': contractId }),
  });
  return {
    token,
    get: (path, contractId) => ask(path, headersFor(contractId)),
    post: (path, body, contractId) => ask(path, headersFor(contractId), body),
  };
}
