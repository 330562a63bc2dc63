import { isTerminal } from '../aleph/task-statuses.ts';
import type { Task } from '../aleph/tasks.ts';
import { rangeOfFirst } from '../resolvers/arguments.ts';
import type { Connection } from '../resolvers/connections.ts';
import { encodeNodeId } from '../resolvers/node-ids.ts';
import { productOfTask } from '../resolvers/products.ts';
import { taskOfContract, tasksOfContract } from '../resolvers/tasks.ts';
import { builder } from './builder.ts';
import { bothEndsArgs, connectionTypes } from './connections.ts';
import { ContractRef, contractField } from './contracts.ts';
import { NodeRef } from './nodes.ts';
import { TaskingProductRef } from './products.ts';

const KNOWN_STATUSES = {
  RECEIVED: { description: 'Aleph has the task and nothing is decided yet.' },
  COMPLETED: { description: 'Done. Final.' },
  FAILED: { description: 'Tried without success. Final.' },
  REJECTED: { description: 'Not accepted. Final.' },
  CANCELED: { description: 'Called off. Final.' },
} as const;

const TaskStatusRef = builder.enumType('TaskStatus', {
  description: 'Status of a task.',
  values: {
    ...KNOWN_STATUSES,
    OTHER: { description: 'A status this server does not know yet; read statusText.' },
  } as const,
});

const TaskStatusFilter = builder.enumType('TaskStatusFilter', {
  description: 'The statuses tasks can be listed by.',
  values: KNOWN_STATUSES,
});

const TaskFilterInput = builder.inputType('TaskFilter', {
  description: 'Which tasks to list; several conditions must all hold. Applied by Aleph.',
  fields: (t) => ({
    status: t.field({ type: TaskStatusFilter, description: 'Only tasks in this status.' }),
    name: t.string({ description: 'Only tasks of exactly this name.' }),
    projectName: t.string({ description: 'Only tasks of the project of exactly this name.' }),
  }),
});

function idOfTask(task: Task): string {
  return encodeNodeId('Task', task.contractId, task.taskId);
}

export const TaskRef = builder.objectRef<Task>('Task').implement({
  description: 'A request to image a target, placed under a contract.',
  interfaces: [NodeRef],
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: idOfTask }),
    taskId: t.exposeInt('taskId', { description: 'Aleph’s task number, e.g. 23272.' }),
    name: t.exposeString('name', { description: 'Name that the customer gave it.' }),
    projectName: t.exposeString('projectName', {
      nullable: true,
      description: 'Project it belongs to.',
    }),
    productId: t.exposeInt('productId', {
      description: 'Number of the product it asks for.',
    }),
    product: t.field({
      type: TaskingProductRef,
      nullable: true,
      description: 'Null when the product is no longer listed for this contract.',
      resolve: productOfTask,
    }),
    status: t.expose('status', { type: TaskStatusRef, description: 'Aleph’s status, as far as it is known here.' }),
    statusText: t.exposeString('statusText', {
      description: 'Aleph’s own word for the status.',
    }),
    isTerminal: t.boolean({
      description: 'True when the status cannot change any more.',
      resolve: ({ status }) => isTerminal(status),
    }),
    start: t.expose('start', {
      type: 'DateTime',
      nullable: true,
      description: 'When imaging may begin.',
    }),
    end: t.expose('end', {
      type: 'DateTime',
      nullable: true,
      description: 'When imaging must have ended.',
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was placed.',
    }),
    priority: t.exposeInt('priority', {
      nullable: true,
      description: 'Set by Aleph.',
    }),
    client: t.exposeString('client', {
      nullable: true,
      description: 'Customer it was placed for.',
    }),
    target: t.expose('target', {
      type: 'Geometry',
      nullable: true,
      description: 'Point or polygon to image.',
    }),
    contract: t.field(contractField),
  }),
});

const { connection: TaskConnectionRef } = connectionTypes<Connection<Task>>(
  {
    name: 'TaskConnection',
    edgeName: 'TaskEdge',
    description: 'A page of tasks.',
    totalCount: 'All matching tasks as Aleph counts them; null when Aleph does not say.',
    featureCollection:
      'This page’s targets as map-ready features; properties hold id, taskId, name, projectName, statusText, start, end.',
    feature: (task) => {
      const { taskId, name, projectName, statusText, start, end } = task;
      return {
        id: idOfTask(task),
        geometry: task.target,
        properties: { taskId, name, projectName, statusText, start, end },
      };
    },
  },
  TaskRef,
);

builder.objectFields(ContractRef, (t) => ({
  tasks: t.field({
    type: TaskConnectionRef,
    nullable: true,
    description: `Tasks under this contract, in Aleph’s order. first: ${rangeOfFirst('tasks')}, and so is last. With last, first is ignored and before leads backwards.`,
    args: {
      ...bothEndsArgs('tasks'),
      filter: t.arg({ type: TaskFilterInput, description: 'Which tasks; all when absent.' }),
    },
    resolve: tasksOfContract,
  }),
  task: t.field({
    type: TaskRef,
    nullable: true,
    description: 'One task by Aleph’s number. Null when the contract has no such task.',
    args: { taskId: t.arg.int({ required: true, description: 'Aleph’s task number.' }) },
    resolve: taskOfContract,
  }),
}));
