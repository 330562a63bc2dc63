import type { Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { listReply } from './pages.ts';
import type { Contract } from './world/contracts.ts';
import { signedAddress } from './world/imagery/assets.ts';
import { isoMicros } from './world/instants.ts';
import { type Scene, scenesOfCapture } from './world/scenes.ts';
import type { World } from './world/world.ts';

/** The files that anyone may fetch who has their address. */
const ATTACHMENTS = [
  { name: 'delivery_zip', file: 'delivery.zip' },
  { name: 'preview', file: 'preview.png' },
] as const;

/** GET /telluric/scenes: those delivered for the contract's tasks, of one capture with `sceneset_id`. */
export function listScenes(request: ApiRequest, world: World, contract: Contract): Reply {
  const wanted = request.query.get('sceneset_id');
  const rows = world.captures
    .all()
    .filter(({ id, task }) => task.contractId === contract.id && (!wanted || id === wanted))
    .flatMap(scenesOfCapture);
  return listReply(
    rows.map((scene) => served(scene, world)),
    { request, world },
  );
}

function served(scene: Scene, world: World) {
  const { id, outcomeId, product, time } = scene;
  const place = { id, collection: 'deliverables' };
  return {
    [world.guesses.sceneIdKey]: id,
    sceneset_id: outcomeId,
    product,
    acquired: `${isoMicros(time)}Z`,
    attachments: ATTACHMENTS.map(({ name, file }) => ({
      name,
      url: signedAddress(place, { file }, world),
      file_name: `${id}_${file}`.replace('_delivery.zip', '.zip'),
    })),
  };
}
