import { type AssetAccess, accessOf } from './values/addresses.ts';
import { instantOf, type JsonObject, recordOf, textOf, textsOf } from './values/wire.ts';
import type { RawJson } from './written-members.ts';

export interface Band {
  readonly name: string | undefined;
  readonly commonName: string | undefined;
}

/** One file of an item. Its address is Aleph's, verbatim: re-encoding it would break it. */
export interface Asset extends RawJson {
  readonly key: string;
  /** Absent when the address is not one a browser may follow, e.g. s3://. */
  readonly href: string | undefined;
  /** Media type. */
  readonly type: string | undefined;
  readonly title: string | undefined;
  readonly roles: readonly string[];
  readonly bands: readonly Band[];
  readonly access: AssetAccess;
}

/** What has assets: an item or a deliverable. */
export interface AssetHolder {
  readonly assets: JsonObject;
  /** The same in another way, where there is one that takes less time; undefined where it cannot be taken. */
  listAssets?(): readonly Asset[] | undefined;
}

/** Every asset, in Aleph's order. */
export function assetsOf(item: AssetHolder): readonly Asset[] {
  return item.listAssets?.() ?? Object.entries(item.assets).flatMap(([key, wire]) => assetOf(key, wire) ?? []);
}

/** The first asset with this key or role. */
export function assetFor(item: AssetHolder, key: string, role: string): Asset | undefined {
  const assets = assetsOf(item);
  return assets.find((asset) => asset.key === key) ?? assets.find((asset) => asset.roles.includes(role));
}

function assetOf(key: string, value: unknown): Asset | undefined {
  const wire = recordOf(value);
  if (wire === undefined) return undefined;
  const access = accessOf(wire['href']);
  return {
    key,
    href: access === 'UNKNOWN' ? undefined : textOf(wire['href']),
    type: mediaTypeOf(wire['type']),
    title: textOf(wire['title']),
    roles: textsOf(wire['roles']) ?? [],
    bands: bandsOf(wire['eo:bands']),
    access,
  };
}

const SIGNING_TIME = /[?&]X-Amz-Date=(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z/;
const SIGNED_FOR = /[?&]X-Amz-Expires=(\d+)(?![^&])/;
const LONGEST_SECONDS = 604_800;

/**
 * When a signed address ends, RFC 3339 in UTC: signing time plus lifetime, as AWS signature version 4 writes them, in
 * digits, which no escape stands in for. Undefined for other addresses, and for one that does not say.
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

/** Quickview items end theirs with a stray semicolon [obs: cass]. */
export function mediaTypeOf(value: unknown): string | undefined {
  const text = textOf(value);
  // Nearly none have one, and to look at the end is soon done.
  return text !== undefined && /[;\s]$/.test(text) ? text.replace(/[;\s]+$/, '') || undefined : text || undefined;
}

export function bandsOf(value: unknown): readonly Band[] {
  if (!Array.isArray(value)) return [];
  return value.map((band: unknown) => ({
    name: textOf(recordOf(band)?.['name']),
    commonName: textOf(recordOf(band)?.['common_name']),
  }));
}
