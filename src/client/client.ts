import { type Document, textOf } from './documents.ts';
import { errorOfReply, FacadeError, isErrorList } from './errors.ts';

/** The credentials of an Aleph account: its pair, or an access token. A secret does not belong in a browser. */
export type Credentials =
  | { readonly clientId: string; readonly clientSecret: string; readonly token?: undefined }
  | { readonly token: string; readonly clientId?: undefined; readonly clientSecret?: undefined };

export interface ClientOptions {
  /** Address of the endpoint, such as `http://127.0.0.1:4000/graphql`. */
  readonly url: string | URL;
  /** A function is called for each request, so that it may give a new token when the last one ends. */
  readonly credentials: Credentials | (() => Credentials | Promise<Credentials>);
  readonly fetch?: typeof globalThis.fetch | undefined;
}

export interface RequestOptions {
  /** Ends the request, with the reason of the signal as the error. */
  readonly signal?: AbortSignal | undefined;
}

/** Variables may be left out where none is needed. */
type Rest<Variables> =
  Partial<Variables> extends Variables
    ? [variables?: Variables | undefined, options?: RequestOptions]
    : [variables: Variables, options?: RequestOptions];

export interface Client {
  /** The data of an operation. Throws a FacadeError when any part of it failed; its `data` holds the rest. */
  request<Result = unknown, Variables = Readonly<Record<string, unknown>>>(
    document: Document<Result, Variables>,
    ...rest: Rest<Variables>
  ): Promise<Result>;
}

/**
 * A client for browsers and Node. Each request is one POST, and none is repeated.
 *
 * @example
 * const credentials = { clientId: 'sandbox-north', clientSecret: 'sandbox-north-secret' };
 * const client = createClient({ url: 'http://127.0.0.1:4000/graphql', credentials });
 * const { contracts } = await client.request(EverythingDocument);
 */
export function createClient({ url, credentials, fetch }: ClientOptions): Client {
  return {
    async request(document, ...[variables, { signal } = {}]) {
      const current = typeof credentials === 'function' ? await credentials() : credentials;
      const init = {
        method: 'POST',
        headers: headersOf(current),
        body: JSON.stringify({ query: textOf(document), variables }),
        // To another host, fetch would send the secret along.
        redirect: 'error',
        ...(signal && { signal }),
      } as const;
      return (await dataOf(() => (fetch ?? globalThis.fetch)(url, init), signal)) as never;
    },
  };
}

function headersOf({ clientId, clientSecret, token }: Credentials): Headers {
  const all = {
    Accept: 'application/graphql-response+json, application/json;q=0.9',
    'Content-Type': 'application/json',
    'X-Aleph-Client-Id': clientId,
    'X-Aleph-Client-Secret': clientSecret,
    Authorization: token && `Bearer ${token}`,
  };
  const headers = new Headers();
  for (const [name, value] of Object.entries(all)) if (value) setHeader(headers, name, value);
  return headers;
}

/** The error of Headers quotes the value, which may be a secret. */
function setHeader(headers: Headers, name: string, value: string): void {
  try {
    headers.set(name, value);
  } catch {
    const message = `CREDENTIALS_MALFORMED: the value of ${name} cannot be sent in a header.`;
    throw new FacadeError(message, { code: 'CREDENTIALS_MALFORMED', retryable: false });
  }
}

async function dataOf(send: () => Promise<Response>, signal: AbortSignal | undefined): Promise<unknown> {
  try {
    const response = await send();
    return dataIn(response, await response.text());
  } catch (cause) {
    if (cause instanceof FacadeError) throw cause;
    signal?.throwIfAborted();
    const message = 'NETWORK_ERROR: the server cannot be reached, or its answer broke off.';
    throw new FacadeError(message, { code: 'NETWORK_ERROR', retryable: true, cause });
  }
}

function dataIn({ status, headers }: Response, text: string): unknown {
  const { data, errors } = objectIn(text);
  if (isErrorList(errors)) throw errorOfReply(errors, data);
  if (typeof data === 'object' && data !== null) return data;
  const retryAfterSeconds = Number.parseInt(headers.get('Retry-After') ?? '', 10);
  throw new FacadeError(`INVALID_RESPONSE: the answer, with status ${status}, is not GraphQL.`, {
    code: 'INVALID_RESPONSE',
    retryable: status === 429 || status >= 500,
    retryAfterSeconds: Number.isNaN(retryAfterSeconds) ? undefined : retryAfterSeconds,
    requestId: headers.get('X-Request-Id') ?? undefined,
  });
}

function objectIn(text: string): { readonly data?: unknown; readonly errors?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
