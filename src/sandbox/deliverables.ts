import { noSuchRow, type Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { singleRow } from './order-envelopes.ts';
import type { Contract } from './world/contracts.ts';
import { type Deliverable, deliverablesOf } from './world/deliverables.ts';
import { BUCKET, escaped, signedAddress } from './world/imagery/assets.ts';
import { isoMicros } from './world/instants.ts';
import { SCENE_FILES, type Scene } from './world/scenes.ts';
import type { World } from './world/world.ts';

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
