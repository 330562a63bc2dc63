import { CELL, PLACE_BITS } from '../src/json/cells.ts';
import { ARRAY, ARRAY_END, COLON, COMMA, MINUS, OBJECT, OBJECT_END, QUOTE } from '../src/json/codes.ts';
import { cellsFrom, codeAt, makeRoom, setNote, TEXT, wipe } from './memory.ts';
import { firstAlike, forgetShapes, LONGEST_NAME } from './shapes.ts';
import { behindNumber, behindSpaces, behindText, behindWord, forgetOdd, isDigit, oddFrom, oddTo } from './tokens.ts';

// The tokenizer reads a JSON text once, by recursive descent, and checks it as JSON.parse would. For each value it
// notes four ints, a cell: name, first byte, end, and the next cell outside the value. The cells are the structural
// index of the text. The end of a text or a number is found sixteen bytes at a time, which WebAssembly can do and
// JavaScript cannot: it takes a third of the time. src/json/tokenizer.ts puts texts in, one at a time, and copies the
// cells out.

export { TEXT, wipe };

/** Deep enough for the members of an asset in a list of items. Deeper values, and values in lists, get no cell. */
const NOTED_DEPTH: i32 = 6;
/** Depth of containers. With fewer, an item whose geometry is a collection of multipolygons would not be read. */
const MOST_LEVELS: i32 = 10;

// JSON.parse makes a member of the name __proto__, which copies of the object then lose. So texts with it are not read.
// Its letters, four at a time:
const PROTOTYPE_NAME_LENGTH: i32 = 9;
const __PR: u32 = 0x72705f5f;
const OTO_: u32 = 0x5f6f746f;
const TO__: u32 = 0x5f5f6f74;

let mostCells: i32 = 0;
let cellsUsed: i32 = 0;
let lastName: i32 = 0;
let crowded: boolean = false;

/** Makes room for a text; the caller then copies it to TEXT. */
export function begin(length: i32, most: i32): void {
  makeRoom(length, most);
  mostCells = most;
  cellsUsed = 0;
  crowded = false;
  forgetShapes();
  forgetOdd();
}

/** The first byte of the cells in memory. */
export function cells(): i32 {
  return cellsFrom;
}

/** How many of the cells are in use. */
export function used(): i32 {
  return cellsUsed;
}

/** Whether reading stopped because no cells were left. */
export function isCrowded(): boolean {
  return crowded;
}

/** The first byte of the range with all numbers that JSON.stringify may write differently. */
export function firstOdd(): i32 {
  return oddFrom;
}

export function lastOdd(): i32 {
  return oddTo;
}

/** Notes a row of a list. In place of a name, its cell holds the first row of the same shape. */
export function row(at: i32, depth: i32): i32 {
  const cell = cellsUsed;
  const end = noted(at, depth);
  if (end === 0) cellsUsed = cell;
  else setNote(cell, firstAlike(cell));
  return end;
}

/** The first byte of the value behind a name. 0 for a name with escapes, since names are compared as bytes. */
export function behindName(at: i32): i32 {
  if (codeAt(at) !== QUOTE) return 0;
  const end = behindText(at + 1, false);
  if (end === 0 || isPrototypeName(at + 1, end - 1)) return 0;
  lastName = (at + 1) | (min(LONGEST_NAME, end - at - 2) << PLACE_BITS);
  const colon = behindSpaces(end);
  return codeAt(colon) === COLON ? behindSpaces(colon + 1) : 0;
}

function isPrototypeName(from: i32, to: i32): boolean {
  if (to - from !== PROTOTYPE_NAME_LENGTH) return false;
  return load<u32>(from, TEXT) === __PR && load<u32>(from + 4, TEXT) === OTO_ && load<u32>(from + 5, TEXT) === TO__;
}

/** Notes a value under the name that was read last, and the values in it down to NOTED_DEPTH. */
export function noted(at: i32, depth: i32): i32 {
  const cell = cellsUsed;
  const name = lastName;
  crowded = cell + CELL > mostCells;
  if (crowded) return 0;
  cellsUsed = cell + CELL;
  const end = behindValue(at, depth, true);
  setNote(cell, name);
  setNote(cell + 1, at);
  setNote(cell + 2, end);
  setNote(cell + 3, cellsUsed);
  return end;
}

function behindValue(at: i32, depth: i32, mayNote: boolean): i32 {
  const code = codeAt(at);
  if (code === QUOTE) return behindText(at + 1, true);
  if (code === MINUS || isDigit(code)) return behindNumber(at);
  if (code === OBJECT) return depth < MOST_LEVELS ? behindObject(at, depth + 1, mayNote && depth < NOTED_DEPTH) : 0;
  if (code === ARRAY) return depth < MOST_LEVELS ? behindList(at, depth + 1) : 0;
  return behindWord(at);
}

function behindObject(start: i32, depth: i32, isNoted: boolean): i32 {
  let at = behindSpaces(start + 1);
  if (codeAt(at) === OBJECT_END) return at + 1;
  while (true) {
    at = behindName(at);
    if (at === 0) return 0;
    at = isNoted ? noted(at, depth) : behindValue(at, depth, false);
    if (at === 0) return 0;
    at = behindSpaces(at);
    if (codeAt(at) === OBJECT_END) return at + 1;
    if (codeAt(at) !== COMMA) return 0;
    at = behindSpaces(at + 1);
  }
}

function behindList(start: i32, depth: i32): i32 {
  let at = behindSpaces(start + 1);
  if (codeAt(at) === ARRAY_END) return at + 1;
  while (true) {
    at = behindValue(at, depth, false);
    if (at === 0) return 0;
    at = behindSpaces(at);
    if (codeAt(at) === ARRAY_END) return at + 1;
    if (codeAt(at) !== COMMA) return 0;
    at = behindSpaces(at + 1);
  }
}
