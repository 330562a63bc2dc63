import type { Geometry } from 'geojson';
import { deepFreeze } from '../json/freeze.ts';
import { type Place, valueAt } from '../json/shapes.ts';
import type { JsonTape } from '../json/tape.ts';
import type { JsonTarget } from '../json/target.ts';
import type { Asset } from './assets.ts';
import type { ItemShape } from './item-layouts.ts';
import { azimuthOf, elevationOf, epsgOf, type Footprint, gsdOf, percentOf, type StacItem, tiltOf } from './items.ts';
import { assetsOnTape } from './taped-assets.ts';
import { type BBox, bboxOf, instantOf, type JsonObject, recordOf, textOf, textsOf } from './values/wire.ts';
import type { Members } from './written-members.ts';

/**
 * An item of which each member is read when it is asked for. What it remembers is frozen, and out of sight: items are
 * shared between requests.
 */
export class TapedItem implements StacItem {
  readonly itemId: string;
  readonly collectionId: string;
  readonly #shape: ItemShape;
  readonly #tape: JsonTape;
  readonly #row: number;
  /** Whether its properties may be passed on. */
  readonly #hasProperties: boolean;
  #footprint: Footprint | undefined;
  #bbox: BBox | undefined;
  #assets: JsonObject | undefined;
  #properties: JsonObject | undefined;

  constructor(shape: ItemShape, tape: JsonTape, row: number, { itemId, collectionId, hasProperties }: Outline) {
    this.itemId = itemId;
    this.collectionId = collectionId;
    this.#shape = shape;
    this.#tape = tape;
    this.#row = row;
    this.#hasProperties = hasProperties;
  }

  get contractId() {
    return this.#shape.contractId;
  }

  get datetime() {
    return instantOf(this.#text('datetime'));
  }

  get platform() {
    return this.#text('platform');
  }

  get instruments() {
    return deepFreeze(textsOf(this.#property('instruments')));
  }

  get gsd() {
    return gsdOf(this.#property('gsd'));
  }

  get cloudCover() {
    return percentOf(this.#property('eo:cloud_cover'));
  }

  get offNadir() {
    return tiltOf(this.#property('view:off_nadir'));
  }

  get incidenceAngle() {
    return tiltOf(this.#property('view:incidence_angle'));
  }

  get viewAzimuth() {
    return azimuthOf(this.#property('view:azimuth'));
  }

  get sunAzimuth() {
    return azimuthOf(this.#property('view:sun_azimuth'));
  }

  get sunElevation() {
    return elevationOf(this.#property('view:sun_elevation'));
  }

  get outcomeId() {
    return this.#text('satl:outcome_id');
  }

  get productName() {
    return this.#text('satl:product_name');
  }

  get productVersion() {
    return this.#text('satl:product_version');
  }

  get satelliteGeneration() {
    return this.#text('satl:satellite_generation');
  }

  get validPixelPercent() {
    return percentOf(this.#property('satl:valid_pixel'));
  }

  get gridCode() {
    return this.#text('grid:code');
  }

  get epsg() {
    return epsgOf(this.#property('proj:epsg'));
  }

  get bbox(): BBox | undefined {
    if (!this.#shape.geometry.isPlainPolygon(this.#tape, this.#row)) return this.#closelyRead().bbox;
    this.#bbox ??= deepFreeze(bboxOf(this.#value(this.#shape.bbox)));
    return this.#bbox;
  }

  get geometry(): Geometry | undefined {
    return this.#closelyRead().geometry;
  }

  get assets(): JsonObject {
    this.#assets ??= deepFreeze(recordOf(this.#value(this.#shape.assets)) ?? {});
    return this.#assets;
  }

  get properties(): JsonObject {
    const place = this.#hasProperties ? this.#shape.properties : 0;
    this.#properties ??= deepFreeze(recordOf(this.#value(place)) ?? {});
    return this.#properties;
  }

  listAssets(): readonly Asset[] | undefined {
    const { assetShapes } = this.#shape;
    return assetShapes && assetsOnTape(assetShapes, this.#tape, this.#row);
  }

  copyRaw(members: Members, index: number, target: JsonTarget): boolean {
    const copy = this.#hasProperties ? this.#shape.copiesOf(members)[index] : undefined;
    return copy?.(this.#tape, this.#row, target) ?? false;
  }

  /** All its members: JSON.stringify would find none but its ids. */
  toJSON(): Readonly<Record<string, unknown>> {
    const members = Object.entries(Object.getOwnPropertyDescriptors(TapedItem.prototype));
    const read = members.filter(([, { get }]) => get !== undefined).map(([name]) => [name, Reflect.get(this, name)]);
    return { ...this, ...Object.fromEntries(read) };
  }

  #closelyRead(): Footprint {
    this.#footprint ??= deepFreeze(this.#shape.footprintIn(this.#tape, this.#row));
    return this.#footprint;
  }

  #text(name: string): string | undefined {
    return textOf(this.#property(name));
  }

  #property(name: string): unknown {
    return this.#hasProperties ? this.#value(this.#shape.placeOfProperty(name)) : undefined;
  }

  #value(place: Place): unknown {
    return valueAt(this.#tape, this.#row, place);
  }
}

/** What has to be known of an item before it is one. */
interface Outline {
  readonly itemId: string;
  readonly collectionId: string;
  readonly hasProperties: boolean;
}
