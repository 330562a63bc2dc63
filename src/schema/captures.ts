import type { Capture } from '../aleph/captures.ts';
import { rangeOfFirst } from '../resolvers/arguments.ts';
import { capturesOfTask, itemsOfCapture } from '../resolvers/captures.ts';
import { encodeNodeId } from '../resolvers/node-ids.ts';
import { builder } from './builder.ts';
import { ImageryConnectionRef, imageryPageArgs } from './imagery.ts';
import { NodeRef } from './nodes.ts';
import { TaskRef } from './tasks.ts';

export const CaptureRef = builder.objectRef<Capture>('Capture').implement({
  description: 'One take of imagery for a task or an order.',
  interfaces: [NodeRef],
  fields: (t) => ({
    id: t.id({
      description: 'Global id.',
      resolve: ({ contractId, source, captureId }) => {
        const [kind, sourceId] = source.kind === 'task' ? ['task', String(source.taskId)] : ['order', source.orderId];
        return encodeNodeId('Capture', contractId, String(kind), String(sourceId), captureId);
      },
    }),
    captureId: t.exposeString('captureId', {
      description: 'Aleph’s id; also the outcome id of the archive items made from it.',
    }),
    statusText: t.exposeString('statusText', { description: 'Aleph’s own word, e.g. published' }),
    items: t.field({
      type: ImageryConnectionRef,
      nullable: true,
      description: `The archive items made from this capture: one call per capture, or more. first: ${rangeOfFirst('items')}.`,
      args: imageryPageArgs,
      resolve: itemsOfCapture,
    }),
  }),
});

builder.objectField(TaskRef, 'captures', (t) =>
  t.field({
    type: [CaptureRef],
    nullable: true,
    description: 'Captures made for this task: one call, more where Aleph pages them.',
    resolve: capturesOfTask,
  }),
);
