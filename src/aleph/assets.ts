import { text, texts } from '../json/kinds.ts';
import { optional, or, orElse, otherwise, ownName } from '../json/members.ts';
import { type Of, record, shared } from '../json/records.ts';
import { bands } from './bands.ts';
import { accessOf, followableUrlOf } from './values/addresses.ts';
import { access, address, mediaType } from './values/kinds.ts';
import { expiryIn } from './values/signatures.ts';
import { recordOf, textOf } from './values/wire.ts';

/** The owner of an asset. */
export interface AssetOwner {
  readonly contractId: string;
  /** Ids of the item or deliverable, from the outside in. */
  readonly holderIds: readonly string[];
}

export const ASSET = record(
  {
    key: ownName(),
    /** Aleph's, verbatim: re-encoding it would break it. Absent when a browser may not follow any, e.g. s3://. */
    href: orElse(optional(address, 'href'), otherAddress),
    access: orElse(otherwise(optional(access, 'href'), 'UNKNOWN'), (json, holder) =>
      accessOf(otherAddress(json, holder)),
    ),
    /** Media type. */
    type: optional(mediaType, 'type'),
    title: optional(text, 'title'),
    roles: otherwise(optional(texts, 'roles'), []),
    bands: otherwise(or(optional(bands, 'eo:bands'), 'bands'), []),
  },
  { shared: shared<AssetOwner>('contractId', 'holderIds'), bare: 'href' },
);
/** One file of an item or a deliverable. */
export type Asset = Of<typeof ASSET>;

/**
 * The address of a file whose `href` cannot be followed: a relative one is resolved against the holder's `self` link.
 * Else the first address in `alternate` counts [STAC alternate assets].
 */
function otherAddress(json: unknown, holder: { readonly selfHref?: string | undefined } = {}): string | undefined {
  const { href, alternate } = recordOf(json) ?? {};
  const isHolder = typeof alternate === 'object' && alternate !== null;
  const others = [alternate, ...(isHolder ? Object.values(alternate) : [])];
  const resolved = [href, ...others.map((other) => recordOf(other)?.['href'])].map((text) => {
    // An empty text would be the item itself.
    if (typeof text !== 'string' || text === '') return undefined;
    return isFollowable(text) ? text : followableUrlOf(text, holder.selfHref)?.href;
  });
  return resolved.find((found) => found !== undefined) ?? textOf(others.find(isFollowable));
}

function isFollowable(href: unknown): boolean {
  return followableUrlOf(href) !== undefined;
}

/** A noun with assets: an item or a deliverable. */
export interface AssetHolder {
  readonly assets: readonly Asset[];
}

/**
 * Every asset, in Aleph's order.
 *
 * @example
 * const [item] = await client.getItems(contractId, 'l1d-sr', ['my-item']);
 * const addresses = item && assetsOf(item).map(({ href }) => href);
 */
export function assetsOf(holder: AssetHolder): readonly Asset[] {
  return holder.assets;
}

/** The first asset with this key or role. */
export function assetFor({ assets }: AssetHolder, key: string, role: string): Asset | undefined {
  return assets.find((asset) => asset.key === key) ?? assets.find((asset) => asset.roles.includes(role));
}

/** Expiry of a signed address, RFC 3339 in UTC; undefined for other addresses, and for a signature that does not say it. */
export function expiryOf({ access, href = '' }: Pick<Asset, 'access' | 'href'>): string | undefined {
  return access === 'SIGNED' ? expiryIn(href) : undefined;
}
