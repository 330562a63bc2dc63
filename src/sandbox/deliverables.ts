import type { Contract } from './contracts.ts';
import { noSuchRow, type Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { singleRow } from './order-envelopes.ts';
import type { Order } from './orders.ts';
import { type Scene, type SceneProduct, sceneOf, scenesOfCapture } from './scenes.ts';
import { GEOTIFF } from './world/imagery/asset-plans.ts';
import { BUCKET, escaped, signedAddress } from './world/imagery/assets.ts';
import { isoMicros } from './world/primitives/instants.ts';
import { createRandom, type Random } from './world/primitives/random.ts';
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

/** Everything that can be fetched of a scene. */
export const SCENE_FILES = [
  { key: 'visual', file: 'visual.tif', type: GEOTIFF },
  { key: 'analytic', file: 'analytic.tif', type: GEOTIFF },
  { key: 'preview', file: 'preview.png', type: 'image/png' },
  { key: 'thumbnail', file: 'thumbnail.png', type: 'image/png' },
  { key: 'analytics_vessels', file: 'analytics_vessels.geojson', type: 'application/geo+json' },
  { key: 'delivery', file: 'delivery.zip', type: 'application/zip' },
] as const;

const LOST = ['FAILED', 'NOT_DELIVERED', 'REJECTED', 'error'] as const;
const PENDING = ['QUEUED', 'PROCESSING'] as const;

/** An order's deliverables; a delivered order has at least one that is DELIVERED, the others none. */
export function deliverablesOf(order: Order, world: World): readonly Deliverable[] {
  const random = createRandom(world.seed, 12, order.key);
  const statuses = {
    delivered: () =>
      scenesOf(order, world).map((scene, index) => ({
        scene,
        status: index > 0 && random.chance(0.2) ? 'REJECTED' : 'DELIVERED',
      })),
    undelivered: () => some(LOST, random),
    in_progress: () => (random.chance(0.5) ? some(PENDING, random) : []),
    received: () => [],
    submitted: () => [],
    empty: () => [],
    canceled: () => [],
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
  const captured = [...world.captures().values()].flat().flatMap(scenesOfCapture);
  return [...captured, ...world.orders().flatMap((order) => scenesOf(order, world))].find((scene) => scene.id === id);
}

/** GET /v2/deliverables/{id} */
export function getDeliverable(request: ApiRequest, world: World, contract: Contract): Reply {
  const [id] = request.pathParams;
  const own = world.orders().filter((order) => order.contract.id === contract.id);
  const found = own.flatMap((order) => deliverablesOf(order, world)).find((one) => one.id === id);
  if (!found) throw noSuchRow();
  return singleRow(servedDeliverable(found, world), world);
}

export function servedDeliverable({ id, order, status, scene, isTerse, hasVessels }: Deliverable, world: World) {
  return {
    deliverable_id: id,
    order: order.id,
    status,
    ...(scene && {
      capture_id: scene.outcomeId,
      processing_level: scene.product,
      acquired: `${isoMicros(scene.time)}Z`,
    }),
    assets: scene ? assetsOf(scene, { isTerse, hasVessels }, world) : {},
  };
}

/** The scenes that an order brought: of its task's captures, or cut from the archive. */
function scenesOf({ id, contract, task, pass }: Order, world: World): readonly Scene[] {
  if (task) return (world.captures().get(task.task_id) ?? []).flatMap(scenesOfCapture);
  if (!pass) return [];
  const source = { contractId: contract.id, outcomeId: pass.outcomeId, time: pass.time, satellite: pass.satellite };
  const product: SceneProduct = pass.isSuperResolved ? 'L1D_SR' : 'L1D';
  return [sceneOf({ ...source, number: id }, product)];
}

function assetsOf(scene: Scene, { isTerse, hasVessels }: Pick<Deliverable, 'isTerse' | 'hasVessels'>, world: World) {
  const files = SCENE_FILES.filter(({ key }) => key !== 'delivery' && (key !== 'analytics_vessels' || hasVessels));
  return Object.fromEntries(
    files.map(({ key, file }) => {
      const href = addressOf(scene, { key, file }, world);
      return [
        key,
        isTerse ? href : { href, ...(key === 'visual' && { alternate: { s3: { href: storage(scene, file) } } }) },
      ];
    }),
  );
}

function addressOf(scene: Scene, { key, file }: { key: string; file: string }, world: World): string {
  if (file.endsWith('.png')) return signedAddress({ id: scene.id, collection: 'deliverables' }, { file }, world);
  return `${world.url}/assets/deliverables/${scene.id}/${key}?s=${escaped(storage(scene, file))}`;
}

function storage({ id, outcomeId, product }: Scene, file: string): string {
  return `s3://${BUCKET}/${product}/${outcomeId}/${id}/${id}_${file}`;
}

function some(statuses: readonly string[], random: Random): { status: string; scene: Scene | undefined }[] {
  return Array.from({ length: random.int(1, 2) }, () => ({ status: random.pick(statuses), scene: undefined }));
}
