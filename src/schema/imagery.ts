import type { SearchReport } from '../aleph/imagery/imagery.ts';
import { passesOf } from '../aleph/imagery/passes.ts';
import { coverageOfImageryEdge, type ImageryConnection } from '../resolvers/imagery.ts';
import { builder } from './builder.ts';
import { connectionTypes, pageArgs } from './connections.ts';
import { idOfItem, StacItemRef } from './items.ts';
import { ImageryPassRef } from './passes.ts';

export const DateRangeInput = builder.inputType('DateRange', {
  description: 'A span of days, both ends included; at most ten years.',
  fields: (t) => ({
    start: t.field({ type: 'Date', required: true, description: 'First day.' }),
    end: t.field({ type: 'Date', required: true, description: 'Last day, included.' }),
  }),
});

const ImageryFilterInput = builder.inputType('ImageryFilter', {
  description:
    'Filters Aleph cannot apply run here, after fetching; see ImageryConnection.report. An item without the value in question fails that filter.',
  fields: (t) => ({
    cloudCoverMax: t.float({ description: 'Percent, 0 to 100.' }),
    offNadirMax: t.float({ description: 'Degrees.' }),
    gsdMax: t.float({ description: 'Metres per pixel.' }),
    platform: t.string({ description: 'e.g. newsat48' }),
    coverageMin: t.float({
      description:
        'Percent of the searched area that one item must cover, 0 to 100; see ImageryEdge.coverage. A bbox or intersects with an area is then needed.',
    }),
  }),
});

/** Arguments of every field with an ImageryConnection. */
export const imageryPageArgs = pageArgs('items');

/** The same with a filter. */
export const filteredPageArgs = builder.args((t) => ({
  ...imageryPageArgs,
  filter: t.field({ type: ImageryFilterInput, description: 'Further conditions; all must hold.' }),
}));

const SearchReportRef = builder.objectRef<SearchReport>('SearchReport').implement({
  description: 'How a search was carried out.',
  fields: (t) => ({
    appliedByAleph: t.exposeStringList('appliedByAleph', { description: 'Arguments that Aleph applied.' }),
    appliedHere: t.exposeStringList('appliedHere', { description: 'Arguments this server applied after fetching.' }),
    itemsScanned: t.exposeInt('itemsScanned', { description: 'Items read to fill this page.' }),
    itemsSkipped: t.exposeInt('itemsSkipped', { description: 'Items of Aleph that could not be read.' }),
  }),
});

const imagery = connectionTypes<ImageryConnection>(
  {
    name: 'ImageryConnection',
    edgeName: 'ImageryEdge',
    description: 'A page of archive imagery.',
    totalCount:
      'Null when Aleph does not count, or when this server removed items; see report.appliedHere. Skipped rows count.',
    featureCollection:
      'This page as a map-ready FeatureCollection (merge pages through edges, not through this); properties hold id, datetime, cloudCover, gsd, platform. The geometry of a feature is null where nothing can be drawn.',
    feature: (item) => {
      const { datetime, cloudCover, gsd, platform } = item;
      return { id: idOfItem(item), geometry: item.geometry, properties: { datetime, cloudCover, gsd, platform } };
    },
  },
  StacItemRef,
);

export const ImageryConnectionRef = imagery.connection;

builder.objectFields(imagery.edge, (t) => ({
  coverage: t.float({
    nullable: true,
    description:
      'Percent of the searched area (bbox or intersects) that this item covers, 0 to 100. Null when no area was given, when the item has no footprint, or one of more than 2,000 positions.',
    resolve: coverageOfImageryEdge,
  }),
}));

builder.objectFields(ImageryConnectionRef, (t) => ({
  passes: t.field({
    type: [ImageryPassRef],
    description: 'This page’s tiles grouped by satellite pass.',
    resolve: ({ nodes }) => passesOf(nodes),
  }),
  report: t.expose('report', {
    type: SearchReportRef,
    description:
      'Which filters Aleph applied, which this server applied, and how many items were read to fill the page.',
  }),
}));
