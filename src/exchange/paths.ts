import type { IncomingMessage } from 'node:http';

/** The path of the GraphQL endpoint. */
export const GRAPHQL_PATH = '/graphql';

/** The path of a request line, without the query. A proxy may put scheme and host before it [RFC 9112 §3.2.2]. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  if (url === GRAPHQL_PATH) return url;
  const [path = ''] = url.replace(/^https?:\/\/[^/?#]*/i, '').split('?', 1);
  return path;
}

/** Paths of the asset route begin with it. */
export const ASSET_FOLDER = '/assets/';

export function isAssetPath(path: string): boolean {
  return path.startsWith(ASSET_FOLDER);
}
