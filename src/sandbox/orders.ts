import { json, noSuchRow, type Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { listReply } from './pages.ts';
import type { Contract } from './world/contracts.ts';
import { isoMicros } from './world/instants.ts';
import { latestEventOf } from './world/order-events.ts';
import type { Fate, Order } from './world/orders.ts';
import { createRandom, type Random } from './world/random.ts';
import type { World } from './world/world.ts';

const STATUS: Readonly<Record<Fate, string>> = {
  received: 'received',
  submitted: 'submitted',
  in_progress: 'in_progress',
  delivered: 'closed',
  undelivered: 'closed',
  empty: 'closed',
  canceled: 'canceled',
  partly_delivered: 'closed',
  closed_by_cancellation: 'closed',
};

const HOUR_MS = 3_600_000;

/** GET /v2/orders: a FeatureCollection, whose links start with a slash and lack the one at the end [documented]. */
export function listOrders(request: ApiRequest, world: World, contract: Contract): Reply {
  const text = (request.query.get('query') ?? '').toLowerCase();
  const own = world.orders().filter((order) => order.contract.id === contract.id && wordsOf(order).includes(text));
  const rows = world.guesses.ordersOrder === 'oldest-first' ? own : own.toReversed();
  return listReply(
    rows,
    { request, world, serve: (order) => servedOrder(order, world) },
    { rows: 'features', usual: 'next-relative', isPlain: true },
  );
}

/** GET /v2/orders/{id} */
export function getOrder(request: ApiRequest, world: World, contract: Contract): Reply {
  return json(servedOrder(orderInPath(request, world, contract), world));
}

/**
 * The order that the path names, by its number too where lists have numbers for ids. One of another contract might as
 * well not exist.
 */
export function orderInPath(request: ApiRequest, world: World, contract: Contract): Order {
  const [id] = request.pathParams;
  const isSame = (one: string) =>
    one === id || (world.guesses.rows === 'odd-but-readable' && String(Number(one)) === id);
  const order = world.orders().find((one) => one.contract.id === contract.id && isSame(one.id));
  if (!order) throw noSuchRow();
  return order;
}

/** In Aleph's word. */
export function statusOf({ fate }: Order): string {
  return STATUS[fate];
}

/** All that free text is looked for in, in lower case. */
function wordsOf(order: Order): string {
  const { id, name, projectName, sku } = order;
  return [id, name, projectName, sku.sku, sku.name, statusOf(order)].join('\n').toLowerCase();
}

/** Nobody knows for sure which members an order has, so they differ from one to the next. */
export function servedOrder(order: Order, world: World) {
  const { id, contract, fate, sku, createdMs } = order;
  const random = createRandom(world.seed, 9, order.key);
  const changedMs = createdMs + random.int(1, 200) * HOUR_MS;
  const updatedMs = order.eventTimes ? (order.eventTimes.at(-1) ?? createdMs) : changedMs;
  const [created, updated] = [createdMs, updatedMs].map((ms) => `${isoMicros(Math.floor(ms * 1000))}Z`);
  const event = random.chance(0.7) || fate === 'closed_by_cancellation' ? latestEventOf(order, world) : undefined;
  return {
    type: 'Feature',
    ...(random.chance(0.3) && { id }),
    geometry: order.geometry,
    properties: {
      order_id: id,
      contract_id: contract.id,
      contract_name: contract.name,
      project_id: `project.${uuidFor(order.projectName, world.seed)}`,
      project_name: order.projectName,
      order_name: order.name,
      sku: sku.sku,
      product_name: sku.name,
      status: STATUS[fate],
      status_report: reportOf(fate, random),
      parameters: order.parameters,
      ...(event && { latest_event: event }),
      [random.chance(0.8) ? 'created_at' : 'created']: created,
      ...(random.chance(0.8) && { updated_at: updated }),
      ...(random.chance(0.2) && { 'x-billing': { units: random.int(1, 9), hold: null } }),
      ...(random.chance(0.1) && { tags: [] }),
    },
  };
}

function reportOf(fate: Fate, random: Random): string | object | null {
  const reports: Readonly<Record<Fate, readonly (string | object | null)[]>> = {
    received: [null],
    submitted: [null],
    in_progress: [null, { status: 'collecting', progress: 0.4 }],
    delivered: [null, { outcome: 'completed', message: 'All deliverables are out' }],
    undelivered: [{ outcome: 'failed', message: 'No capture passed quality control' }, 'No capture was good enough'],
    empty: ['Analysis found no opportunity in the window', { result: 'failed', code: 17 }],
    canceled: [null, 'Canceled on request'],
    partly_delivered: [{ outcome: 'partial', message: 'One deliverable failed' }],
    closed_by_cancellation: ['Canceled on request', { outcome: 'canceled', message: 'Canceled on request' }],
  };
  return random.pick(reports[fate]);
}

function uuidFor(name: string, seed: number): string {
  return createRandom(seed, 10, ...[...name].map((letter) => letter.codePointAt(0) ?? 0)).uuid();
}
