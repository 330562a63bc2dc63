import { MOST_NODES, type Node, nodeOfQuery, nodesOfQuery } from '../resolvers/nodes.ts';
import { builder } from './builder.ts';

export const NodeRef = builder.interfaceRef<Node>('Node').implement({
  description:
    'Anything with a global id that node(id:) can fetch again. Every id but Contract.id is opaque and embeds its contract, so the same item seen through two contracts has two ids.',
  resolveType: typeNameOf,
  fields: (t) => ({
    id: t.id({
      description: 'Global id. Opaque, except for a contract, whose id is Aleph’s own.',
      resolve: () => {
        throw new Error('every type answers its own id');
      },
    }),
  }),
});

/** The GraphQL type of a node, by a member that only this type has. */
function typeNameOf(node: Node): string {
  if ('itemId' in node) return 'StacItem';
  if ('captureId' in node) return 'Capture';
  // Orders before tasks, since an order may have a `taskId` too.
  if ('orderId' in node) return 'Order';
  if ('taskId' in node) return 'Task';
  if ('productId' in node) return 'TaskingProduct';
  return 'collectionId' in node ? 'StacCollection' : 'Contract';
}

builder.queryFields((t) => ({
  node: t.field({
    type: NodeRef,
    nullable: true,
    description: 'Any node by its global id. Null when it no longer exists.',
    args: { id: t.arg.id({ required: true, description: 'The id field of any Node.' }) },
    resolve: nodeOfQuery,
  }),
  nodes: t.field({
    type: [NodeRef],
    nullable: { list: true, items: true },
    description: `Several nodes by global id, in the order asked; null where one is missing. At most ${MOST_NODES}.`,
    args: { ids: t.arg.idList({ required: true, description: `The id fields of any Nodes, at most ${MOST_NODES}.` }) },
    resolve: nodesOfQuery,
  }),
}));
