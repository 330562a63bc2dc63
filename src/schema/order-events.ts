import type { OrderEvent } from '../aleph/order-events.ts';
import { builder } from './builder.ts';

export const OrderEventRef = builder.objectRef<OrderEvent>('OrderEvent').implement({
  description: 'Something that happened to an order.',
  fields: (t) => ({
    eventId: t.exposeString('eventId', { nullable: true, description: 'Aleph’s id of the event.' }),
    type: t.exposeString('type', { description: 'Aleph’s own word, e.g. OrderAccepted' }),
    timestamp: t.expose('timestamp', { type: 'DateTime', nullable: true, description: 'When it happened.' }),
    message: t.exposeString('message', { nullable: true, description: 'Aleph’s words on it.' }),
  }),
});
