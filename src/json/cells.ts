/** Ints that the tokenizer notes for each value: its name, its first byte, its end, and the next value outside it. */
export const CELL = 4;
/**
 * A name is one int: its place in the low bits, its length above them. Most names differ in length, so a comparison
 * seldom reads the text. With fewer bits a piece with the rest of a row before it (`LONGEST_ROW`) would not fit.
 */
export const PLACE_BITS = 21;
export const PLACE_MASK = (1 << PLACE_BITS) - 1;
