import type { IncomingMessage } from 'node:http';

/** Where nearly all requests go: nothing is to be cut off there. */
export const GRAPHQL_PATH = '/graphql';

/** What a request line names, without the query. A proxy may put scheme and host before it [RFC 9112 §3.2.2]. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  if (url === GRAPHQL_PATH) return url;
  return url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/\?.*$/s, '');
}

/** Files of Aleph are served below it. */
export const ASSET_FOLDER = '/assets/';

export function isAssetPath(path: string): boolean {
  return path.startsWith(ASSET_FOLDER);
}
