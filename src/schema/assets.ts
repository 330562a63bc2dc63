import { type Asset, assetFor, assetsOf, type Band } from '../aleph/assets.ts';
import type { StacItem } from '../aleph/items.ts';
import { builder } from './builder.ts';
import { StacItemRef } from './items.ts';

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

/** An asset with the item it hangs on: its id names both. */
interface OwnedAsset extends Asset {
  readonly item: StacItem;
}

const AssetRef = builder.objectRef<OwnedAsset>('Asset').implement({
  description: 'One file of an item (a STAC Asset).',
  fields: (t) => ({
    id: t.id({
      description: 'Contract, parent and key: stable for caches. Not a Node.',
      resolve: ({ item, key }) =>
        Buffer.from(JSON.stringify(['Asset', item.contractId, item.collectionId, item.itemId, key])).toString(
          'base64url',
        ),
    }),
    key: t.exposeString('key', { description: 'Aleph’s key in the item, e.g. visual' }),
    href: t.expose('href', {
      type: 'URL',
      nullable: true,
      description: 'Null when Aleph’s address is not http(s), e.g. s3://',
    }),
    type: t.exposeString('type', {
      nullable: true,
      description: 'Media type without stray separators, e.g. image/tiff; application=geotiff',
    }),
    title: t.exposeString('title', { nullable: true, description: 'Name for people.' }),
    roles: t.exposeStringList('roles', { description: 'STAC roles: data, overview, thumbnail, metadata, …' }),
    bands: t.expose('bands', { type: [BandRef], description: 'Bands in the order of the file; empty when not said.' }),
    access: t.expose('access', {
      type: AssetAccessRef,
      description:
        'SIGNED: a browser can load href as it is until expiresAt. HEADERS: needs the two Aleph headers. OPEN: anyone can. UNKNOWN: no usable address.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a signed address stops working; fetch the item again for a new one.',
    }),
  }),
});

builder.objectFields(StacItemRef, (t) => ({
  assets: t.field({
    type: [AssetRef],
    description: 'Every file of this item, in Aleph’s order.',
    args: { keys: t.arg.stringList({ description: 'Only these keys; all when absent.' }) },
    resolve: (item, { keys }) =>
      assetsOf(item).flatMap((asset) => (keys && !keys.includes(asset.key) ? [] : [{ ...asset, item }])),
  }),
  preview: t.field({
    type: AssetRef,
    nullable: true,
    description: 'The asset called preview, or the first in the role overview.',
    resolve: (item) => ownedBy(item, assetFor(item, 'preview', 'overview')),
  }),
  thumbnail: t.field({
    type: AssetRef,
    nullable: true,
    description: 'The asset called thumbnail, or the first in the role thumbnail.',
    resolve: (item) => ownedBy(item, assetFor(item, 'thumbnail', 'thumbnail')),
  }),
}));

function ownedBy(item: StacItem, asset: Asset | undefined): OwnedAsset | undefined {
  return asset && { ...asset, item };
}
