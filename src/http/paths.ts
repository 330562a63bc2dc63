import type { IncomingMessage } from 'node:http';
import { ASSET_FOLDER } from './asset-route.ts';

/** What a request line names, without the query. A proxy may put scheme and host before it [RFC 9112 §3.2.2]. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  return url.replace(/^https?:\/\/[^/?#]*/i, '').replace(/\?.*$/s, '');
}

export function isAssetPath(path: string): boolean {
  return path.startsWith(ASSET_FOLDER);
}
