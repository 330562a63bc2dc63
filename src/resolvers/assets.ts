import type { Asset } from '../aleph/assets.ts';
import type { Context } from './context.ts';

/** Undefined unless the file needs Aleph's headers: a browser loads any other address directly, or not at all. */
export function loadUrlOfAsset({ access, href, contractId }: Asset, { loadUrlOf }: Context) {
  return access === 'HEADERS' && href !== undefined ? loadUrlOf?.(contractId, href) : undefined;
}
