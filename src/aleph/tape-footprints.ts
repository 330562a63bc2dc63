import { IMPOSSIBLE_STERADIANS } from './items.ts';
import { ARRAY, ARRAY_END, COMMA, isDigit, MINUS, POINT, ZERO } from './json-codes.ts';
import type { JsonTape } from './json-tape.ts';

/** The box around what has been read so far, in tenths of a degree, each side the next tenth outwards. */
interface Reading {
  at: number;
  west: number;
  south: number;
  east: number;
  north: number;
}

/**
 * Whether a geometry is a polygon of ordinary rings, in degrees, and so small that it is possible: told without making
 * a number of any coordinate. False means that it takes a closer look.
 */
export function isPlainPolygon(tape: JsonTape, geometry: number | undefined): boolean {
  const coordinates = tape.member(geometry, 'coordinates');
  return (
    tape.isArray(coordinates) &&
    tape.string(tape.member(geometry, 'type')) === 'Polygon' &&
    isSmallPolygon(tape.bytes, tape.from(coordinates))
  );
}

/** Whether there is nothing in a geometry but what makes it one. */
export function isBareGeometry(tape: JsonTape, geometry: number): boolean {
  if (!tape.isObject(geometry)) return false;
  const hasBoth = tape.member(geometry, 'type') !== undefined && tape.member(geometry, 'coordinates') !== undefined;
  return hasBoth && tape.countIn(geometry) === 2;
}

/** Whether a box has four numbers, and no heights between them. */
export function isBareBox(tape: JsonTape, bbox: number): boolean {
  if (!tape.isArray(bbox) || tape.countIn(bbox) !== 4) return false;
  for (let node = tape.inside(bbox); node < tape.after(bbox); node = tape.after(node)) {
    if (!tape.isNumber(node)) return false;
  }
  return true;
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

/** No less than `boundOf` says of the same polygon. */
function isSmall({ west, south, east, north }: Reading): boolean {
  const tenth = Math.PI / 1_800;
  return (east - west) * tenth * (north - south) * tenth <= IMPOSSIBLE_STERADIANS;
}

/** Reads `[[lon,lat],…]` and nothing else, not even a space. */
function readRing(bytes: Buffer, box: Reading): boolean {
  if (bytes[box.at] !== ARRAY) return false;
  do {
    if (bytes[box.at + 1] !== ARRAY) return false;
    box.at += 2;
    const lon = readTenths(bytes, box);
    if (bytes[box.at] !== COMMA) return false;
    box.at += 1;
    const lat = readTenths(bytes, box);
    if (bytes[box.at] !== ARRAY_END) return false;
    box.at += 1;
    if (lon < box.west) box.west = lon;
    if (lon + 1 > box.east) box.east = lon + 1;
    if (lat < box.south) box.south = lat;
    if (lat + 1 > box.north) box.north = lat + 1;
  } while (bytes[box.at] === COMMA);
  if (bytes[box.at] !== ARRAY_END) return false;
  box.at += 1;
  return true;
}

/** The tenth below a number. It ends where the digits end, so an exponent is not taken for what it is. */
function readTenths(bytes: Buffer, box: Reading): number {
  const isBelowZero = bytes[box.at] === MINUS;
  let at = isBelowZero ? box.at + 1 : box.at;
  let code = bytes[at] ?? 0;
  let tenths = 0;
  for (; isDigit(code); code = bytes[++at] ?? 0) tenths = tenths * 10 + code - ZERO;
  tenths *= 10;
  if (code === POINT) {
    code = bytes[++at] ?? 0;
    tenths += code - ZERO;
    while (isDigit(code)) code = bytes[++at] ?? 0;
  }
  box.at = at;
  return isBelowZero ? -tenths - 1 : tenths;
}
