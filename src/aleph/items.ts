import type { Geometry } from 'geojson';
import type { AssetHolder } from './assets.ts';
import { steradiansOf, targetOfBox } from './geometry/coverage.ts';
import { boundOf } from './geometry/sphere.ts';
import { IMPOSSIBLE_STERADIANS } from './values/footprints.ts';
import {
  type BBox,
  bboxOf,
  countOf,
  geometryOf,
  instantOf,
  type JsonObject,
  listOf,
  numberOf,
  passThroughOf,
  recordOf,
  textOf,
  textsOf,
} from './values/wire.ts';
import type { RawJson } from './written-members.ts';

/** One archive item (a STAC Item): usually one grid tile of one satellite pass. */
export interface StacItem extends AssetHolder, RawJson {
  readonly contractId: string;
  readonly itemId: string;
  readonly collectionId: string;
  /** RFC 3339 in UTC. */
  readonly datetime: string | undefined;
  readonly platform: string | undefined;
  readonly instruments: readonly string[] | undefined;
  /** Metres per pixel; absent when Aleph's value is impossible [obs: im handoff]. */
  readonly gsd: number | undefined;
  /** Percent. */
  readonly cloudCover: number | undefined;
  /** The angles are degrees. */
  readonly offNadir: number | undefined;
  readonly incidenceAngle: number | undefined;
  readonly viewAzimuth: number | undefined;
  readonly sunAzimuth: number | undefined;
  readonly sunElevation: number | undefined;
  readonly outcomeId: string | undefined;
  readonly productName: string | undefined;
  readonly productVersion: string | undefined;
  readonly satelliteGeneration: string | undefined;
  /** Percent of pixels with data. */
  readonly validPixelPercent: number | undefined;
  readonly gridCode: string | undefined;
  readonly epsg: number | undefined;
  readonly bbox: BBox | undefined;
  readonly geometry: Geometry | undefined;
  /** Assets as Aleph sent them; `assetsOf` reads them. */
  readonly assets: JsonObject;
  /** STAC properties as Aleph sent them, sentinels included. */
  readonly properties: JsonObject;
}

/** What one answer of a search holds. */
export interface ItemList {
  readonly items: readonly StacItem[];
  /** All matching items as Aleph counts them; absent when it does not. */
  readonly matched: number | undefined;
}

/**
 * The items of a GeoJSON FeatureCollection. Read member by member rather than by a schema: a page holds thousands.
 * An item without id or collection costs itself, not its list.
 */
export function itemListOf(contractId: string, json: unknown): ItemList {
  const body = recordOf(json);
  return {
    items: listOf(json).flatMap((feature) => itemOf(contractId, feature) ?? []),
    matched: countOf(body?.['numberMatched']) ?? countOf(recordOf(body?.['context'])?.['matched']),
  };
}

function itemOf(contractId: string, feature: unknown): StacItem | undefined {
  const wire = recordOf(feature);
  const properties = passThroughOf(wire?.['properties']) ?? {};
  const itemId = textOf(wire?.['id']);
  const collectionId = textOf(wire?.['collection']) ?? textOf(properties['collection']);
  if (wire === undefined || itemId === undefined || collectionId === undefined) return undefined;
  const { bbox, geometry } = footprintOf(wire);
  // One literal: a page holds thousands, and parts spread into it would be made for each of them.
  return {
    contractId,
    itemId,
    collectionId,
    datetime: instantOf(properties['datetime']),
    platform: textOf(properties['platform']),
    instruments: textsOf(properties['instruments']),
    gsd: gsdOf(properties['gsd']),
    cloudCover: percentOf(properties['eo:cloud_cover']),
    offNadir: tiltOf(properties['view:off_nadir']),
    incidenceAngle: tiltOf(properties['view:incidence_angle']),
    viewAzimuth: azimuthOf(properties['view:azimuth']),
    sunAzimuth: azimuthOf(properties['view:sun_azimuth']),
    sunElevation: elevationOf(properties['view:sun_elevation']),
    outcomeId: textOf(properties['satl:outcome_id']),
    productName: textOf(properties['satl:product_name']),
    productVersion: textOf(properties['satl:product_version']),
    satelliteGeneration: textOf(properties['satl:satellite_generation']),
    validPixelPercent: percentOf(properties['satl:valid_pixel']),
    gridCode: textOf(properties['grid:code']),
    epsg: epsgOf(properties['proj:epsg']),
    bbox,
    geometry,
    assets: recordOf(wire['assets']) ?? {},
    properties,
  };
}

export type Footprint = Pick<StacItem, 'bbox' | 'geometry'>;

/** Where an item lies; absent when impossible: some L0 items claim a continent from 0, 0 on [obs: im handoff]. */
export function footprintOf(wire: { readonly bbox?: unknown; readonly geometry?: unknown }): Footprint {
  const bbox = bboxOf(wire.bbox);
  const geometry = geometryOf(wire.geometry);
  return isImpossible(bbox, geometry) ? { bbox: undefined, geometry: undefined } : { bbox, geometry };
}

function isImpossible(bbox: BBox | undefined, geometry: Geometry | undefined): boolean {
  if (geometry === undefined) return bbox !== undefined && targetOfBox(bbox).steradians > IMPOSSIBLE_STERADIANS;
  // No area is larger than the box around it, which is soon known; a tile's is a thousandth of what is possible.
  return !(boundOf(geometry) <= IMPOSSIBLE_STERADIANS) && steradiansOf(geometry) > IMPOSSIBLE_STERADIANS;
}

// Values outside their possible range are absent; -999 and -1 mean "not computed" [obs] and fall outside.

export function gsdOf(value: unknown): number | undefined {
  return within(value, Number.MIN_VALUE, 1_000);
}

export function percentOf(value: unknown): number | undefined {
  return within(value, 0, 100);
}

export function tiltOf(value: unknown): number | undefined {
  return within(value, 0, 90);
}

export function azimuthOf(value: unknown): number | undefined {
  return within(value, 0, 360);
}

export function elevationOf(value: unknown): number | undefined {
  return within(value, -90, 90);
}

function within(value: unknown, low: number, high: number): number | undefined {
  const number = numberOf(value);
  return number !== undefined && number >= low && number <= high ? number : undefined;
}

/** A number, or the text of one, as EarthView writes it [obs: satellogic-earthview]. */
export function epsgOf(value: unknown): number | undefined {
  const code = typeof value === 'string' ? Number(value) : numberOf(value);
  return code !== undefined && Number.isInteger(code) && code > 0 && code < 2 ** 31 ? code : undefined;
}
