import type { Random } from '../random.ts';
import { type AssetPlan, plansOf } from './asset-plans.ts';
import type { Entry } from './entries.ts';
import type { Signer } from './signatures.ts';

/** Where addresses start and how open ones are signed. */
export interface AssetSpace {
  readonly url: string;
  readonly signer: Signer;
  /** How pictures are opened: signed unless it says so. */
  readonly previews?: 'signed' | 'headers';
}

export const BUCKET = 'satellogic-production-eo-backend-catalog';
const RAW_ADDRESS = 0.015;
const NO_PREVIEW = 0.02;

export function assetsOf(entry: Entry, space: AssetSpace, random: Random) {
  const [isRaw, hasNoPreview] = [random.chance(RAW_ADDRESS), random.chance(NO_PREVIEW)];
  const plans = plansOf(entry).filter(({ key }) => !(hasNoPreview && key === 'preview'));
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

function address(entry: Entry, plan: AssetPlan, space: AssetSpace): string {
  if (plan.type === 'image/png' && space.previews !== 'headers') return signedAddress(entry, plan, space);
  const source = escaped(storage(entry, plan));
  return `${space.url}/assets/${entry.collection}/${encodeURIComponent(entry.id)}/${plan.key}?s=${source}`;
}

/** An address that opens the file to whoever has it. */
export function signedAddress(
  { id, collection }: { readonly id: string; readonly collection: string },
  { file }: Pick<AssetPlan, 'file'>,
  { url, signer }: AssetSpace,
): string {
  const path = `/assets/signed/${collection}/${encodeURIComponent(id)}/${file}`;
  return `${url}${path}?${signer.sign(path)}`;
}

/** Of a plain address the colon alone is escaped [observed]. */
export function escaped(source: string): string {
  return encodeURI(source).replaceAll(/[:?#&+]/g, encodeURIComponent);
}

/** Where the file lies in Satellogic's store: an address that reaches clients now and then. */
function storage({ id, production, pass }: Entry, { file }: AssetPlan): string {
  const { product, version } = production;
  return `s3://${BUCKET}/${product}/${pass.outcomeId}/${version}/${id}_${file}`;
}
