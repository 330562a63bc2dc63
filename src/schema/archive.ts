import type { Feature, FeatureCollection, Geometry } from 'geojson';
import type { SearchReport } from '../aleph/archive-pages.ts';
import type { StacItem } from '../aleph/items.ts';
import { archiveSearchOfContract, type ImageryConnection } from '../resolvers/archive.ts';
import { builder } from './builder.ts';
import { connectionType } from './connections.ts';
import { ContractRef } from './contracts.ts';
import { idOfItem, StacItemRef } from './items.ts';

const DateRangeInput = builder.inputType('DateRange', {
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
  }),
});

const SearchReportRef = builder.objectRef<SearchReport>('SearchReport').implement({
  description: 'How a search was carried out.',
  fields: (t) => ({
    appliedByAleph: t.exposeStringList('appliedByAleph', { description: 'Arguments that Aleph applied.' }),
    appliedHere: t.exposeStringList('appliedHere', { description: 'Arguments this server applied after fetching.' }),
    itemsScanned: t.exposeInt('itemsScanned', { description: 'Items read to fill this page.' }),
  }),
});

const ImageryConnectionRef = connectionType<ImageryConnection>(
  {
    connection: 'ImageryConnection',
    edge: 'ImageryEdge',
    description: 'A page of archive imagery.',
    totalCount: 'Null when Aleph does not count, or when a filter ran here.',
  },
  StacItemRef,
);

builder.objectFields(ImageryConnectionRef, (t) => ({
  featureCollection: t.field({
    type: 'FeatureCollection',
    description:
      'This page as a map-ready FeatureCollection (merge pages through edges, not through this); properties hold id, datetime, cloudCover, gsd, platform.',
    resolve: featureCollectionOf,
  }),
  report: t.expose('report', {
    type: SearchReportRef,
    description:
      'Which filters Aleph applied, which this server applied, and how many items were read to fill the page.',
  }),
}));

builder.objectFields(ContractRef, (t) => ({
  archiveSearch: t.field({
    type: ImageryConnectionRef,
    nullable: true,
    description: 'Archive imagery that meets a box in a span of days (both ends included). first: 1 to 2,000.',
    args: {
      bbox: t.arg({ type: 'BBox', required: true, description: 'Box that an item’s footprint must meet.' }),
      dates: t.arg({ type: DateRangeInput, required: true, description: 'Days on which an item may have been taken.' }),
      collections: t.arg.stringList({ description: 'Only these collections; all when absent or empty.' }),
      first: t.arg.int({ required: true, defaultValue: 25, description: 'How many at most, 1 to 2,000.' }),
      after: t.arg.string({ description: 'endCursor of the page before.' }),
      filter: t.arg({ type: ImageryFilterInput, description: 'Further conditions; all must hold.' }),
    },
    resolve: archiveSearchOfContract,
  }),
}));

function featureCollectionOf({ edges }: ImageryConnection): FeatureCollection<Geometry | null> {
  return { type: 'FeatureCollection', features: edges.map(({ node }) => featureOf(node)) };
}

/** An item without a footprint stays as a feature without a place [RFC 7946 §3.2]. */
function featureOf(item: StacItem): Feature<Geometry | null> {
  const id = idOfItem(item);
  const { datetime, cloudCover, gsd, platform, geometry } = item;
  const properties = { id, datetime, cloudCover, gsd, platform };
  return { type: 'Feature', id, geometry: geometry ?? null, properties: withNulls(properties) };
}

function withNulls(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, value ?? null]));
}
