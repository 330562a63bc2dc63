import { json, noRoute, type Reply } from '../http/replies.ts';
import type { ApiRequest } from '../http/requests.ts';
import { orderInPath, servedOrder, statusOf } from '../orders.ts';
import type { Contract } from '../world/contracts.ts';
import type { TaskWish } from '../world/placed-tasks.ts';
import type { World } from '../world/world.ts';
import { canceled, checkRoom, isOpen } from './answers.ts';
import { type OrderForm, readOrder } from './forms.ts';

/** POST /v2/orders: one Feature is one order. */
export function placeOrder(request: ApiRequest, world: World, contract: Contract): Reply {
  const form = readOrder(request, world, contract);
  const { order_name: name, project_name: projectName, sku, parameters } = form.properties;
  checkRoom(request, world);
  const wish = { contract, name, projectName, sku, geometry: form.geometry, parameters };
  const order = servedOrder(world.placements.placeOrder(wish, taskOf(form, contract)), world);
  const { createdOrder, created } = world.guesses;
  return json(createdOrder === 'bare' ? order : { [createdOrder]: [order] }, created);
}

/** DELETE /v2/orders/{id}: of the three ways to cancel, the one that no client was seen to get an answer to. */
export function deleteOrder(request: ApiRequest, world: World, contract: Contract): Reply {
  if (world.guesses.orderDelete === 'missing') throw noRoute();
  const order = orderInPath(request, world, contract);
  if (isOpen(statusOf(order), world)) world.placements.cancelOrder(order);
  return canceled(servedOrder(order, world), world);
}

/** The task behind an order; none for what comes out of the archive. */
function taskOf({ geometry, properties }: OrderForm, contract: Contract): TaskWish | undefined {
  const { order_name, project_name, sku, parameters } = properties;
  const { start, end } = parameters;
  if (!sku.target || !start || !end) return undefined;
  const isArea = sku.target === 'Polygon';
  const product = contract.products.find(({ is_area = false }) => is_area === isArea) ?? contract.products[0];
  const names = { contractId: contract.id, task_name: order_name, project_name };
  return { ...names, product: product?.pk ?? 0, target: geometry, start, end };
}
