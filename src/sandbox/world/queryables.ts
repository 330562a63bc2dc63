import type { CollectionId } from './imagery/entries.ts';

export type QueryableType = 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'instant';
export type Queryable = readonly [name: string, type: QueryableType];

const BANDS = ['blue', 'green', 'red', 'nir'] as const;
const named = (type: QueryableType, ...names: readonly string[]): Queryable[] => names.map((name) => [name, type]);

const OF_EVERY_ITEM = [
  ...named('string', 'id', 'collection', 'platform'),
  ...named('instant', 'datetime'),
  ...named('number', 'gsd', 'eo:cloud_cover', 'view:off_nadir', 'view:sun_azimuth', 'view:sun_elevation'),
  ...named('string', 'satl:outcome_id', 'satl:product_name', 'satl:product_version', 'satl:transaction_id'),
  ...named('boolean', 'satl:ground_lock'),
];
const OF_CAPTURES = [...named('array', 'instruments'), ...named('number', 'view:azimuth', 'view:incidence_angle')];
const OF_TILES = [
  ...named('string', 'grid:code'),
  ...named('integer', 'proj:epsg'),
  ...named('array', 'proj:shape', 'proj:transform'),
  ...named('number', 'satl:valid_pixel'),
];
const OF_ORTHO = [
  ...named('number', 'satl:exposure_time', 'satl:satellite_altitude'),
  ...named('instant', 'satl:last_modified'),
  ...named('string', 'satl:software_version', 'satl:l1d_product_version', 'satl:satellite_generation'),
  ...named('number', ...BANDS.flatMap((band) => ['cc', 'dr', 'snr', 'burnt'].map((kind) => `satl-qa:${kind}_${band}`))),
  ...named('number', 'satl-qa:geoaccuracy_ce90', 'satl-qa:geoaccuracy_rmse'),
  ...named('number', 'satl-qa:alignment_ce95_red', 'satl-qa:alignment_ce95_blue', 'satl-qa:sharpness_fwhm_act_red'),
  ...named('string', 'satl-qa:qa_software_version'),
];
const OF_QUICKVIEWS = [
  ...named('number', 'satl:shadow_cover', 'satl:ba_nir_radial', 'satl:ba_nir_xshift', 'satl:ba_nir_yshift'),
  ...named('number', 'satl:geoaccuracy_green_radial', 'satl:geoaccuracy_green_response'),
];

const ORTHO = [...OF_EVERY_ITEM, ...OF_CAPTURES, ...OF_TILES, ...OF_ORTHO];
const QUICKVIEW = [...OF_EVERY_ITEM, ...OF_TILES, ...OF_QUICKVIEWS];
const CAPTURE = [...OF_EVERY_ITEM, ...OF_CAPTURES];

/** The documented properties of each collection, in the order of its list of queryables. */
export const QUERYABLES_OF: Readonly<Record<CollectionId, readonly Queryable[]>> = {
  'l1d-sr': ORTHO,
  l1d: ORTHO,
  'quickview-visual': QUICKVIEW,
  'quickview-toa': QUICKVIEW,
  'quickview-visual-thumb': OF_EVERY_ITEM,
  l1c: CAPTURE,
  l0: CAPTURE.filter(([name]) => name !== 'eo:cloud_cover'),
};

/** Every documented property that an item can be searched and sorted by, `id` and `collection` among them. */
export const QUERYABLES: ReadonlyMap<string, QueryableType> = new Map(Object.values(QUERYABLES_OF).flat());

/** The name without the `properties.` that clients may put in front. */
export function bareName(name: string): string {
  return name.replace(/^properties\./, '');
}
