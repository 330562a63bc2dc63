import type { Geometry } from 'geojson';
import {
  ARRAY,
  ARRAY_END,
  behindSpaces,
  COMMA,
  EXPONENT,
  isDigit,
  LOWER_CASE,
  MINUS,
  PLUS,
  POINT,
  ZERO,
} from '../../json/codes.ts';
import type { Place, Shape } from '../../json/shapes.ts';
import type { JsonTape } from '../../json/tape.ts';
import { geometryOf, isGeometry } from './geometries.ts';

/** About 100,000 km² of a sphere of Earth's size; no pass covers a tenth of that. */
export const IMPOSSIBLE_STERADIANS = 0.0025;

/** The box around the points read so far, in tenths of a degree, with each side rounded outwards. */
interface Reading {
  at: number;
  west: number;
  south: number;
  east: number;
  north: number;
}

/** The geometry in rows of one shape. Mostly its bytes are enough to judge it: no coordinate becomes a number. */
export class TapedGeometry {
  /** Whether it has the members `type` and `coordinates` and no other. */
  private readonly isBare: boolean;
  private readonly place: Place;
  private readonly type: Place;
  private readonly coordinates: Place;
  /** Findings about the newest row: its gate, its copies and its readers ask for them one after the other. */
  private tape: JsonTape | undefined;
  private row = 0;
  private isPlain = false;
  /** Undefined until it is read. */
  private parsed: { readonly value: unknown; readonly geometry: Geometry | undefined } | undefined;

  constructor(shape: Shape, place: Place) {
    this.place = place;
    this.type = shape.placeOf('type', place);
    this.coordinates = shape.placeOf('coordinates', place);
    this.isBare = this.hasBoth() && shape.membersIn(place).length === 2;
  }

  /**
   * Whether it is surely a polygon of ordinary rings, in degrees, of a possible size. If false, it has to be parsed.
   */
  isPlainPolygon(tape: JsonTape, row: number): boolean {
    this.turnTo(tape, row);
    return this.isPlain;
  }

  /** Whether it is a point with two coordinates. */
  private isPlainPoint(tape: JsonTape, row: number): boolean {
    return this.hasBoth() && tape.reads(row + this.type, '"Point"') && isListOfNumbers(tape, row + this.coordinates, 2);
  }

  /** Whether its coordinates need not be mended. */
  private isAsWritten(tape: JsonTape, row: number): boolean {
    const { value, geometry } = this.parse(tape, row);
    return isGeometry(value, geometry);
  }

  /** Whether its bytes read as it does. */
  isSame(tape: JsonTape, node: number): boolean {
    const row = node - this.place;
    return (
      this.isBare && (this.isPlainPolygon(tape, row) || this.isPlainPoint(tape, row) || this.isAsWritten(tape, row))
    );
  }

  read(tape: JsonTape, node: number): Geometry | undefined {
    return this.parse(tape, node - this.place).geometry;
  }

  private parse(tape: JsonTape, row: number) {
    this.turnTo(tape, row);
    if (this.parsed === undefined) {
      const value = tape.value(row + this.place);
      this.parsed = { value, geometry: geometryOf(value) };
    }
    return this.parsed;
  }

  private hasBoth(): boolean {
    return this.type !== 0 && this.coordinates !== 0;
  }

  private turnTo(tape: JsonTape, row: number): void {
    if (row === this.row && tape === this.tape) return;
    const coordinates = row + this.coordinates;
    this.isPlain =
      this.hasBoth() &&
      tape.reads(row + this.type, '"Polygon"') &&
      tape.isArray(coordinates) &&
      isSmallPolygon(tape.bytes, tape.from(coordinates));
    this.parsed = undefined;
    this.tape = tape;
    this.row = row;
  }
}

/** Made once for a place of a shape: `shape.once(geometryAt, place)`. */
export function geometryAt(shape: Shape, place: Place): TapedGeometry {
  return new TapedGeometry(shape, place);
}

