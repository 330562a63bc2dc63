import type { Deliverable } from '../aleph/deliverables.ts';
import { writeOpaque } from '../resolvers/opaque-text.ts';
import { AssetRef } from './assets.ts';
import { builder } from './builder.ts';

export const DeliverableRef = builder.objectRef<Deliverable>('Deliverable').implement({
  description: 'One delivery of an order.',
  fields: (t) => ({
    id: t.id({
      description: 'Contract, order and deliverable: stable for caches. Not a Node.',
      resolve: ({ contractId, orderId, deliverableId }) =>
        writeOpaque(['Deliverable', contractId, orderId, deliverableId]),
    }),
    deliverableId: t.exposeString('deliverableId', { description: 'e.g. deliv.10504203-021b-410f-ab34-276f7e8090d5' }),
    statusText: t.exposeString('statusText', { description: 'Aleph’s own word, e.g. DELIVERED' }),
    assets: t.expose('assets', { type: [AssetRef], description: 'Every file delivered, in Aleph’s order.' }),
  }),
});
