import { type Asset, assetFor, assetsOf, type Band, expiryOf } from '../aleph/assets.ts';
import type { Deliverable } from '../aleph/deliverables.ts';
import type { StacItem } from '../aleph/items.ts';
import { checkCount } from '../aleph/values/ids.ts';
import { loadUrlOfAsset } from '../resolvers/assets.ts';
import { writeOpaque } from '../resolvers/opaque-text.ts';
import { asWrittenIn } from './as-written.ts';
import { builder } from './builder.ts';
import { StacItemRef } from './items.ts';

const MOST_KEYS = 100;

const AssetAccessRef = builder.enumType('AssetAccess', {
  description: 'What it takes to load an asset.',
  values: {
    SIGNED: { description: 'A browser can load href as it is until expiresAt.' },
    HEADERS: { description: 'Needs Aleph’s two headers: the token and the contract.' },
    OPEN: { description: 'Anyone can load href.' },
    UNKNOWN: { description: 'No usable address.' },
  } as const,
});

const BandRef = builder.objectRef<Band>('Band').implement({
  description: 'One band of a raster (STAC eo:bands).',
  fields: (t) => ({
    name: t.exposeString('name', { nullable: true, description: 'e.g. Red' }),
    commonName: t.exposeString('commonName', { nullable: true, description: 'e.g. red' }),
  }),
});

/** An asset and what it hangs on. */
interface HeldAsset {
  readonly asset: Asset;
  readonly holder: StacItem | Deliverable;
}

const asWritten = (member: string) => asWrittenIn(({ asset }: HeldAsset) => asset, member);

export const AssetRef = builder.objectRef<HeldAsset>('Asset').implement({
  description: 'One file of an item (a STAC Asset).',
  fields: (t) => ({
    id: t.id({
      description: 'Contract, parent and key: stable for caches. Not a Node.',
      resolve: ({ holder, asset }) => writeOpaque(['Asset', ...keyOf(holder), asset.key]),
    }),
    key: t.string({
      description: 'Aleph’s key in the item, e.g. visual',
      extensions: asWritten('key'),
      resolve: ({ asset }) => asset.key,
    }),
    href: t.field({
      type: 'URL',
      nullable: true,
      description: 'Null unless Aleph’s address is https, or http on loopback; it may be e.g. s3://',
      extensions: asWritten('href'),
      resolve: ({ asset }) => asset.href,
    }),
    type: t.string({
      nullable: true,
      description: 'Media type without stray separators, e.g. image/tiff; application=geotiff',
      extensions: asWritten('type'),
      resolve: ({ asset }) => asset.type,
    }),
    title: t.string({
      nullable: true,
      description: 'Name for people.',
      extensions: asWritten('title'),
      resolve: ({ asset }) => asset.title,
    }),
    roles: t.stringList({
      description: 'STAC roles: data, overview, thumbnail, metadata, …',
      extensions: asWritten('roles'),
      resolve: ({ asset }) => asset.roles,
    }),
    bands: t.field({
      type: [BandRef],
      description: 'Bands in the order of the file; empty when not said.',
      resolve: ({ asset }) => asset.bands,
    }),
    access: t.field({
      type: AssetAccessRef,
      description:
        'SIGNED: a browser can load href as it is until expiresAt. HEADERS: needs the two Aleph headers. OPEN: anyone can. UNKNOWN: no usable address.',
      resolve: ({ asset }) => asset.access,
    }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When a signed address stops working; fetch the item again for a new one.',
      resolve: ({ asset }) => expiryOf(asset),
    }),
    loadUrl: t.field({
      type: 'URL',
      nullable: true,
      description:
        'An address of this server from which a browser can load the file for five minutes, without headers. Null unless the operator switched it on, access is HEADERS, and href is of Aleph’s API and at most 2,048 characters long.',
      resolve: ({ asset, holder }, _args, context) => loadUrlOfAsset(asset, holder.contractId, context),
    }),
  }),
});

builder.objectFields(StacItemRef, (t) => ({
  assets: t.field({
    type: [AssetRef],
    description: 'Every file of this item, in Aleph’s order.',
    args: { keys: t.arg.stringList({ description: 'Only these keys, at most 100; all when absent.' }) },
    resolve: (item, { keys }) => {
      if (!keys) return heldAssets(item);
      checkCount(keys, ['keys'], MOST_KEYS);
      return heldAssets(item).filter(({ asset }) => keys.includes(asset.key));
    },
  }),
  preview: t.field({
    type: AssetRef,
    nullable: true,
    description: 'The asset called preview, or the first in the role overview.',
    resolve: previewOf,
  }),
  thumbnail: t.field({
    type: AssetRef,
    nullable: true,
    description: 'The asset called thumbnail, or the first in the role thumbnail.',
    resolve: (item) => held(assetFor(item, 'thumbnail', 'thumbnail'), item),
  }),
}));

export function heldAssets(holder: HeldAsset['holder']): readonly HeldAsset[] {
  return assetsOf(holder).map((asset) => ({ asset, holder }));
}

export function previewOf(item: StacItem): HeldAsset | undefined {
  return held(assetFor(item, 'preview', 'overview'), item);
}

function held(asset: Asset | undefined, holder: HeldAsset['holder']): HeldAsset | undefined {
  return asset && { asset, holder };
}

function keyOf(holder: HeldAsset['holder']): readonly string[] {
  return 'itemId' in holder
    ? [holder.contractId, holder.collectionId, holder.itemId]
    : [holder.contractId, holder.orderId, holder.deliverableId];
}
