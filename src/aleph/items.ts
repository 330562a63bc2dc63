import type { Geometry } from 'geojson';
import { text, texts } from '../json/kinds.ts';
import type { TapedList } from '../json/list.ts';
import { Losses, type Skipped } from '../json/losses.ts';
import { id, inside, optional, or, otherwise, together } from '../json/members.ts';
import { children, type Of, record, shared } from '../json/records.ts';
import { ASSET } from './assets.ts';
import { bands } from './bands.ts';
import { steradiansOf, targetOfBox } from './geometry/coverage.ts';
import { boundOf } from './geometry/sphere.ts';
import { geometryAt, IMPOSSIBLE_STERADIANS } from './values/footprints.ts';
import {
  azimuth,
  box,
  elevation,
  epsg,
  geometry,
  instant,
  lastInstant,
  metres,
  passedOn,
  percent,
  selfLink,
  tilt,
} from './values/kinds.ts';
import { type BBox, countOf, listOf, recordOf } from './values/wire.ts';

export const ITEM = record(
  {
    itemId: id(text, 'id'),
    collectionId: or(id(text, 'collection'), ['properties', 'collection']),
    ...inside(['properties'], {
      datetime: optional(instant, 'datetime'),
      startDatetime: optional(instant, 'start_datetime'),
      endDatetime: optional(lastInstant, 'end_datetime'),
      platform: optional(text, 'platform'),
      instruments: optional(texts, 'instruments'),
      /** Absent when Aleph's value is impossible [obs: im handoff]. */
      gsd: optional(metres, 'gsd'),
      cloudCover: optional(percent, 'eo:cloud_cover'),
      offNadir: optional(tilt, 'view:off_nadir'),
      incidenceAngle: optional(tilt, 'view:incidence_angle'),
      viewAzimuth: optional(azimuth, 'view:azimuth'),
      sunAzimuth: optional(azimuth, 'view:sun_azimuth'),
      sunElevation: optional(elevation, 'view:sun_elevation'),
      outcomeId: optional(text, 'satl:outcome_id'),
      productName: optional(text, 'satl:product_name'),
      productVersion: optional(text, 'satl:product_version'),
      satelliteGeneration: optional(text, 'satl:satellite_generation'),
      /** Of pixels with data. */
      validPixelPercent: optional(percent, 'satl:valid_pixel'),
      lastModified: optional(instant, 'satl:last_modified'),
      gridCode: optional(text, 'grid:code'),
      epsg: or(optional(epsg, 'proj:epsg'), 'proj:code'),
      bands: otherwise(or(optional(bands, 'bands'), 'eo:bands'), []),
    }),
    ...together(
      { bbox: optional(box, 'bbox'), geometry: optional(geometry, 'geometry') },
      ({ bbox, geometry }) => !isImpossible(bbox, geometry),
      (shape) => shape.once(geometryAt, shape.placeOf('geometry')).isPlainPolygon,
    ),
    /** The item's own address in Aleph's catalog. */
    selfHref: optional(selfLink, 'links'),
    assets: children(
      ASSET,
      ({ contractId, collectionId, itemId }: { contractId: string; collectionId: string; itemId: string }) => ({
        contractId,
        holderIds: [collectionId, itemId],
      }),
      'assets',
    ),
    /** STAC properties as Aleph sent them, sentinels included; empty where they are too many or too deep to pass on. */
    properties: otherwise(optional(passedOn, 'properties'), {}),
  },
  { shared: shared<{ readonly contractId: string }>('contractId') },
);
/** One archive item (a STAC Item): usually one grid tile of one satellite pass. */
export type StacItem = Of<typeof ITEM>;

/** When an item was taken: its `datetime`, else the start of its interval. */
export function takenAt({ datetime, startDatetime }: StacItem): string | undefined {
  return datetime ?? startDatetime;
}

/** The items in one answer of a search. */
export interface ItemList {
  readonly items: readonly StacItem[];
  /** All matching items as Aleph counts them; absent when it does not. */
  readonly matched: number | undefined;
  readonly skipped?: Skipped | undefined;
}

/** The items of a GeoJSON FeatureCollection. An item without id or collection is left out; the others stand. */
export function itemListOf(contractId: string, json: unknown, losses = new Losses()): ItemList {
  const { numberMatched, context } = recordOf(json) ?? {};
  return listIn(ITEM.listOf({ contractId }, listOf(json), losses), { numberMatched, context }, losses);
}

/** The same of a FeatureCollection on a tape. */
export function itemListOnTape(contractId: string, list: TapedList, losses = new Losses()): ItemList {
  const envelope = { numberMatched: list.member('numberMatched'), context: list.member('context') };
  return listIn(ITEM.listOf({ contractId }, list, losses), envelope, losses);
}

interface Envelope {
  readonly numberMatched: unknown;
  readonly context: unknown;
}

function listIn(rows: readonly (StacItem | undefined)[], envelope: Envelope, { skipped }: Losses): ItemList {
  return {
    items: skipped.rows === 0 ? (rows as readonly StacItem[]) : rows.filter((row) => row !== undefined),
    matched: countOf(envelope.numberMatched) ?? countOf(recordOf(envelope.context)?.['matched']),
    skipped,
  };
}

/** Some L0 items claim a continent from 0, 0 on [obs: im handoff]. Their box and geometry are absent. */
function isImpossible(bbox: BBox | undefined, geometry: Geometry | undefined): boolean {
  if (geometry === undefined) return bbox !== undefined && targetOfBox(bbox).steradians > IMPOSSIBLE_STERADIANS;
  // No area is larger than the box around it, which is quick to work out. The box of a tile is far below the limit.
  return !(boundOf(geometry) <= IMPOSSIBLE_STERADIANS) && steradiansOf(geometry) > IMPOSSIBLE_STERADIANS;
}
