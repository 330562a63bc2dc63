import type { Geometry } from 'geojson';
import { identifier, text, texts } from '../json/kinds.ts';
import type { JsonList } from '../json/list.ts';
import { Losses } from '../json/losses.ts';
import { id, inside, optional, or, otherwise, together } from '../json/members.ts';
import { children, type Of, record, shared } from '../json/records.ts';
import { ASSET } from './assets.ts';
import { bands } from './bands.ts';
import { steradiansOf, targetOfBox } from './geometry/coverage.ts';
import { boundOf } from './geometry/sphere.ts';
import { fittingRows } from './reads/slices.ts';
import { geometryAt, IMPOSSIBLE_STERADIANS, type TapedGeometry } from './values/footprints.ts';
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
import { parsedListOf } from './values/lists.ts';
import { type BBox, countOf, recordOf } from './values/wire.ts';

export const ITEM = record(
  {
    itemId: id(identifier, 'id'),
    collectionId: or(id(identifier, 'collection'), ['properties', 'collection']),
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
      outcomeId: optional(identifier, 'satl:outcome_id'),
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
      {
        knownAt: (shape) => shape.once(geometryAt, shape.placeOf('geometry')),
        surely: (tape, row, known: TapedGeometry) => known.isPlainPolygon(tape, row),
      },
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
    /** STAC properties as Aleph sent them, sentinels included, but for those too long or too deep to pass on. */
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
  /** For each item that did not fit, the number of `items` before it. */
  readonly gaps: readonly number[];
  /** All matching items as Aleph counts them; absent when it does not. */
  readonly matched: number | undefined;
}

/** The items of a FeatureCollection. */
export function itemsIn(contractId: string, list: JsonList, losses = new Losses()): ItemList {
  const { rows, gaps } = fittingRows(ITEM.listOf({ contractId }, list, losses), losses);
  const matched = countOf(list.member('numberMatched')) ?? countOf(recordOf(list.member('context'))?.['matched']);
  return { items: rows, gaps, matched };
}

/** The items of a FeatureCollection in parsed JSON. */
export function itemListOf(contractId: string, json: unknown): ItemList {
  return itemsIn(contractId, parsedListOf(json));
}

/** Some L0 items claim a continent from 0, 0 on [obs: im handoff]. Their box and geometry are absent. */
function isImpossible(bbox: BBox | undefined, geometry: Geometry | undefined): boolean {
  if (geometry === undefined) return bbox !== undefined && targetOfBox(bbox).steradians > IMPOSSIBLE_STERADIANS;
  // No area is larger than the box around it, which is quick to work out. The box of a tile is far below the limit.
  return !(boundOf(geometry) <= IMPOSSIBLE_STERADIANS) && steradiansOf(geometry) > IMPOSSIBLE_STERADIANS;
}
