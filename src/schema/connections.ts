import type { ObjectRef } from '@pothos/core';
import { type Listing, rangeOfFirst } from '../resolvers/arguments.ts';
import type { Connection } from '../resolvers/connections.ts';
import { builder } from './builder.ts';
import { featureCollectionOf, type MapFeature } from './geojson.ts';

type Types = typeof builder.$inferSchemaTypes;

const PageInfoRef = builder.objectRef<Connection<unknown>['pageInfo']>('PageInfo').implement({
  description: 'Where a page lies in its listing (Relay).',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'True when there is more behind endCursor.' }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      description: 'True when there is more before startCursor: asked for with after, or known with last.',
    }),
    startCursor: t.string({
      nullable: true,
      description: 'Cursor of the first edge; null on an empty page.',
      resolve: ({ startCursor }) => startCursor(),
    }),
    endCursor: t.string({
      nullable: true,
      description: 'Pass it as after to go on. Null when the page is empty and the listing has ended.',
      resolve: ({ endCursor }) => endCursor(),
    }),
  }),
});

/** Arguments of every paged field. */
export function pageArgs(listing: Listing, defaultSize = 25) {
  const first = `How many at most, ${rangeOfFirst(listing)}.`;
  return builder.args((t) => ({
    first: t.int({ required: true, defaultValue: defaultSize, description: first }),
    after: t.string({ description: 'endCursor of the page before.' }),
  }));
}

/** The same for a listing that is read from both ends. */
export function bothEndsArgs(listing: Listing, defaultSize?: number) {
  const last = `How many from the end at most, ${rangeOfFirst(listing)}. Then first is ignored.`;
  return builder.args((t) => ({
    ...pageArgs(listing, defaultSize),
    last: t.int({ description: last }),
    before: t.string({ description: 'startCursor of the page behind. Needs last; not together with after.' }),
  }));
}

interface ConnectionOptions<T> {
  readonly name: string;
  readonly edgeName: string;
  readonly description: string;
  readonly totalCount: string;
  readonly featureCollection: string;
  readonly feature: (node: T) => MapFeature;
}

/**
 * A Relay connection type and its edge type. A listing adds further fields with builder.objectFields.
 * Pothos cannot follow the type of an edge or a node through generics, hence the two `never`.
 */
export function connectionTypes<C extends Connection<T>, T extends object = C['nodes'][number]>(
  options: ConnectionOptions<T>,
  node: ObjectRef<Types, T>,
) {
  const edge = builder.objectRef<ReturnType<C['edges']>[number]>(options.edgeName).implement({
    description: 'One row of a page.',
    fields: (t) => ({
      cursor: t.string({
        description:
          'Place of this row in its listing. Opaque, and valid for the same field, contract and arguments only.',
        resolve: ({ cursor }) => cursor(),
      }),
      node: t.field({ type: node, description: 'The row itself.', resolve: (row) => row.node as never }),
    }),
  });
  const connection = builder.objectRef<C>(options.name).implement({
    description: options.description,
    fields: (t) => ({
      edges: t.field({
        type: [edge],
        description: 'The rows with their cursors.',
        resolve: (page) => page.edges() as never,
      }),
      nodes: t.field({
        type: [node],
        description: 'The rows without their cursors.',
        resolve: (page) => page.nodes as never,
      }),
      pageInfo: t.field({ type: PageInfoRef, description: 'How to go on.', resolve: (page) => page.pageInfo }),
      totalCount: t.int({ nullable: true, description: options.totalCount, resolve: (page) => page.totalCount }),
      complete: t.boolean({
        description:
          'False when reading on stopped before the page was full. With hasNextPage, at a limit: go on at endCursor, also after an empty page. Without, where Aleph’s list broke off: the rest cannot be read.',
        resolve: (page) => page.complete,
      }),
      skipped: t.int({
        description: 'Rows of Aleph that could not be read and are missing here.',
        resolve: (page) => page.skipped,
      }),
      featureCollection: t.field({
        type: 'FeatureCollection',
        description: options.featureCollection,
        resolve: (page) => featureCollectionOf(page.nodes.map(options.feature)),
      }),
    }),
  });
  return { connection, edge };
}
