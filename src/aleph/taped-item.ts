import type { Geometry } from 'geojson';
import type { Asset } from './assets.ts';
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
} from './items.ts';
import type { JsonTape, JsonTarget } from './json-tape.ts';
import { deepFreeze } from './sharing.ts';
import { isBareBox, isBareGeometry, isPlainPolygon } from './tape-footprints.ts';
import { assetsOnTape, type Judge } from './taped-assets.ts';
import { type BBox, bboxOf, instantOf, type JsonObject, recordOf, textsOf } from './wire.ts';
import { instant, number, text, type WrittenMember } from './written-members.ts';

/** What the items of one answer share. */
export interface TapedPage {
  readonly contractId: string;
  readonly tape: JsonTape;
  readonly judge: Judge;
}

/** What has to be known of an item before it is one. */
interface Outline {
  readonly itemId: string;
  readonly collectionId: string;
  /** Where they stand; absent when they may not be passed on. */
  readonly properties: number | undefined;
}

/** Members whose values are mostly what Aleph wrote. */
const PROPERTIES: ReadonlyMap<string, WrittenMember> = new Map([
  ['datetime', instant('datetime')],
  ['platform', text('platform')],
  ['gsd', number('gsd', gsdOf)],
  ['cloudCover', number('eo:cloud_cover', percentOf)],
  ['offNadir', number('view:off_nadir', tiltOf)],
  ['incidenceAngle', number('view:incidence_angle', tiltOf)],
  ['viewAzimuth', number('view:azimuth', azimuthOf)],
  ['sunAzimuth', number('view:sun_azimuth', azimuthOf)],
  ['sunElevation', number('view:sun_elevation', elevationOf)],
  ['outcomeId', text('satl:outcome_id')],
  ['productName', text('satl:product_name')],
  ['productVersion', text('satl:product_version')],
  ['satelliteGeneration', text('satl:satellite_generation')],
  ['validPixelPercent', number('satl:valid_pixel', percentOf)],
  ['gridCode', text('grid:code')],
]);

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

  writeAsIs(member: string, target: JsonTarget): boolean {
    const { tape } = this.#page;
    const property = PROPERTIES.get(member);
    if (property !== undefined) {
      return property.writeAsIs(tape, tape.member(this.#propertiesAt, property.name), target);
    }
    const node = this.#standIn(member);
    if (node === undefined || !tape.isFaithful(node)) return false;
    tape.write(node, target);
    return true;
  }

  /** All its members: JSON.stringify would find none but its ids. */
  toJSON(): Readonly<Record<string, unknown>> {
    const members = Object.entries(Object.getOwnPropertyDescriptors(TapedItem.prototype));
    const read = members.filter(([, { get }]) => get !== undefined).map(([name]) => [name, Reflect.get(this, name)]);
    return { ...this, ...Object.fromEntries(read) };
  }

  /** What may stand in for a member, but for numbers that JSON.stringify would write otherwise. */
  #standIn(member: string): number | undefined {
    const { tape } = this.#page;
    if (member === 'properties') return this.#propertiesAt;
    const node = tape.member(this.#node, member === 'itemId' ? 'id' : member);
    if (node === undefined || member === 'itemId') return node;
    if (member === 'geometry') return isBareGeometry(tape, node) && this.#has('geometry') ? node : undefined;
    return member === 'bbox' && isBareBox(tape, node) && this.#has('bbox') ? node : undefined;
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
