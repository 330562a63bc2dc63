import type { Geometry } from 'geojson';
import type { AssetAccess } from './addresses.ts';
import { type Asset, assetsOnTape } from './assets.ts';
import {
  azimuthOf,
  elevationOf,
  epsgOf,
  type Footprint,
  footprintOf,
  gsdOf,
  percentOf,
  type StacItem,
  tiltOf,
  type WrittenMember,
} from './items.ts';
import type { JsonTape } from './json-tape.ts';
import { deepFreeze } from './sharing.ts';
import { isBareBox, isBareGeometry, isPlainPolygon } from './tape-footprints.ts';
import { type BBox, bboxOf, instantOf, type JsonObject, recordOf, textsOf } from './wire.ts';

/** What the items of one answer share. */
export interface TapedPage {
  readonly contractId: string;
  readonly tape: JsonTape;
  readonly judge: (href: string) => AssetAccess;
}

/** What has to be known of an item before it is one. */
interface Outline {
  readonly itemId: string;
  readonly collectionId: string;
  /** Where they stand; absent when they may not be passed on. */
  readonly properties: number | undefined;
}

/**
 * An item of which each member is read when it is asked for. What it remembers is frozen, and out of sight: items are
 * shared between requests.
 */
export class TapedItem implements StacItem {
  readonly itemId: string;
  readonly collectionId: string;
  readonly #page: TapedPage;
  readonly #node: number;
  readonly #propertiesAt: number | undefined;
  #hasPlainFootprint: boolean | undefined;
  #footprint: Footprint | undefined;
  #bbox: BBox | undefined;
  #assets: JsonObject | undefined;
  #properties: JsonObject | undefined;

  constructor(page: TapedPage, node: number, { itemId, collectionId, properties }: Outline) {
    this.itemId = itemId;
    this.collectionId = collectionId;
    this.#page = page;
    this.#node = node;
    this.#propertiesAt = properties;
  }

  get contractId() {
    return this.#page.contractId;
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
    if (!this.#isPlain()) return this.#closelyRead().bbox;
    this.#bbox ??= deepFreeze(bboxOf(this.#value('bbox')));
    return this.#bbox;
  }

  get geometry(): Geometry | undefined {
    return this.#closelyRead().geometry;
  }

  get assets(): JsonObject {
    this.#assets ??= deepFreeze(recordOf(this.#value('assets')) ?? {});
    return this.#assets;
  }

  get properties(): JsonObject {
    this.#properties ??= deepFreeze(recordOf(this.#page.tape.value(this.#propertiesAt)) ?? {});
    return this.#properties;
  }

  listAssets(): readonly Asset[] | undefined {
    const { tape, judge } = this.#page;
    const assets = tape.member(this.#node, 'assets');
    return tape.isObject(assets) ? assetsOnTape(tape, assets, judge) : [];
  }

  written(member: WrittenMember): string | undefined {
    const { tape } = this.#page;
    const node = member === 'properties' ? this.#propertiesAt : tape.member(this.#node, member);
    if (node === undefined || !tape.isFaithful(node)) return undefined;
    if (member === 'geometry' && !(isBareGeometry(tape, node) && this.#has('geometry'))) return undefined;
    if (member === 'bbox' && !(isBareBox(tape, node) && this.#has('bbox'))) return undefined;
    return tape.text(node);
  }

  /** All its members: JSON.stringify would find none but its ids. */
  toJSON(): Readonly<Record<string, unknown>> {
    const members = Object.entries(Object.getOwnPropertyDescriptors(TapedItem.prototype));
    const read = members.filter(([, { get }]) => get !== undefined).map(([name]) => [name, Reflect.get(this, name)]);
    return { ...this, ...Object.fromEntries(read) };
  }

  #has(member: keyof Footprint): boolean {
    return this.#isPlain() || this.#closelyRead()[member] !== undefined;
  }

  /** Whether the footprint is an ordinary one, told without reading it. */
  #isPlain(): boolean {
    const { tape } = this.#page;
    this.#hasPlainFootprint ??= isPlainPolygon(tape, tape.member(this.#node, 'geometry'));
    return this.#hasPlainFootprint;
  }

  #closelyRead(): Footprint {
    this.#footprint ??= deepFreeze(footprintOf({ bbox: this.#value('bbox'), geometry: this.#value('geometry') }));
    return this.#footprint;
  }

  #value(member: string): unknown {
    return this.#page.tape.value(this.#page.tape.member(this.#node, member));
  }

  #text(name: string): string | undefined {
    return this.#page.tape.string(this.#page.tape.member(this.#propertiesAt, name));
  }

  #property(name: string): unknown {
    return this.#page.tape.value(this.#page.tape.member(this.#propertiesAt, name));
  }
}
