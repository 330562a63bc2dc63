import type { Order } from '../../aleph/orders.ts';
import type { Task } from '../../aleph/tasks.ts';
import type { Placement, Uncertainty } from '../../aleph/writes/placing.ts';
import {
  createOrderOfMutation,
  createTaskOfMutation,
  orderOfPayload,
  type Placed,
  taskOfPayload,
} from '../../resolvers/writes/placements.ts';
import { builder } from '../builder.ts';
import { OrderRef } from '../orders.ts';
import { TaskRef } from '../tasks.ts';
import { CreateOrderInputRef, CreateTaskInputRef } from './placement-inputs.ts';
import { UserErrorRef } from './user-errors.ts';

const PlacementOutcomeRef = builder.enumType('PlacementOutcome', {
  description: 'What became of a placement.',
  values: {
    PLACED: { description: 'Aleph confirmed it.' },
    FOUND_EXISTING: {
      description:
        'It was there already, or its lost answer was made up for by a look-up: same name, product or SKU, geometry and window. Nothing more was placed.',
    },
    UNCERTAIN: {
      description:
        'The write left and no trustworthy answer came. Never send it with another key; the same key asks again and never writes again.',
    },
    NOT_PLACED: {
      description: 'Nothing was placed; userErrors tells why. The key may be used again with a corrected input.',
    },
  } as const,
});

const PlacementUncertaintyRef = builder.objectRef<Uncertainty>('PlacementUncertainty').implement({
  description: 'What is known of a write without an answer.',
  fields: (t) => ({
    name: t.exposeString('name', {
      description: 'What to search for: tasks(filter: {name:}) or orders(filter: {search:}).',
    }),
    since: t.expose('since', { type: 'DateTime', description: 'When the write left.' }),
    settledAt: t.expose('settledAt', {
      type: 'DateTime',
      description: 'From when on a look-up that finds nothing is good evidence that nothing was placed.',
    }),
  }),
});

const PlacementPayloadRef = builder.interfaceRef<Placement<unknown>>('PlacementPayload').implement({
  description: 'What became of a placement.',
  fields: (t) => ({
    outcome: t.expose('outcome', { type: PlacementOutcomeRef, description: 'What became of it.' }),
    replayed: t.exposeBoolean('replayed', {
      description: 'True when this is the stored answer to an earlier request with the same key.',
    }),
    uncertainty: t.expose('uncertainty', {
      type: PlacementUncertaintyRef,
      nullable: true,
      description: 'Set when outcome is UNCERTAIN, else null.',
    }),
    userErrors: t.expose('userErrors', {
      type: [UserErrorRef],
      description: 'Empty for PLACED and FOUND_EXISTING; one or more entries for NOT_PLACED and UNCERTAIN.',
    }),
  }),
});

const CreateTaskPayloadRef = builder.objectRef<Placed<Task>>('CreateTaskPayload').implement({
  description: 'What became of a task.',
  interfaces: [PlacementPayloadRef],
  fields: (t) => ({
    taskId: t.int({
      nullable: true,
      description: 'Aleph’s number, whenever it named one.',
      resolve: ({ id }) => (id === undefined ? null : Number(id)),
    }),
    task: t.field({
      type: TaskRef,
      nullable: true,
      description: 'The task, for PLACED and FOUND_EXISTING; null when it could not be read.',
      resolve: taskOfPayload,
    }),
  }),
});

const CreateOrderPayloadRef = builder.objectRef<Placed<Order>>('CreateOrderPayload').implement({
  description: 'What became of an order.',
  interfaces: [PlacementPayloadRef],
  fields: (t) => ({
    orderId: t.exposeString('id', { nullable: true, description: 'Aleph’s id, whenever it named one.' }),
    order: t.field({
      type: OrderRef,
      nullable: true,
      description: 'The order, for PLACED and FOUND_EXISTING; null when it could not be read.',
      resolve: orderOfPayload,
    }),
  }),
});

builder.mutationFields((t) => ({
  createTask: t.field({
    type: CreateTaskPayloadRef,
    nullable: true,
    description:
      'Places one tasking task; costs money. Nothing is placed twice for one key, nor for one name at a time.',
    args: { input: t.arg({ type: CreateTaskInputRef, required: true, description: 'The task.' }) },
    resolve: createTaskOfMutation,
  }),
  createOrder: t.field({
    type: CreateOrderPayloadRef,
    nullable: true,
    description: 'Places one order; costs money. Same rules as createTask.',
    args: { input: t.arg({ type: CreateOrderInputRef, required: true, description: 'The order.' }) },
    resolve: createOrderOfMutation,
  }),
}));
