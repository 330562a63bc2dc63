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

/** The geometry in rows of one shape, judged by its bytes: no coordinate becomes a number. */
export interface TapedGeometry {
  readonly place: Place;
  /** Whether it has the members `type` and `coordinates` and no other. */
  readonly isBare: boolean;
  /**
   * Whether it is surely a polygon of ordinary rings, in degrees, of a possible size. If false, it has to be parsed.
   */
  isPlainPolygon(tape: JsonTape, row: number): boolean;
  /** Whether it is a point with two coordinates. */
  isPlainPoint(tape: JsonTape, row: number): boolean;
}

export function geometryAt(shape: Shape, place: Place): TapedGeometry {
  const type = shape.placeOf('type', place);
  const coordinates = shape.placeOf('coordinates', place);
  const hasBoth = type !== 0 && coordinates !== 0;
  const isPlain = (tape: JsonTape, row: number) =>
    tape.reads(row + type, '"Polygon"') &&
    tape.isArray(row + coordinates) &&
    isSmallPolygon(tape.bytes, tape.from(row + coordinates));
  // Box and geometry of a row share one gate and are read one after the other, so the last verdict is kept.
  let last: { readonly tape: JsonTape; readonly row: number; readonly isPlain: boolean } | undefined;
  return {
    place,
    isBare: hasBoth && shape.membersIn(place).length === 2,
    isPlainPolygon(tape, row) {
      if (!hasBoth) return false;
      if (last?.row !== row || last.tape !== tape) last = { tape, row, isPlain: isPlain(tape, row) };
      return last.isPlain;
    },
    isPlainPoint: (tape, row) =>
      hasBoth && tape.reads(row + type, '"Point"') && isListOfNumbers(tape, row + coordinates, 2),
  };
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
