import type { Deliverable } from './deliverables.ts';
import type { Order } from './orders.ts';
import type { WholeList } from './reads/whole-lists.ts';
import { entryOf } from './values/wire.ts';

export type OrderOutcome = 'PENDING' | 'DELIVERED' | 'PARTLY_DELIVERED' | 'NOT_DELIVERED' | 'CANCELED' | 'UNKNOWN';

const OF_STATUS: Readonly<Record<string, OrderOutcome>> = {
  received: 'PENDING',
  submitted: 'PENDING',
  in_progress: 'PENDING',
  canceled: 'CANCELED',
  cancelled: 'CANCELED',
};

/** The outcome as the order itself tells it; undefined for a closed order, which its deliverables tell. */
export function outcomeOfStatus(order: Order): OrderOutcome | undefined {
  const status = order.statusText.toLowerCase();
  if (status !== 'closed') return entryOf(OF_STATUS, status) ?? 'UNKNOWN';
  return isCalledOff(order) ? 'CANCELED' : undefined;
}

/** Event types such as OrderCancellationAccepted, but not those of a mere request, or of one that was turned down. */
const CALLED_OFF_EVENT = /cancel(?!.*(?:request|reject|refus|den|fail))/i;
const CALLED_OFF_WORDS = ['canceled', 'cancelled'];
const DENIALS = ['not', 'never', 'cannot', 't'];

function isCalledOff({ latestEvent, statusReport = '' }: Order): boolean {
  if (CALLED_OFF_EVENT.test(latestEvent?.type ?? '')) return true;
  const words = statusReport.toLowerCase().split(/\W/);
  const at = words.findIndex((word) => CALLED_OFF_WORDS.includes(word));
  // As in "could not be canceled".
  return at !== -1 && !words.slice(Math.max(0, at - 3), at).some((word) => DENIALS.includes(word));
}

type Fate = 'delivered' | 'rejected' | 'undelivered' | 'unknown';

/** Words of Aleph for deliverables [obs: im]. */
const FATES: Readonly<Record<string, Fate>> = {
  delivered: 'delivered',
  rejected: 'rejected',
  processing: 'undelivered',
  queued: 'undelivered',
  failed: 'undelivered',
  not_delivered: 'undelivered',
  error: 'undelivered',
};

/**
 * The outcome of a closed order by its deliverables [obs: im]. A rejected one beside delivered ones is no failure, and
 * one whose status cannot be read leaves the outcome open.
 */
export function outcomeOfDeliverables(deliverables: WholeList<Deliverable>): OrderOutcome {
  const fates = new Set(deliverables.map(({ statusText }) => entryOf(FATES, statusText.toLowerCase()) ?? 'unknown'));
  if (fates.has('delivered') && fates.has('undelivered')) return 'PARTLY_DELIVERED';
  if (fates.has('unknown') || deliverables.lost !== undefined) return 'UNKNOWN';
  return fates.has('delivered') ? 'DELIVERED' : 'NOT_DELIVERED';
}
