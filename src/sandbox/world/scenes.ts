import type { Capture } from './captures.ts';
import { GEOTIFF } from './imagery/asset-plans.ts';
import { isoMicros, type Micros } from './instants.ts';

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

/** Everything that can be fetched of a scene. */
export const SCENE_FILES = [
  { key: 'visual', file: 'visual.tif', type: GEOTIFF },
  { key: 'analytic', file: 'analytic.tif', type: GEOTIFF },
  { key: 'preview', file: 'preview.png', type: 'image/png' },
  { key: 'thumbnail', file: 'thumbnail.png', type: 'image/png' },
  { key: 'analytics_vessels', file: 'analytics_vessels.geojson', type: 'application/geo+json' },
  { key: 'delivery', file: 'delivery.zip', type: 'application/zip' },
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
