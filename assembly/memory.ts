// Memory holds the first row of each shape, the text, zeros, and the cells, in this order. Places count from the first
// byte of the text.

/** Further shapes are not remembered: each row is compared with all that are, so more would slow down odd lists. */
export const MOST_SHAPES: i32 = 16;
/** Bytes of one SIMD vector. */
export const VECTOR_BYTES: i32 = 16;
const INT_BITS: i32 = 2;
const PAGE_BITS: i32 = 16;

const FIRST_ROWS: i32 = VECTOR_BYTES;
/** The first byte of the text. */
export const TEXT: i32 = FIRST_ROWS + (MOST_SHAPES << INT_BITS);
/** The first byte of the cells. */
export let cellsFrom: i32 = TEXT;

/** The end of the longest text since the last wipe. */
let writtenTo: i32 = TEXT;

/**
 * Makes room for a text and its cells. Zeros follow the text, and no token of JSON contains a zero. So every reader
 * stops there without a check of the end; without the zeros it would read on into the cells.
 */
export function makeRoom(textLength: i32, cellCount: i32): void {
  const textTo = TEXT + textLength;
  cellsFrom = (textTo + 2 * VECTOR_BYTES) & -VECTOR_BYTES;
  const pages = (cellsFrom + (cellCount << INT_BITS) + (1 << PAGE_BITS) - 1) >> PAGE_BITS;
  if (pages > memory.size()) memory.grow(pages - memory.size());
  v128.store(textTo, all(0));
  writtenTo = max(writtenTo, textTo);
}

/** Overwrites all texts since the last wipe. */
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
