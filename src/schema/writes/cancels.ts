import type { Order } from '../../aleph/orders.ts';
import type { Task } from '../../aleph/tasks.ts';
import type { Cancel } from '../../aleph/writes/cancels.ts';
import { cancelOrderOfMutation, cancelTaskOfMutation } from '../../resolvers/writes/cancels.ts';
import { builder } from '../builder.ts';
import { OrderRef } from '../orders.ts';
import { TaskRef } from '../tasks.ts';
import { UserErrorRef } from './user-errors.ts';

const CancelOutcomeRef = builder.enumType('CancelOutcome', {
  description: 'What became of a request to cancel.',
  values: {
    CANCEL_REQUESTED: { description: 'Aleph took the request; watch the status.' },
    CANCELED: { description: 'Aleph says that it is canceled.' },
    ALREADY_FINAL: { description: 'It had ended before; nothing was sent.' },
    UNCERTAIN: { description: 'The answer was lost and a look at the task did not tell. Send it again.' },
    NOT_REQUESTED: { description: 'Nothing was sent or Aleph refused; see userErrors.' },
  } as const,
});

const OUTCOME = { type: CancelOutcomeRef, description: 'What became of the request.' } as const;
const USER_ERRORS = { description: 'One or more entries for NOT_REQUESTED and UNCERTAIN.' } as const;

const CancelTaskInputRef = builder.inputType('CancelTaskInput', {
  description: 'The task to cancel.',
  fields: (t) => ({
    contractId: t.id({ required: true, description: 'Aleph’s contract id.' }),
    taskId: t.int({ required: true, description: 'Aleph’s task number.' }),
  }),
});

const CancelOrderInputRef = builder.inputType('CancelOrderInput', {
  description: 'The order to cancel.',
  fields: (t) => ({
    contractId: t.id({ required: true, description: 'Aleph’s contract id.' }),
    orderId: t.string({ required: true, description: 'Aleph’s order id.' }),
  }),
});

const CancelTaskPayloadRef = builder.objectRef<Cancel<Task>>('CancelTaskPayload').implement({
  description: 'What became of a request to cancel a task.',
  fields: (t) => ({
    outcome: t.expose('outcome', OUTCOME),
    task: t.expose('row', { type: TaskRef, nullable: true, description: 'As Aleph tells it now.' }),
    userErrors: t.expose('userErrors', { ...USER_ERRORS, type: [UserErrorRef] }),
  }),
});

const CancelOrderPayloadRef = builder.objectRef<Cancel<Order>>('CancelOrderPayload').implement({
  description: 'What became of a request to cancel an order.',
  fields: (t) => ({
    outcome: t.expose('outcome', OUTCOME),
    order: t.expose('row', { type: OrderRef, nullable: true, description: 'As Aleph tells it now.' }),
    userErrors: t.expose('userErrors', { ...USER_ERRORS, type: [UserErrorRef] }),
  }),
});

builder.mutationFields((t) => ({
  cancelTask: t.field({
    type: CancelTaskPayloadRef,
    nullable: true,
    description: 'Asks Aleph to cancel a task. Safe to send again.',
    args: { input: t.arg({ type: CancelTaskInputRef, required: true, description: 'The task.' }) },
    resolve: cancelTaskOfMutation,
  }),
  cancelOrder: t.field({
    type: CancelOrderPayloadRef,
    nullable: true,
    description:
      'Asks Aleph to cancel the task behind an order. Orders without a task cannot be canceled here. Safe to send again.',
    args: { input: t.arg({ type: CancelOrderInputRef, required: true, description: 'The order.' }) },
    resolve: cancelOrderOfMutation,
  }),
}));
