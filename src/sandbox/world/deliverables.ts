import type { Order } from './orders.ts';
import { createRandom, type Random } from './random.ts';
import { type Scene, type SceneProduct, sceneOf, scenesOfCapture } from './scenes.ts';
import type { World } from './world.ts';

/** What an order was to bring, and did or did not. */
export interface Deliverable {
  readonly id: string;
  readonly order: Order;
  readonly status: string;
  /** Absent while there is nothing to fetch. */
  readonly scene: Scene | undefined;
  /** Whether assets are objects with an address, or addresses alone. */
  readonly isTerse: boolean;
  readonly hasVessels: boolean;
}

const LOST = ['FAILED', 'NOT_DELIVERED', 'REJECTED', 'error'] as const;
const PENDING = ['QUEUED', 'PROCESSING'] as const;

/** An order's deliverables; an order that is delivered, or partly, has at least one that is DELIVERED. */
export function deliverablesOf(order: Order, world: World): readonly Deliverable[] {
  const random = createRandom(world.seed, 12, order.key);
  const statuses = {
    delivered: () =>
      scenesOf(order, world).map((scene, index) => ({
        scene,
        status: index > 0 && random.chance(0.2) ? 'REJECTED' : 'DELIVERED',
      })),
    partly_delivered: () => [
      ...scenesOf(order, world).map((scene) => ({ scene, status: 'DELIVERED' })),
      { scene: undefined, status: 'FAILED' },
    ],
    undelivered: () => some(LOST, random),
    in_progress: () => (random.chance(0.5) ? some(PENDING, random) : []),
    received: () => [],
    submitted: () => [],
    empty: () => [],
    canceled: () => [],
    closed_by_cancellation: () => [],
  }[order.fate]();
  return statuses.map(({ scene, status }) => ({
    id: `deliv.${random.uuid()}`,
    order,
    status,
    scene: status === 'DELIVERED' ? scene : undefined,
    isTerse: random.chance(0.4),
    hasVessels: random.chance(0.3),
  }));
}

/** The scene of that id, whosever it is. */
export function findScene(id: string, world: World): Scene | undefined {
  const captured = world.captures.all().flatMap(scenesOfCapture);
  return [...captured, ...world.orders().flatMap((order) => scenesOf(order, world))].find((scene) => scene.id === id);
}

/** The scenes that an order brought: of its task's captures, or cut from the archive. */
function scenesOf({ id, contract, task, pass }: Order, world: World): readonly Scene[] {
  if (task) return world.captures.of(task.task_id).flatMap(scenesOfCapture);
  if (!pass) return [];
  const source = { contractId: contract.id, outcomeId: pass.outcomeId, time: pass.time, satellite: pass.satellite };
  const product: SceneProduct = pass.isSuperResolved ? 'L1D_SR' : 'L1D';
  return [sceneOf({ ...source, number: id }, product)];
}

function some(statuses: readonly string[], random: Random): { status: string; scene: Scene | undefined }[] {
  return Array.from({ length: random.int(1, 2) }, () => ({ status: random.pick(statuses), scene: undefined }));
}
