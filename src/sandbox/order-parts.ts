import { servedDeliverable } from './deliverables.ts';
import type { Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { severalRows } from './order-envelopes.ts';
import { orderInPath } from './orders.ts';
import type { CaptureStatus } from './world/captures.ts';
import type { Contract } from './world/contracts.ts';
import { deliverablesOf } from './world/deliverables.ts';
import { eventsOf } from './world/order-events.ts';
import type { World } from './world/world.ts';

/** The second generation has words of its own for what the first one calls a capture's status. */
const CAPTURE_STATUS: Readonly<Record<CaptureStatus, string>> = {
  scheduled: 'scheduled',
  acquired: 'acquired',
  processing: 'collecting',
  published: 'acquired',
  rejected: 'failed',
  failed: 'failed',
  canceled: 'queued',
};

/** GET /v2/orders/{id}/events, oldest first */
export function listEvents(request: ApiRequest, world: World, contract: Contract): Reply {
  return severalRows(eventsOf(orderInPath(request, world, contract), world), request, world);
}

/** GET /v2/orders/{id}/captures: those of the task behind it, so none for an archive order. */
export function listOrderCaptures(request: ApiRequest, world: World, contract: Contract): Reply {
  const { task } = orderInPath(request, world, contract);
  const captures = task ? world.captures.of(task.task_id) : [];
  const isLong = world.guesses.orderPartNames === 'long';
  const rows = captures.map(({ id, status, satellite }) => ({
    [isLong ? 'capture_id' : 'id']: id,
    [isLong ? 'status' : 'state']: CAPTURE_STATUS[status],
    satellite: `newsat${satellite}`,
  }));
  return severalRows(rows, request, world);
}

/** GET /v2/orders/{id}/deliverables */
export function listDeliverables(request: ApiRequest, world: World, contract: Contract): Reply {
  const order = orderInPath(request, world, contract);
  return severalRows(
    deliverablesOf(order, world).map((one) => servedDeliverable(one, world)),
    request,
    world,
  );
}
