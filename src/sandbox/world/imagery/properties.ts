import { isoMicros } from '../instants.ts';
import type { Random } from '../random.ts';
import type { CollectionId, Entry } from './entries.ts';
import { epsgOf, gridCode } from './grid.ts';
import { SUPER_RESOLUTION_START } from './passes.ts';

type Properties = Record<string, unknown>;

/** Metres per pixel of [MarkIV, MarkV]. */
const GSD: Readonly<Record<CollectionId, readonly [number, number]>> = {
  'l1d-sr': [0.7, 0.5],
  l1d: [1, 0.7],
  'quickview-visual': [1.24, 1.1],
  'quickview-toa': [1.24, 1.1],
  'quickview-visual-thumb': [20, 20],
  l1c: [0.99, 0.7],
  l0: [0.99, 0.7],
};
const LOST_GSD = 1_000_000;
const NOT_COMPUTED = -999;
const BANDS = ['blue', 'green', 'red', 'nir'] as const;

/** The properties of an item, quirks included: each of them was seen at Aleph or stands for one that was. */
export function propertiesOf(entry: Entry, random: Random): Properties {
  const gsd = gsdOf(entry);
  return {
    gsd,
    datetime: datetimeOf(entry, random),
    platform: `newsat${entry.pass.satellite}`,
    ...projection(entry, gsd),
    ...view(entry, random),
    ...provenance(entry, random),
    ...familyOf(entry, random),
    ...(random.chance(0.03) && { 'satl:experiment': { arm: random.pick(['a', 'b']), round: 3 } }),
  };
}

function gsdOf({ isLost, collection, pass }: Entry): number {
  return isLost ? LOST_GSD : GSD[collection][pass.generation === 'MarkV' ? 1 : 0];
}

/** Quickviews of 2023 carry nine fractional digits [observed], everything else six. */
function datetimeOf({ collection, time }: Entry, random: Random): string {
  const isNanos = collection.startsWith('quickview') && time / 1000 < SUPER_RESOLUTION_START;
  const nanos = isNanos ? String(random.int(0, 999)).padStart(3, '0') : '';
  return `${isoMicros(time)}${nanos}+00:00`;
}

function projection({ tile }: Entry, gsd: number): Properties {
  if (!tile) return {};
  const pixels = Math.ceil((tile.sizeKm * 1000) / gsd);
  const corner = [tile.x * 1000 - 1, (tile.y + tile.sizeKm) * 1000 + 1.8];
  return {
    'grid:code': gridCode(tile),
    'proj:epsg': epsgOf(tile),
    'proj:shape': [pixels + 6, pixels + 4],
    'proj:transform': [gsd, 0, corner[0], 0, -gsd, corner[1], 0, 0, 1],
  };
}

function view({ collection, pass, isLost }: Entry, random: Random): Properties {
  const isRough = collection.startsWith('quickview');
  const cloud = Math.min(100, Math.max(0, pass.cloudCover + random.between(-6, 6)));
  const hasCloud = collection !== 'l0' && !random.chance(0.01);
  const full: Properties = {
    'view:azimuth': pass.azimuth,
    'view:incidence_angle': pass.offNadir * 1.085,
  };
  return {
    ...(hasCloud && { 'eo:cloud_cover': isRough ? Math.round(cloud) : cloud }),
    'view:off_nadir': pass.offNadir + random.between(-0.2, 0.2),
    'view:sun_azimuth': pass.sun.azimuth + random.between(-0.05, 0.05),
    'view:sun_elevation': isLost ? -pass.sun.elevation : pass.sun.elevation,
    ...(!isRough && !random.chance(0.02) && full),
  };
}

function provenance({ production, pass }: Entry, random: Random): Properties {
  const version = production.version.replaceAll('_', '.');
  return {
    'satl:outcome_id': pass.outcomeId,
    'satl:product_name': production.product,
    'satl:product_version': version,
    'satl:ground_lock': random.chance(0.9),
    'satl:transaction_id': `${production.id}-${random.uuid().slice(0, 5)}`,
  };
}

function familyOf(entry: Entry, random: Random): Properties {
  if (entry.collection === 'l1d-sr' || entry.collection === 'l1d') return ortho(entry, random);
  if (entry.collection.startsWith('quickview')) return quickview(entry, random);
  return { instruments: ['ms'] };
}

function ortho({ collection, time, pass }: Entry, random: Random): Properties {
  return {
    collection,
    instruments: ['ms'],
    'satl:valid_pixel': round(random.between(15, 100), 2),
    'satl:exposure_time': round(random.between(0.001, 0.0035), 6),
    'satl:last_modified': `${isoMicros(time + random.int(3e9, 9e10))}+00:00`,
    'satl:software_version': '1.23.1',
    'satl:l1d_product_version': '2.2.0',
    'satl:satellite_altitude': random.between(460_000, 500_000),
    'satl:satellite_generation': pass.generation,
    ...quality(random),
  };
}

/** -999, -1, null and absent all mean that the figure was not computed [observed]. */
function quality(random: Random): Properties {
  const figure = () => (random.chance(0.04) ? -1 : round(random.between(5, 180), 3));
  const perBand = BANDS.flatMap((band): [string, unknown][] => [
    [`satl-qa:cc_${band}`, NOT_COMPUTED],
    [`satl-qa:dr_${band}`, figure()],
    [`satl-qa:snr_${band}`, figure()],
    [`satl-qa:burnt_${band}`, 0],
  ]);
  const sharpness = random.pick([null, 1.31, undefined, 1.02]);
  return {
    ...Object.fromEntries(perBand),
    'satl-qa:geoaccuracy_ce90': random.chance(0.6) ? NOT_COMPUTED : round(random.between(3, 15), 2),
    'satl-qa:geoaccuracy_rmse': NOT_COMPUTED,
    'satl-qa:alignment_ce95_red': NOT_COMPUTED,
    'satl-qa:alignment_ce95_blue': NOT_COMPUTED,
    ...(sharpness !== undefined && { 'satl-qa:sharpness_fwhm_act_red': sharpness }),
    'satl-qa:qa_software_version': '2.13.0',
  };
}

/** The share of valid pixels is a fraction here and a percentage elsewhere [observed]. */
function quickview({ collection }: Entry, random: Random): Properties {
  if (collection === 'quickview-visual-thumb') return {};
  return {
    'satl:valid_pixel': round(random.next(), 3),
    'satl:shadow_cover': round(random.between(0, 9), 1),
    'satl:ba_nir_radial': round(random.between(0, 3), 3),
    'satl:ba_nir_xshift': round(random.between(-2, 2), 3),
    'satl:ba_nir_yshift': round(random.between(-2, 2), 3),
    'satl:geoaccuracy_green_radial': round(random.between(0, 4), 3),
    'satl:geoaccuracy_green_response': round(random.next(), 3),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
