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

export function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
