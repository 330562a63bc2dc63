import { text, texts } from '../json/kinds.ts';
import { optional, or, otherwise, ownName } from '../json/members.ts';
import { type Of, record, shared } from '../json/records.ts';
import { bands } from './bands.ts';
import { instantOf } from './values/instants.ts';
import { access, address, mediaType } from './values/kinds.ts';

/** The owner of an asset. */
export interface AssetOwner {
  readonly contractId: string;
  /** Ids of the item or deliverable, from the outside in. */
  readonly holderIds: readonly string[];
}

export const ASSET = record(
  {
    key: ownName(),
    /** Aleph's, verbatim: re-encoding it would break it. Absent when a browser may not follow it, e.g. s3://. */
    href: optional(address, 'href'),
    access: otherwise(optional(access, 'href'), 'UNKNOWN'),
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

const SIGNING_TIME = /[?&]X-Amz-Date=(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z/;
const SIGNED_FOR = /[?&]X-Amz-Expires=(\d+)(?![^&])/;
const LONGEST_SECONDS = 604_800;

/**
 * Expiry of a signed address, RFC 3339 in UTC: signing time plus lifetime of its AWS signature version 4. Both are
 * plain digits, so nothing has to be unescaped. Undefined for other addresses, and for a signature without the two.
 */
export function expiryOf({ access, href: address = '' }: Pick<Asset, 'access' | 'href'>): string | undefined {
  if (access !== 'SIGNED') return undefined;
  const query = address.slice(address.indexOf('?'));
  const [, year, month, day, hour, minute, second] = SIGNING_TIME.exec(query) ?? [];
  const signedAt = instantOf(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const seconds = Number(SIGNED_FOR.exec(query)?.[1] ?? Number.NaN);
  if (signedAt === undefined || !(seconds > 0 && seconds <= LONGEST_SECONDS)) return undefined;
  return new Date(Date.parse(signedAt) + seconds * 1_000).toISOString();
}
