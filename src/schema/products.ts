import type { TaskingProduct } from '../aleph/products.ts';
import { encodeNodeId } from '../resolvers/node-ids.ts';
import { taskingProductOfContract, taskingProductsOfContract } from '../resolvers/products.ts';
import { builder } from './builder.ts';
import { ContractRef, contractField } from './contracts.ts';
import { NodeRef } from './nodes.ts';

const TargetType = builder.enumType('TargetType', {
  description: 'The kind of target a tasking product takes.',
  values: {
    POINT: { description: 'A point of interest.' },
    POLYGON: { description: 'An area of interest.' },
  } as const,
});

export const TaskingProductRef = builder.objectRef<TaskingProduct>('TaskingProduct').implement({
  description: 'A product that a contract may task.',
  interfaces: [NodeRef],
  fields: (t) => ({
    id: t.id({
      description: 'Global id.',
      resolve: (product) => encodeNodeId('TaskingProduct', product.contractId, product.productId),
    }),
    productId: t.exposeInt('productId', { description: 'Aleph’s product number (pk), e.g. 169.' }),
    name: t.exposeString('name', { description: 'e.g. Multispectral 70cm' }),
    targetType: t.expose('targetType', {
      type: TargetType,
      nullable: true,
      description: 'The target this product takes; null when Aleph does not say.',
    }),
    contract: t.field(contractField),
  }),
});

builder.objectFields(ContractRef, (t) => ({
  taskingProducts: t.field({
    type: [TaskingProductRef],
    nullable: true,
    description: 'Products this contract may task.',
    resolve: taskingProductsOfContract,
  }),
  taskingProduct: t.field({
    type: TaskingProductRef,
    nullable: true,
    description: 'One product by Aleph’s number. Null when the contract has no such product.',
    args: { productId: t.arg.int({ required: true, description: 'Aleph’s product number (pk).' }) },
    resolve: taskingProductOfContract,
  }),
}));
