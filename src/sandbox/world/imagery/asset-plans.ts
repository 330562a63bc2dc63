import type { CollectionId, Entry } from './entries.ts';

/** One file of an item, before it has an address. */
export interface AssetPlan {
  readonly key: string;
  readonly file: string;
  readonly type: string;
  readonly roles: readonly string[];
  readonly title?: string;
  readonly bands?: readonly Band[];
}

interface Band {
  readonly name: string;
  readonly common_name: string;
}

export const GEOTIFF = 'image/tiff; application=geotiff';

const [RED, GREEN, BLUE, NIR]: readonly [Band, Band, Band, Band] = [
  { name: 'Red', common_name: 'red' },
  { name: 'Green', common_name: 'green' },
  { name: 'Blue', common_name: 'blue' },
  { name: 'NIR', common_name: 'nir' },
];

const raster = (key: string, bands: readonly Band[]): AssetPlan => ({
  key,
  file: `${key}.tif`,
  type: GEOTIFF,
  roles: ['data'],
  title: key,
  bands,
});

/** Quickview media types end in a stray semicolon [observed]. */
const quickview = (key: string, bands: readonly Band[]): AssetPlan => ({
  key,
  file: `${key}.tif`,
  type: `${GEOTIFF};`,
  roles: ['data'],
  bands,
});

const CLOUD: AssetPlan = { key: 'cloud', file: 'cloud.tif', type: GEOTIFF, roles: ['cloud'] };
const TOA_FACTORS: AssetPlan = {
  key: 'toa_factors',
  file: 'toa_factors.json',
  type: 'application/json',
  roles: ['metadata'],
};
const INTERNAL_METRICS: AssetPlan = {
  key: 'internal_metrics',
  file: 'internal_metrics.zip',
  type: 'application/zip',
  roles: ['metadata'],
};
const PREVIEW: AssetPlan = {
  key: 'preview',
  file: 'preview.png',
  type: 'image/png',
  roles: ['overview'],
};
const THUMBNAIL: AssetPlan = {
  key: 'thumbnail',
  file: 'thumbnail.png',
  type: 'image/png',
  roles: ['thumbnail'],
};

const ORTHO: readonly AssetPlan[] = [
  CLOUD,
  raster('visual', [RED, GREEN, BLUE]),
  PREVIEW,
  raster('analytic', [BLUE, GREEN, RED, NIR]),
  THUMBNAIL,
  TOA_FACTORS,
  INTERNAL_METRICS,
];
const QUICKVIEW: readonly AssetPlan[] = [
  { ...CLOUD, type: `${GEOTIFF};` },
  quickview('analytic', [RED, GREEN, BLUE, NIR]),
  PREVIEW,
  THUMBNAIL,
];

const PLANS: Readonly<Record<CollectionId, readonly AssetPlan[]>> = {
  'l1d-sr': ORTHO,
  l1d: ORTHO,
  'quickview-visual': QUICKVIEW,
  'quickview-toa': QUICKVIEW,
  'quickview-visual-thumb': [PREVIEW, THUMBNAIL],
  l1c: [CLOUD, raster('analytic', [BLUE, GREEN, RED, NIR]), PREVIEW, THUMBNAIL],
  l0: [INTERNAL_METRICS, THUMBNAIL],
};

/** Every file that items of its collection have, in the order in which they are listed. */
export function plansOf(entry: Entry): readonly AssetPlan[] {
  return PLANS[entry.collection];
}
