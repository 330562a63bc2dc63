import type { Asset } from '../aleph/assets.ts';
import type { Context } from './context.ts';

/** Only where Aleph's headers are needed: any other address loads as it is, or not at all. */
export function loadUrlOfAsset({ access, href, contractId }: Asset, { loadUrlOf }: Context) {
  return access === 'HEADERS' && href !== undefined ? loadUrlOf?.(contractId, href) : undefined;
}
