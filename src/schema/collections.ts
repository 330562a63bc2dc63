import type { Extent, Interval, Provider, StacCollection } from '../aleph/collections.ts';
import { stacCollectionOfContract, stacCollectionsOfContract } from '../resolvers/collections.ts';
import { encodeNodeId } from '../resolvers/node-ids.ts';
import { builder } from './builder.ts';
import { ContractRef, contractField } from './contracts.ts';
import { NodeRef } from './nodes.ts';

const ProviderRef = builder.objectRef<Provider>('Provider').implement({
  description: 'An organisation that made, processed, licenses or hosts a collection (STAC Provider).',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Name of the organisation.' }),
    roles: t.exposeStringList('roles', { description: 'Any of producer, processor, licensor, host.' }),
    url: t.expose('url', { type: 'URL', nullable: true, description: 'Its home page.' }),
    description: t.exposeString('description', { nullable: true, description: 'More about it.' }),
  }),
});

const IntervalRef = builder.objectRef<Interval>('Interval').implement({
  description: 'A span of time.',
  fields: (t) => ({
    start: t.expose('start', { type: 'DateTime', nullable: true, description: 'First instant; null when open.' }),
    end: t.expose('end', { type: 'DateTime', nullable: true, description: 'Last instant; null when open.' }),
  }),
});

const ExtentRef = builder.objectRef<Extent>('Extent').implement({
  description: 'Space and time that a collection covers.',
  fields: (t) => ({
    bboxes: t.expose('bboxes', {
      type: ['BBox'],
      description: 'Overall box first; six-number boxes flattened; those that cannot be read are left out.',
    }),
    intervals: t.expose('intervals', {
      type: [IntervalRef],
      description: 'Overall span first; those that cannot be read are left out.',
    }),
  }),
});

export const StacCollectionRef = builder.objectRef<StacCollection>('StacCollection').implement({
  description: 'A collection of archive items that share their processing (a STAC Collection).',
  interfaces: [NodeRef],
  fields: (t) => ({
    id: t.id({
      description: 'Global id.',
      resolve: (collection) => encodeNodeId('StacCollection', collection.contractId, collection.collectionId),
    }),
    collectionId: t.exposeString('collectionId', { description: 'Aleph’s collection id, e.g. l1d-sr' }),
    title: t.exposeString('title', { nullable: true, description: 'Short name for people.' }),
    description: t.exposeString('description', { nullable: true, description: 'Contents of the collection.' }),
    license: t.exposeString('license', { nullable: true, description: 'SPDX id, or proprietary.' }),
    keywords: t.exposeStringList('keywords', { description: 'Words to find it by.' }),
    providers: t.expose('providers', { type: [ProviderRef], description: 'Organisations behind it.' }),
    extent: t.expose('extent', {
      type: ExtentRef,
      nullable: true,
      description: 'Space and time that it covers; null when Aleph does not say.',
    }),
    summaries: t.expose('summaries', {
      type: 'JSONObject',
      nullable: true,
      description: 'Values that occur in its items, by property (STAC summaries).',
    }),
    contract: t.field(contractField),
  }),
});

builder.objectFields(ContractRef, (t) => ({
  stacCollections: t.field({
    type: [StacCollectionRef],
    nullable: true,
    description: 'STAC collections this contract can search.',
    resolve: stacCollectionsOfContract,
  }),
  stacCollection: t.field({
    type: StacCollectionRef,
    nullable: true,
    description: 'One collection by Aleph’s id. Null when the contract has no such collection.',
    args: { collectionId: t.arg.string({ required: true, description: 'Aleph’s collection id, e.g. l1d-sr' }) },
    resolve: stacCollectionOfContract,
  }),
}));
