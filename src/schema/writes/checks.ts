import {
  type Check,
  checkOrderOfContract,
  checkTaskOfContract,
  feasibilityOfCheck,
  userErrorsOfCheck,
} from '../../resolvers/writes/checks.ts';
import { builder } from '../builder.ts';
import { ContractRef } from '../contracts.ts';
import { CheckOrderInputRef, CheckTaskInputRef } from './placement-inputs.ts';
import { UserErrorRef } from './user-errors.ts';

function checkType(name: string, description: string) {
  return builder.objectRef<Check>(name).implement({
    description,
    fields: (t) => ({
      feasibility: t.field({
        type: 'JSONObject',
        nullable: true,
        description: 'Aleph’s own answer, nothing of its shape promised; null when it gives none.',
        resolve: feasibilityOfCheck,
      }),
      userErrors: t.field({
        type: [UserErrorRef],
        description: 'What to put right before it is placed; empty when nothing is known.',
        resolve: userErrorsOfCheck,
      }),
    }),
  });
}

const TaskCheckRef = checkType('TaskCheck', 'What is known of a task before it is placed.');
const OrderCheckRef = checkType('OrderCheck', 'What is known of an order before it is placed.');

builder.objectFields(ContractRef, (t) => ({
  checkTask: t.field({
    type: TaskCheckRef,
    nullable: true,
    description: 'Checks a task and places nothing. feasibility costs one call, and none while userErrors has entries.',
    args: { input: t.arg({ type: CheckTaskInputRef, required: true, description: 'The task.' }) },
    resolve: checkTaskOfContract,
  }),
  checkOrder: t.field({
    type: OrderCheckRef,
    nullable: true,
    description:
      'Checks an order and places nothing. feasibility may wait for Aleph’s analysis within the request’s time.',
    args: { input: t.arg({ type: CheckOrderInputRef, required: true, description: 'The order.' }) },
    resolve: checkOrderOfContract,
  }),
}));