/** Whether a value is surely a box that need not be mended. */
export function isPlainBox(tape: JsonTape, node: number): boolean {
  if (!tape.isArray(node)) return false;
  const { bytes } = tape;
  const reading = { at: tape.from(node) };
  let south = 0;
  for (let side = 0; side < 4; side += 1) {
    reading.at = behindSpaces(bytes, reading.at + 1);
    const micros = readScaled(bytes, reading, 6);
    reading.at = behindSpaces(bytes, reading.at);
    const code = bytes[reading.at];
    if (code !== (side === 3 ? ARRAY_END : COMMA) || Math.abs(micros) >= (side % 2 === 0 ? 180e6 : 90e6)) return false;
    if (side === 1) south = micros;
    else if (side === 3 && micros <= south) return false;
  }
  return true;
}

/** Whether a value is a list of exactly `count` numbers. */
function isListOfNumbers(tape: JsonTape, node: number, count: number): boolean {
  if (!tape.isArray(node)) return false;
  const { bytes } = tape;
  const end = tape.to(node) - 1;
  let at = tape.from(node);
  for (let left = count; left > 0; left -= 1) {
    at = behindSpaces(bytes, at + 1);
    if (!isNumberPart(bytes[at] ?? 0)) return false;
    while (isNumberPart(bytes[at] ?? 0)) at += 1;
    at = behindSpaces(bytes, at);
  }
  return at === end;
}

function isSmallPolygon(bytes: Buffer, at: number): boolean {
  const box: Reading = { at: at + 1, west: 1_800, south: 900, east: -1_800, north: -900 };
  while (readRing(bytes, box)) {
    const code = bytes[box.at];
    if (code === ARRAY_END) return isSmall(box);
    if (code !== COMMA) return false;
    box.at += 1;
  }
  return false;
}

/** Whether the box is small enough. Its area is never less than `boundOf` of the same polygon. */
function isSmall({ west, south, east, north }: Reading): boolean {
  const tenth = Math.PI / 1_800;
  return (east - west) * tenth * (north - south) * tenth <= IMPOSSIBLE_STERADIANS;
}

/** Reads `[[lon,lat],…]` of a closed ring; false for any other text, also for one with spaces. */
function readRing(bytes: Buffer, box: Reading): boolean {
  if (bytes[box.at] !== ARRAY) return false;
  const first = box.at + 1;
  let last = first;
  do {
    last = box.at + 1;
    if (bytes[last] !== ARRAY) return false;
    box.at += 2;
    const lon = readScaled(bytes, box, 1);
    if (bytes[box.at] !== COMMA) return false;
    box.at += 1;
    const lat = readScaled(bytes, box, 1);
    if (bytes[box.at] !== ARRAY_END) return false;
    box.at += 1;
    if (lon < box.west) box.west = lon;
    if (lon + 1 > box.east) box.east = lon + 1;
    if (lat < box.south) box.south = lat;
    if (lat + 1 > box.north) box.north = lat + 1;
  } while (bytes[box.at] === COMMA);
  if (bytes[box.at] !== ARRAY_END || !isRepeated(bytes, first, last)) return false;
  box.at += 1;
  return true;
}

/** Whether the position at `first` stands at `last` again. */
function isRepeated(bytes: Buffer, first: number, last: number): boolean {
  let length = 0;
  while (bytes[first + length] === bytes[last + length] && bytes[first + length] !== ARRAY_END) length += 1;
  return bytes[first + length] === bytes[last + length];
}

/**
 * A number with so many decimals, rounded down and without its point. Reading stops behind the digits, so the caller
 * rejects an exponent.
 */
function readScaled(bytes: Buffer, reading: Pick<Reading, 'at'>, decimals: number): number {
  const isBelowZero = bytes[reading.at] === MINUS;
  let at = isBelowZero ? reading.at + 1 : reading.at;
  let code = bytes[at] ?? 0;
  let scaled = 0;
  for (; isDigit(code); code = bytes[++at] ?? 0) scaled = scaled * 10 + code - ZERO;
  if (code === POINT) code = bytes[++at] ?? 0;
  for (let left = decimals; left > 0; left -= 1) {
    scaled *= 10;
    if (!isDigit(code)) continue;
    scaled += code - ZERO;
    code = bytes[++at] ?? 0;
  }
  while (isDigit(code)) code = bytes[++at] ?? 0;
  reading.at = at;
  return isBelowZero ? -scaled - 1 : scaled;
}

function isNumberPart(code: number): boolean {
  return isDigit(code) || code === POINT || (code | LOWER_CASE) === EXPONENT || code === MINUS || code === PLUS;
}
