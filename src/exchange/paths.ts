import type { RequestHead } from './headers.ts';

/** The path of the GraphQL endpoint. */
export const GRAPHQL_PATH = '/graphql';

/**
 * The path of a request line, without the query. A proxy may put scheme and host before it [RFC 9112 §3.2.2]. The
 * endpoint may have a slash at its end.
 */
export function pathOf({ url = '/' }: Pick<RequestHead, 'url'>): string {
  if (url === GRAPHQL_PATH) return url;
  const [path = ''] = url.replace(/^https?:\/\/[^/?#]*/i, '').split('?', 1);
  return path === `${GRAPHQL_PATH}/` ? GRAPHQL_PATH : path;
}

/** The query string of a request line; most have none. */
export function searchOf({ url = '/' }: Pick<RequestHead, 'url'>): URLSearchParams {
  const start = url.indexOf('?');
  return start < 0 ? NO_SEARCH : new URLSearchParams(url.slice(start));
}

const NO_SEARCH = new URLSearchParams();

/** Paths of the asset route begin with it. */
export const ASSET_FOLDER = '/assets/';

export function isAssetPath(path: string): boolean {
  return path.startsWith(ASSET_FOLDER);
}
