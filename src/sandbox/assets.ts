import type { CollectionId, Entry } from './entries.ts';
import type { Random } from './random.ts';
import type { Signer } from './signatures.ts';

/** One file of an item, before it has an address. */
interface AssetPlan {
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

/** Where addresses start and how open ones are signed. */
export interface AssetSpace {
  readonly url: string;
  readonly signer: Signer;
}

export const GEOTIFF = 'image/tiff; application=geotiff';
const BUCKET = 'satellogic-production-eo-backend-catalog';
const RAW_ADDRESS = 0.015;
const NO_PREVIEW = 0.02;

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

/** True when the item has such a file; its pictures are open, the rest needs both Aleph headers. */
export function hasAsset(entry: Entry, key: string): boolean {
  return PLANS[entry.collection].some((plan) => plan.key === key);
}

export function mediaTypeOf(entry: Entry, key: string): string {
  return PLANS[entry.collection].find((plan) => plan.key === key)?.type ?? 'text/plain';
}

export function assetsOf(entry: Entry, space: AssetSpace, random: Random) {
  const [isRaw, hasNoPreview] = [random.chance(RAW_ADDRESS), random.chance(NO_PREVIEW)];
  const plans = PLANS[entry.collection].filter(({ key }) => !(hasNoPreview && key === 'preview'));
  return Object.fromEntries(
    plans.map((plan) => {
      const href = isRaw && plan.key === 'cloud' ? storage(entry, plan) : address(entry, plan, space);
      const { type, roles, title, bands } = plan;
      const labels = {
        ...(title && { title }),
        ...(bands && { 'eo:bands': calibrated(plan, random) }),
      };
      return [plan.key, { href, type, roles, ...labels }];
    }),
  );
}

function calibrated(plan: AssetPlan, random: Random): readonly object[] {
  if (plan.title !== 'analytic') return plan.bands ?? [];
  return (plan.bands ?? []).map((band) => ({
    ...band,
    reflectance_scale_factor: 0.0001,
    toa_reflectance_to_radiance: random.between(0.28, 0.52),
  }));
}

function address(entry: Entry, plan: AssetPlan, { url, signer }: AssetSpace): string {
  if (plan.type === 'image/png') {
    const path = `/assets/signed/${entry.collection}/${entry.id}/${plan.file}`;
    return `${url}${path}?${signer.sign(path)}`;
  }
  const source = storage(entry, plan).replace(':', '%3A');
  return `${url}/assets/${entry.collection}/${entry.id}/${plan.key}?s=${source}`;
}

/** Where the file lies in Satellogic's store: an address that reaches clients now and then. */
function storage({ id, production, pass }: Entry, { file }: AssetPlan): string {
  const { product, version } = production;
  return `s3://${BUCKET}/${product}/${pass.outcomeId}/${version}/${id}_${file}`;
}
