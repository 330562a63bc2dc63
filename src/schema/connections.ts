import type { ObjectRef } from '@pothos/core';
import type { Connection } from '../resolvers/connections.ts';
import { builder } from './builder.ts';

type Types = typeof builder.$inferSchemaTypes;
type Edge<T> = Connection<T>['edges'][number];

const PageInfoRef = builder.objectRef<Connection<unknown>['pageInfo']>('PageInfo').implement({
  description: 'Where a page lies in its listing (Relay).',
  fields: (t) => ({
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'True when there is more behind endCursor.' }),
    hasPreviousPage: t.exposeBoolean('hasPreviousPage', {
      description: 'True when this page was asked for with after.',
    }),
    startCursor: t.exposeString('startCursor', {
      nullable: true,
      description: 'Cursor of the first edge; null on an empty page.',
    }),
    endCursor: t.exposeString('endCursor', {
      nullable: true,
      description: 'Pass it as after to go on. Null when the page is empty and the listing has ended.',
    }),
  }),
});

interface ConnectionNames {
  readonly connection: string;
  readonly edge: string;
  readonly description: string;
  readonly totalCount: string;
}

/** A Relay connection type and its edge type; what one kind of listing adds goes on top with builder.objectFields. */
export function connectionType<C extends Connection<T>, T extends object = C['edges'][number]['node']>(
  names: ConnectionNames,
  node: ObjectRef<Types, T>,
): ObjectRef<Types, C> {
  const EdgeRef = builder.objectRef<Edge<T>>(names.edge).implement({
    description: 'One row of a page.',
    fields: (t) => ({
      cursor: t.exposeString('cursor', {
        description: 'Place of this row in its listing. Opaque; good for the same field, contract and arguments only.',
      }),
      // Pothos cannot follow the type of a node through a generic; `T` is what `node` resolves from.
      node: t.field({ type: node, description: 'The row itself.', resolve: (edge) => edge.node as never }),
    }),
  });
  return builder.objectRef<C>(names.connection).implement({
    description: names.description,
    fields: (t) => ({
      edges: t.field({ type: [EdgeRef], description: 'The rows with their cursors.', resolve: (page) => page.edges }),
      nodes: t.field({
        type: [node],
        description: 'The rows without their cursors.',
        resolve: (page) => page.edges.map((edge) => edge.node),
      }),
      pageInfo: t.field({ type: PageInfoRef, description: 'How to go on.', resolve: (page) => page.pageInfo }),
      totalCount: t.int({ nullable: true, description: names.totalCount, resolve: (page) => page.totalCount }),
      complete: t.boolean({
        description:
          'False when reading on stopped at a limit before the page was full; with hasNextPage, go on at endCursor, also after an empty page.',
        resolve: (page) => page.complete,
      }),
    }),
  });
}
