import { type Asset, assetFor, expiryOf } from '../aleph/assets.ts';
import type { StacItem } from '../aleph/items.ts';
import { checkCount } from '../aleph/values/ids.ts';
import { loadUrlOfAsset } from '../resolvers/assets.ts';
import { writeOpaque } from '../resolvers/opaque-text.ts';
import { builder } from './builder.ts';
import { BandRef, StacItemRef } from './items.ts';

export const MOST_KEYS = 100;

const AssetAccessRef = builder.enumType('AssetAccess', {
  description: 'How an asset can be loaded.',
  values: {
    SIGNED: { description: 'A browser can load href as it is until expiresAt.' },
    HEADERS: { description: 'Needs Aleph’s two headers: the token and the contract.' },
    OPEN: { description: 'Anyone can load href.' },
    UNKNOWN: { description: 'Aleph sent no usable URL.' },
  } as const,
});

export const AssetRef = builder.objectRef<Asset>('Asset').implement({
  description: 'One file of an item (a STAC Asset).',
  fields: (t) => ({
    id: t.id({
      description: 'Contract, parent and key: stable for caches. Not a Node.',
      resolve: ({ contractId, holderIds, key }) => writeOpaque(['Asset', contractId, ...holderIds, key]),
    }),
    key: t.exposeString('key', { description: 'Aleph’s key in the item, e.g. visual' }),
    href: t.expose('href', {
      type: 'URL',
      nullable: true,
      description:
        'Aleph’s URL, resolved where it is relative. Where that is e.g. s3://, the first https URL among its alternates; else null.',
    }),
    type: t.exposeString('type', {
      nullable: true,
      description: 'Media type without stray separators, e.g. image/tiff; application=geotiff',
    }),
    title: t.exposeString('title', { nullable: true, description: 'Name for people.' }),
    roles: t.exposeStringList('roles', { description: 'STAC roles: data, overview, thumbnail, metadata, …' }),
    bands: t.expose('bands', {
      type: [BandRef],
      description: 'Bands in the order of the file; empty when not said.',
    }),
    access: t.expose('access', {
      type: AssetAccessRef,
      description:
        'SIGNED: a browser can load href as it is until expiresAt. HEADERS: needs the two Aleph headers. OPEN: anyone can load it. UNKNOWN: no usable URL.',
    }),
    expiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When a signed URL ends. Read the item again for a new one.',
      resolve: (asset) => expiryOf(asset),
    }),
    loadUrl: t.field({
      type: 'URL',
      nullable: true,
      description:
        'A URL of this server. A browser can load the file from it for five minutes, without headers. Null unless the operator switched it on and access is HEADERS. Null also for an href of another host, or of over 2,048 characters.',
      resolve: (asset, _args, context) => loadUrlOfAsset(asset, context),
    }),
  }),
});

builder.objectFields(StacItemRef, (t) => ({
  assets: t.field({
    type: [AssetRef],
    description: 'Every file of this item, in Aleph’s order.',
    args: { keys: t.arg.stringList({ description: `Only these keys, at most ${MOST_KEYS}; all when absent.` }) },
    resolve: (item, { keys }) => {
      if (!keys) return item.assets;
      checkCount(keys, ['keys'], MOST_KEYS);
      return item.assets.filter(({ key }) => keys.includes(key));
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
    resolve: (item) => assetFor(item, 'thumbnail', 'thumbnail'),
  }),
}));

export function previewOf(item: StacItem): Asset | undefined {
  return assetFor(item, 'preview', 'overview');
}
