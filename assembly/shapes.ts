import { CELL, PLACE_BITS, PLACE_MASK } from '../src/json/cells.ts';
import { firstRowOf, MOST_SHAPES, noteAt, setFirstRow, VECTOR_BYTES, vectorAt } from './memory.ts';

/** The largest length that a cell holds. A longer name is noted with this length, and never compared. */
export const LONGEST_NAME: i32 = 1_023;

let shapeCount: i32 = 0;

export function forgetShapes(): void {
  shapeCount = 0;
}

/**
 * The first row of the same shape, as far as this module can tell; the row itself for a new shape.
 *
 * Two rows have the same shape when their names, and the distances of their values, are equal in the same order. The
 * distances are compared first, as they are ints in the cells. A long name, or a row beyond the sixteenth shape, counts
 * as new, so an answer may be too careful but never wrong.
 */
export function firstAlike(row: i32): i32 {
  for (let shape = 0; shape < shapeCount; shape += 1) {
    const first = firstRowOf(shape);
    if (areAlike(first, row)) return first;
  }
  if (shapeCount < MOST_SHAPES) {
    setFirstRow(shapeCount, row);
    shapeCount += 1;
  }
  return row;
}

function areAlike(first: i32, row: i32): boolean {
  const away = row - first;
  const end = noteAt(first + 3);
  if (noteAt(row + 3) !== end + away) return false;
  for (let cell = first + CELL; cell < end; cell += CELL) {
    if (noteAt(cell + away + 3) !== noteAt(cell + 3) + away) return false;
    if (!areSameName(noteAt(cell), noteAt(cell + away))) return false;
  }
  return true;
}

/** False for names of LONGEST_NAME, whose length is not known. */
function areSameName(one: i32, other: i32): boolean {
  const length = one >>> PLACE_BITS;
  if (length !== other >>> PLACE_BITS || length === LONGEST_NAME) return false;
  const at = one & PLACE_MASK;
  const otherAt = other & PLACE_MASK;
  for (let done = 0; done < length; done += VECTOR_BYTES) {
    const same = i8x16.bitmask(i8x16.eq(vectorAt(at + done), vectorAt(otherAt + done)));
    if (ctz(~same) < min(length - done, VECTOR_BYTES)) return false;
  }
  return true;
}
