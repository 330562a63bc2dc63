import type { Guesses } from './guesses.ts';
import { isoMicros } from './instants.ts';
import type { Fate, Order } from './orders.ts';
import { createRandom } from './random.ts';

/** What events are made from. */
export interface EventGround {
  readonly seed: number;
  readonly guesses: Pick<Guesses, 'orderPartNames'>;
}

const CANCELLATION = [
  ['OrderAccepted', 'The order is accepted'],
  ['OrderCancellationRequested', 'Cancellation was asked for'],
  ['OrderCancellationAccepted', 'The order is canceled'],
] as const;
const DELIVERY = [
  ['OrderAccepted', 'The order is accepted'],
  ['OrderClosed', 'The order is closed'],
] as const;
const HISTORIES: Readonly<Record<Fate, readonly (readonly [string, string])[]>> = {
  received: [],
  submitted: [['OrderSubmitted', 'The order is being looked at']],
  in_progress: [['OrderAccepted', 'The order is accepted']],
  delivered: DELIVERY,
  partly_delivered: DELIVERY,
  undelivered: [
    ['OrderAccepted', 'The order is accepted'],
    ['OrderForceClosed', 'The order is closed without a delivery'],
  ],
  empty: [['OrderAnalysisFailed', 'There is no opportunity to take it']],
  canceled: CANCELLATION,
  closed_by_cancellation: CANCELLATION,
};
const HOUR_MS = 3_600_000;

/** What happened to an order, oldest first. */
export function eventsOf({ fate, key, createdMs, eventTimes }: Order, { seed, guesses }: EventGround) {
  const random = createRandom(seed, 11, key);
  let time = createdMs;
  return HISTORIES[fate].map(([type, message], index) => {
    time += random.int(1, 60) * HOUR_MS;
    time = eventTimes?.[index] ?? time;
    return {
      [guesses.orderPartNames === 'long' ? 'event_id' : 'id']: `event.${random.uuid()}`,
      type,
      timestamp: `${isoMicros(time * 1000)}Z`,
      message,
    };
  });
}

export function latestEventOf(order: Order, ground: EventGround) {
  return eventsOf(order, ground).at(-1);
}
