import type { Band } from '../aleph/bands.ts';
import type { StacItem } from '../aleph/items.ts';
import { collectionOfStacItem } from '../resolvers/collections.ts';
import { encodeNodeId } from '../resolvers/node-ids.ts';
import { builder } from './builder.ts';
import { StacCollectionRef } from './collections.ts';
import { contractField } from './contracts.ts';
import { NodeRef } from './nodes.ts';

export function idOfItem(item: StacItem): string {
  return encodeNodeId('StacItem', item.contractId, item.collectionId, item.itemId);
}

export const BandRef = builder.objectRef<Band>('Band').implement({
  description: 'One band of a raster (STAC eo:bands, or bands of STAC 1.1).',
  fields: (t) => ({
    name: t.exposeString('name', { nullable: true, description: 'e.g. Red' }),
    commonName: t.exposeString('commonName', { nullable: true, description: 'e.g. red' }),
  }),
});

export const StacItemRef = builder.objectRef<StacItem>('StacItem').implement({
  description: 'One archive item (a STAC Item): usually one grid tile of one satellite pass.',
  interfaces: [NodeRef],
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: idOfItem }),
    itemId: t.exposeString('itemId', {
      description: 'Aleph’s item id, e.g. 20260207_033541_440_SN48_L1D_SR_MS_49N_566_1818_2_0_1',
    }),
    collectionId: t.exposeString('collectionId', { description: 'Id of its collection, e.g. l1d-sr' }),
    geometry: t.expose('geometry', {
      type: 'Geometry',
      nullable: true,
      description: 'Footprint; null when absent or impossible.',
    }),
    bbox: t.expose('bbox', {
      type: 'BBox',
      nullable: true,
      description:
        'Box around the footprint, its longitudes wrapped into ±180; null when absent, or when the footprint is impossible.',
    }),
    properties: t.expose('properties', {
      type: 'JSONObject',
      description: 'All STAC properties as Aleph sent them, sentinels included.',
    }),
    collection: t.field({
      type: StacCollectionRef,
      nullable: true,
      description: 'Its collection. Null when it is not among those of the contract.',
      resolve: collectionOfStacItem,
    }),
    contract: t.field(contractField),
  }),
});

builder.objectFields(StacItemRef, (t) => ({
  datetime: t.expose('datetime', {
    type: 'DateTime',
    nullable: true,
    description: 'When it was taken; null for an item that has startDatetime and endDatetime alone.',
  }),
  startDatetime: t.expose('startDatetime', {
    type: 'DateTime',
    nullable: true,
    description: 'First instant of an item that was taken over a span of time; null when not said.',
  }),
  endDatetime: t.expose('endDatetime', {
    type: 'DateTime',
    nullable: true,
    description: 'Last instant of such an item; null when not said.',
  }),
  platform: t.exposeString('platform', {
    nullable: true,
    description: 'Satellite, e.g. newsat48',
  }),
  instruments: t.expose('instruments', { type: ['String'], nullable: true, description: 'e.g. ms' }),
  gsd: t.exposeFloat('gsd', {
    nullable: true,
    description: 'Ground sample distance, metres per pixel. Null when absent or impossible.',
  }),
  cloudCover: t.exposeFloat('cloudCover', {
    nullable: true,
    description: 'Percent, 0 to 100; null when absent or outside that, e.g. -999 or -1 for not computed.',
  }),
  offNadir: t.exposeFloat('offNadir', {
    nullable: true,
    description: 'Degrees from straight down, 0 to 90; null when absent or outside that, e.g. -999.',
  }),
  incidenceAngle: t.exposeFloat('incidenceAngle', {
    nullable: true,
    description: 'Degrees from the vertical at the ground, 0 to 90; null when absent or outside that, e.g. -999.',
  }),
  viewAzimuth: t.exposeFloat('viewAzimuth', {
    nullable: true,
    description: 'Degrees clockwise from north, 0 to 360; null when absent or outside that, e.g. -999.',
  }),
  sunAzimuth: t.exposeFloat('sunAzimuth', {
    nullable: true,
    description: 'Degrees clockwise from north, 0 to 360; null when absent or outside that, e.g. -999.',
  }),
  sunElevation: t.exposeFloat('sunElevation', {
    nullable: true,
    description: 'Degrees above the horizon, -90 to 90; null when absent or outside that, e.g. -999.',
  }),
  outcomeId: t.exposeString('outcomeId', {
    nullable: true,
    description: 'The pass this tile belongs to (satl:outcome_id); opaque.',
  }),
  productName: t.exposeString('productName', {
    nullable: true,
    description: 'e.g. L1D_SR',
  }),
  productVersion: t.exposeString('productVersion', {
    nullable: true,
    description: 'e.g. 2.0.1',
  }),
  satelliteGeneration: t.exposeString('satelliteGeneration', {
    nullable: true,
    description: 'e.g. MarkV',
  }),
  validPixelPercent: t.exposeFloat('validPixelPercent', {
    nullable: true,
    description:
      'Percent of pixels with data, 0 to 100; null when absent or outside that, e.g. -999 or -1 for not computed.',
  }),
  lastModified: t.expose('lastModified', {
    type: 'DateTime',
    nullable: true,
    description: 'When Satellogic last changed the item (satl:last_modified).',
  }),
  gridCode: t.exposeString('gridCode', {
    nullable: true,
    description: 'Tile of Satellogic’s grid (grid:code).',
  }),
  epsg: t.exposeInt('epsg', {
    nullable: true,
    description: 'Coordinate reference system of the rasters (proj:epsg or proj:code); null when it is no EPSG code.',
  }),
  bands: t.expose('bands', {
    type: [BandRef],
    description: 'Bands said of the item as a whole; empty when not said. Each asset has its own.',
  }),
}));
