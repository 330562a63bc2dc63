import type { Order } from '../aleph/orders.ts';
import { rangeOfFirst } from '../resolvers/arguments.ts';
import { capturesOfOrder } from '../resolvers/captures.ts';
import type { Connection } from '../resolvers/connections.ts';
import { encodeNodeId } from '../resolvers/node-ids.ts';
import {
  deliverablesOfOrder,
  eventsOfOrder,
  orderOfContract,
  ordersOfContract,
  outcomeOfOrder,
  taskOfOrder,
} from '../resolvers/orders.ts';
import { builder } from './builder.ts';
import { CaptureRef } from './captures.ts';
import { bothEndsArgs, connectionTypes } from './connections.ts';
import { ContractRef, contractField } from './contracts.ts';
import { DeliverableRef } from './deliverables.ts';
import { NodeRef } from './nodes.ts';
import { OrderEventRef } from './order-events.ts';
import { TaskRef } from './tasks.ts';

const OrderOutcomeRef = builder.enumType('OrderOutcome', {
  description: 'Outcome of an order.',
  values: {
    PENDING: { description: 'Not closed yet.' },
    DELIVERED: { description: 'Closed, with every deliverable delivered, but for rejected ones.' },
    PARTLY_DELIVERED: { description: 'Closed, with some of its deliverables delivered.' },
    NOT_DELIVERED: { description: 'Closed, with nothing delivered.' },
    CANCELED: { description: 'Called off, also where it was closed for that.' },
    UNKNOWN: { description: 'A status, of the order or of a deliverable, that is new or cannot be read.' },
  } as const,
});

function idOfOrder(order: Order): string {
  return encodeNodeId('Order', order.contractId, order.orderId);
}

export const OrderRef = builder.objectRef<Order>('Order').implement({
  description: 'An order (Aleph v2) placed under a contract.',
  interfaces: [NodeRef],
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: idOfOrder }),
    orderId: t.exposeString('orderId', { description: 'Zero-padded text, e.g. 000383' }),
    name: t.exposeString('name', { nullable: true, description: 'Name that the customer gave it.' }),
    projectName: t.exposeString('projectName', { nullable: true, description: 'Project it belongs to.' }),
    sku: t.exposeString('sku', { nullable: true, description: 'The ordered product, e.g. TSKPOI-M' }),
    productName: t.exposeString('productName', { nullable: true, description: 'The same in words.' }),
    statusText: t.exposeString('statusText', { description: 'Aleph’s own word: received, in_progress, closed, ...' }),
    statusReport: t.exposeString('statusReport', {
      nullable: true,
      description: 'Aleph’s report on the status, as text.',
    }),
    latestEvent: t.expose('latestEvent', {
      type: OrderEventRef,
      nullable: true,
      description: 'The last thing that happened to it.',
    }),
    outcome: t.field({
      type: OrderOutcomeRef,
      nullable: true,
      description:
        'Outcome of a closed order, judged by its deliverables. One call per closed order, more where Aleph pages them. Null when they cannot be read.',
      resolve: outcomeOfOrder,
    }),
    geometry: t.expose('geometry', { type: 'Geometry', nullable: true, description: 'Point or polygon ordered.' }),
    parameters: t.expose('parameters', {
      type: 'JSONObject',
      nullable: true,
      description: 'Parameters of the order, as Aleph keeps them.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', nullable: true, description: 'When it was placed.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', nullable: true, description: 'When it last changed.' }),
    taskId: t.exposeInt('taskId', {
      nullable: true,
      description: 'The number of the tasking task behind it, when there is one.',
    }),
    task: t.field({
      type: TaskRef,
      nullable: true,
      description: 'The tasking task behind it: one call.',
      resolve: taskOfOrder,
    }),
    contract: t.field(contractField),
    events: t.field({
      type: [OrderEventRef],
      nullable: true,
      description: 'Everything that happened to it: one call, more where Aleph pages them.',
      resolve: eventsOfOrder,
    }),
    captures: t.field({
      type: [CaptureRef],
      nullable: true,
      description: 'Captures made for it: one call, more where Aleph pages them.',
      resolve: capturesOfOrder,
    }),
    deliverables: t.field({
      type: [DeliverableRef],
      nullable: true,
      description: 'Its deliverables: one call, more where Aleph pages them.',
      resolve: deliverablesOfOrder,
    }),
  }),
});

const OrderFilterInput = builder.inputType('OrderFilter', {
  description: 'Which orders to list. Applied by Aleph.',
  fields: (t) => ({ search: t.string({ description: 'Free text.' }) }),
});

const { connection: OrderConnectionRef } = connectionTypes<Connection<Order>>(
  {
    name: 'OrderConnection',
    edgeName: 'OrderEdge',
    description: 'A page of orders.',
    totalCount: 'All matching orders as Aleph counts them; null when Aleph does not say.',
    featureCollection:
      'This page as map-ready features; properties hold id, orderId, name, sku, statusText, createdAt.',
    feature: (order) => {
      const { orderId, name, sku, statusText, createdAt } = order;
      return {
        id: idOfOrder(order),
        geometry: order.geometry,
        properties: { orderId, name, sku, statusText, createdAt },
      };
    },
  },
  OrderRef,
);

builder.objectFields(ContractRef, (t) => ({
  orders: t.field({
    type: OrderConnectionRef,
    nullable: true,
    description: `Orders (Aleph v2) under this contract. first: ${rangeOfFirst('orders')}; events, captures and deliverables of an order cost one call each, more where Aleph pages them.`,
    args: {
      ...bothEndsArgs('orders', 10),
      filter: t.arg({ type: OrderFilterInput, description: 'Which orders; all when absent.' }),
    },
    resolve: ordersOfContract,
  }),
  order: t.field({
    type: OrderRef,
    nullable: true,
    description: 'One order by Aleph’s id. Null when the contract has no such order.',
    args: { orderId: t.arg.string({ required: true, description: 'Aleph’s order id, zeros included, e.g. 000383' }) },
    resolve: orderOfContract,
  }),
}));
