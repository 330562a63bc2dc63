// In memory stand the first row of each shape, the text, zeros, and the cells. Places are counted from where the text begins.

/** Rows of so many shapes are told apart. */
export const MOST_SHAPES: i32 = 16;
/** What is looked at at once. */
export const VECTOR_BYTES: i32 = 16;
const INT_BITS: i32 = 2;
const PAGE_BITS: i32 = 16;

const FIRST_ROWS: i32 = VECTOR_BYTES;
/** Where the text begins. */
export const TEXT: i32 = FIRST_ROWS + (MOST_SHAPES << INT_BITS);
/** Where the cells begin. */
export let cellsFrom: i32 = TEXT;

/** Behind the last text since memory was wiped. */
let writtenTo: i32 = TEXT;

/** Behind the text stand zeros, which stand for nothing in JSON: whatever reads on stops there. */
export function makeRoom(textLength: i32, cellCount: i32): void {
  const textTo = TEXT + textLength;
  cellsFrom = (textTo + 2 * VECTOR_BYTES) & -VECTOR_BYTES;
  const pages = (cellsFrom + (cellCount << INT_BITS) + (1 << PAGE_BITS) - 1) >> PAGE_BITS;
  if (pages > memory.size()) memory.grow(pages - memory.size());
  v128.store(textTo, all(0));
  writtenTo = max(writtenTo, textTo);
}

/** Leaves nothing of any text behind. */
export function wipe(): void {
  memory.fill(TEXT, 0, writtenTo - TEXT);
  writtenTo = TEXT;
}

export function codeAt(at: i32): i32 {
  return load<u8>(at, TEXT);
}

/** Sixteen bytes. */
export function vectorAt(at: i32): v128 {
  return v128.load(at, TEXT);
}

/** Sixteen times the same byte. */
export function all(code: i32): v128 {
  return i8x16.splat(i8(code));
}

export function noteAt(cell: i32): i32 {
  return load<i32>(cellsFrom + (cell << INT_BITS));
}

export function setNote(cell: i32, note: i32): void {
  store<i32>(cellsFrom + (cell << INT_BITS), note);
}

export function firstRowOf(shape: i32): i32 {
  return load<i32>(FIRST_ROWS + (shape << INT_BITS));
}

export function setFirstRow(shape: i32, cell: i32): void {
  store<i32>(FIRST_ROWS + (shape << INT_BITS), cell);
}
