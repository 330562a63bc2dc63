import type { IncomingHttpHeaders } from 'node:http';

/** A request that has fully arrived. */
export interface ApiRequest {
  readonly method: string;
  /** Without a trailing slash: Aleph serves both forms alike. */
  readonly path: string;
  /** What stands at the route's placeholders, decoded, in order. */
  readonly pathParams: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The header a token comes in; `Authorization` plays no part at Aleph. */
const TOKEN_HEADER = 'authorizationtoken';
export const CONTRACT_HEADER = 'x-satellogic-contract-id';

/** The body as JSON; undefined when it is empty or no JSON. */
export function jsonBody(request: Pick<ApiRequest, 'text'>): unknown {
  try {
    return JSON.parse(request.text);
  } catch {
    return undefined;
  }
}

export function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

export function bearerOf(headers: IncomingHttpHeaders): string | undefined {
  return /^Bearer (\S+)$/i.exec(header(headers, TOKEN_HEADER) ?? '')?.[1];
}

/** The key and the secret that older clients sign with instead of a token. */
export function keyPairOf(headers: IncomingHttpHeaders): readonly [key: string, secret: string] | undefined {
  const [, key, secret] = /^Key,Secret ([^\s,]+),(\S+)$/i.exec(header(headers, TOKEN_HEADER) ?? '') ?? [];
  return key !== undefined && secret !== undefined ? [key, secret] : undefined;
}

export function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
