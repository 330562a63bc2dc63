import { type Place, type Shape, valueAt } from '../json/shapes.ts';
import type { JsonTape } from '../json/tape.ts';
import { azimuthOf, elevationOf, type Footprint, footprintOf, gsdOf, percentOf, tiltOf } from './items.ts';
import { type AssetShape, assetShapesOf } from './taped-assets.ts';
import type { AddressJudge } from './values/addresses.ts';
import { geometryAt, isListOfNumbers, type TapedGeometry } from './values/footprints.ts';
import {
  type Copy,
  type Copying,
  copiesOf,
  copyAt,
  copyNothing,
  instant,
  type Members,
  number,
  text,
} from './written-members.ts';

/** What the items of one answer share where they have the same layout. */
export class ItemShape {
  readonly contractId: string;
  readonly id: Place;
  readonly collection: Place;
  readonly properties: Place;
  readonly bbox: Place;
  readonly geometry: TapedGeometry;
  readonly assets: Place;
  readonly copiesOf: (members: Members) => readonly Copy[];
  private readonly shape: Shape;
  private readonly judge: AddressJudge;
  private listing: { readonly assets: readonly AssetShape[] | undefined } | undefined;
  /** The box of an item and its geometry are asked for one after the other. */
  private last: { readonly tape: JsonTape; readonly row: number; readonly footprint: Footprint } | undefined;

  constructor(contractId: string, shape: Shape, judge: AddressJudge) {
    this.contractId = contractId;
    this.shape = shape;
    this.judge = judge;
    this.id = shape.placeOf('id');
    this.collection = shape.placeOf('collection');
    this.properties = shape.placeOf('properties');
    this.bbox = shape.placeOf('bbox');
    this.geometry = geometryAt(shape, shape.placeOf('geometry'));
    this.assets = shape.placeOf('assets');
    this.copiesOf = copiesOf((member) => this.copyOf(member));
  }

  /** Undefined where they cannot be listed one by one. */
  get assetShapes(): readonly AssetShape[] | undefined {
    this.listing ??= { assets: assetShapesOf(this.shape, this.assets, this.judge) };
    return this.listing.assets;
  }

  placeOfProperty(name: string): Place {
    return this.shape.placeOf(name, this.properties);
  }

  /** Where an item lies; when its footprint is a plain one, that can be told sooner. */
  footprintIn(tape: JsonTape, row: number): Footprint {
    if (this.last?.row !== row || this.last.tape !== tape) {
      const bbox = valueAt(tape, row, this.bbox);
      const geometry = valueAt(tape, row, this.geometry.place);
      this.last = { tape, row, footprint: footprintOf({ bbox, geometry }) };
    }
    return this.last.footprint;
  }

  private has(member: keyof Footprint, tape: JsonTape, row: number): boolean {
    return this.geometry.isPlainPolygon(tape, row) || this.footprintIn(tape, row)[member] !== undefined;
  }

  private copyOf(member: string): Copy {
    const { geometry } = this;
    switch (member) {
      case 'itemId':
        return copyAt(this.id, (tape, node) => tape.isString(node));
      case 'properties':
        return copyAt(this.properties, (tape, node) => tape.isObject(node));
      case 'geometry':
        return copyAt(geometry.isBare ? geometry.place : 0, (tape, _node, row) => this.has('geometry', tape, row));
      case 'bbox':
        return copyAt(this.bbox, (tape, node, row) => isListOfNumbers(tape, node, 4) && this.has('bbox', tape, row));
      default:
        return PROPERTIES.get(member)?.(this.shape, this.properties) ?? copyNothing;
    }
  }
}

/** Members that stand in the properties, where their values are mostly what Aleph wrote. */
const PROPERTIES: ReadonlyMap<string, Copying> = new Map([
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
