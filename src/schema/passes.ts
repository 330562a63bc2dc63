import type { ImageryPass } from '../aleph/imagery/passes.ts';
import { AssetRef, previewOf } from './assets.ts';
import { builder } from './builder.ts';
import { StacItemRef } from './items.ts';

export const ImageryPassRef = builder.objectRef<ImageryPass>('ImageryPass').implement({
  description: 'One satellite pass within a page: no id, it is as large as the page it was cut from.',
  fields: (t) => ({
    outcomeId: t.exposeString('outcomeId', {
      nullable: true,
      description: 'Aleph’s id of the pass, suffix included; null for a tile that names none.',
    }),
    datetime: t.expose('datetime', { type: 'DateTime', nullable: true, description: 'When its first tile was taken.' }),
    platform: t.exposeString('platform', { nullable: true, description: 'Satellite, e.g. newsat48' }),
    cloudCoverMean: t.exposeFloat('cloudCoverMean', {
      nullable: true,
      description: 'Percent, the mean over its tiles weighted by footprint.',
    }),
    bbox: t.expose('bbox', { type: 'BBox', nullable: true, description: 'Box around its tiles.' }),
    items: t.expose('items', { type: [StacItemRef], description: 'Its tiles on this page.' }),
    preview: t.field({
      type: AssetRef,
      nullable: true,
      description: 'Preview of its best tile: most valid pixels first, least cloud next.',
      resolve: ({ best }) => best && previewOf(best),
    }),
  }),
});
