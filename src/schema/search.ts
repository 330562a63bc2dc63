import { MOST_COLLECTIONS, MOST_IDS, MOST_SORT_KEYS, MOST_VERTICES } from '../aleph/imagery/search-input.ts';
import { rangeOfFirst } from '../resolvers/arguments.ts';
import { stacItemOfContract } from '../resolvers/items.ts';
import { itemsOfStacCollection, stacSearchOfContract } from '../resolvers/search.ts';
import { builder } from './builder.ts';
import { StacCollectionRef } from './collections.ts';
import { ContractRef } from './contracts.ts';
import { DateRangeInput, filteredPageArgs, ImageryConnectionRef } from './imagery.ts';
import { StacItemRef } from './items.ts';

const SortDirectionRef = builder.enumType('SortDirection', {
  description: 'The end that comes first.',
  values: {
    ASC: { description: 'Smallest, oldest or alphabetically first.' },
    DESC: { description: 'Largest, newest or alphabetically last.' },
  } as const,
});

const SortByInput = builder.inputType('SortBy', {
  description: 'One key to sort by.',
  fields: (t) => ({
    field: t.string({ required: true, description: 'A STAC property, e.g. datetime or eo:cloud_cover' }),
    direction: t.field({
      type: SortDirectionRef,
      required: true,
      defaultValue: 'DESC',
      description: 'The end that comes first.',
    }),
  }),
});

const StacSearchInputRef = builder.inputType('StacSearchInput', {
  description: 'A STAC item search. All given conditions must hold.',
  fields: (t) => ({
    collections: t.stringList({
      description: `Only these collections, at most ${MOST_COLLECTIONS}; all when absent or empty.`,
    }),
    ids: t.stringList({ description: `Only items with these ids, at most ${MOST_IDS}.` }),
    bbox: t.field({ type: 'BBox', description: 'Not together with intersects.' }),
    intersects: t.field({
      type: 'Geometry',
      description: `Point, LineString, Polygon, Multi* or a GeometryCollection; at most ${MOST_VERTICES.toLocaleString('en')} vertices. A jump of more than 180° in longitude goes the short way, across the antimeridian. Polygons around a pole, and those with an edge that could go either way, are refused: close them over the pole, split the edge, or search by bbox.`,
    }),
    dates: t.field({ type: DateRangeInput, description: 'Days on which an item may have been taken.' }),
    cql2: t.field({
      type: 'JSONObject',
      description:
        'CQL2-JSON, handed to Aleph; applied here where Aleph takes no filters, see ImageryConnection.report.',
    }),
    sortBy: t.field({
      type: [SortByInput],
      description: `Keys to sort by, at most ${MOST_SORT_KEYS}. When absent: Aleph’s own order, usually newest first.`,
    }),
  }),
});

builder.objectFields(ContractRef, (t) => ({
  stacSearch: t.field({
    type: ImageryConnectionRef,
    nullable: true,
    description: `Full STAC item search: geometry, ids, collections, time, CQL2, sort. first: ${rangeOfFirst('items')}.`,
    args: {
      input: t.arg({ type: StacSearchInputRef, required: true, description: 'Conditions of the search.' }),
      ...filteredPageArgs,
    },
    resolve: stacSearchOfContract,
  }),
  stacItem: t.field({
    type: StacItemRef,
    nullable: true,
    description: 'One archive item by collection and item id. Null when the contract has no such item.',
    args: {
      collectionId: t.arg.string({ required: true, description: 'Aleph’s collection id, e.g. l1d-sr' }),
      itemId: t.arg.string({ required: true, description: 'Aleph’s item id.' }),
    },
    resolve: stacItemOfContract,
  }),
}));

builder.objectField(StacCollectionRef, 'items', (t) =>
  t.field({
    type: ImageryConnectionRef,
    nullable: true,
    description: `Items of this collection. first: ${rangeOfFirst('items')}.`,
    args: {
      bbox: t.arg({ type: 'BBox', description: 'Box that an item’s footprint must meet; the globe when absent.' }),
      dates: t.arg({ type: DateRangeInput, description: 'Days on which an item may have been taken.' }),
      ...filteredPageArgs,
    },
    resolve: itemsOfStacCollection,
  }),
);
