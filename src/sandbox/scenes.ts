import type { Capture } from './captures.ts';
import type { Contract } from './contracts.ts';
import { json, type Reply } from './http/replies.ts';
import type { ApiRequest } from './http/requests.ts';
import { pageOf } from './pages.ts';
import { signedAddress } from './world/imagery/assets.ts';
import { isoMicros, type Micros } from './world/primitives/instants.ts';
import type { World } from './world.ts';

/** One delivery made from a capture or from the archive. */
export interface Scene {
  /** `20260604_155525_086_SN40_L1D_SR_MS_355069` */
  readonly id: string;
  readonly contractId: string;
  readonly product: SceneProduct;
  /** Of the capture it was made from. */
  readonly outcomeId: string;
  readonly time: Micros;
}

export type SceneProduct = 'L1D' | 'L1D_SR';

/** What a scene is cut from, and the number of the task or order that it is cut for. */
export interface SceneSource {
  readonly contractId: string;
  readonly outcomeId: string;
  readonly time: Micros;
  readonly satellite: number;
  readonly number: string;
}

/** The files that anyone may fetch who has their address. */
const ATTACHMENTS = [
  { name: 'delivery_zip', file: 'delivery.zip' },
  { name: 'preview', file: 'preview.png' },
] as const;

export function sceneOf(source: SceneSource, product: SceneProduct): Scene {
  const { contractId, outcomeId, time, satellite, number } = source;
  const stamp = isoMicros(time).replaceAll(/[-:]/g, '').replaceAll(/[T.]/g, '_').slice(0, 19);
  return { id: `${stamp}_SN${satellite}_${product}_MS_${number}`, contractId, product, outcomeId, time };
}

/** The scenes of a capture: none before it is published, then one or two. */
export function scenesOfCapture({ id, task, status, time, satellite, pass }: Capture): readonly Scene[] {
  if (status !== 'published') return [];
  const source = { contractId: task.contractId, outcomeId: id, time, satellite, number: String(task.task_id) };
  const products = pass?.isSuperResolved ? (['L1D_SR', 'L1D'] as const) : (['L1D'] as const);
  return products.map((product) => sceneOf(source, product));
}

/** GET /telluric/scenes: those delivered for the contract's tasks, of one capture with `sceneset_id`. */
export function listScenes(request: ApiRequest, world: World, contract: Contract): Reply {
  const wanted = request.query.get('sceneset_id');
  const captures = [...world.captures().values()].flat();
  const rows = captures
    .filter(({ id, task }) => task.contractId === contract.id && (!wanted || id === wanted))
    .flatMap(scenesOfCapture);
  return json(
    pageOf(
      rows.map((scene) => served(scene, world)),
      request,
      world,
    ),
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
