import { BACKSLASH, EXPONENT, LOWER_CASE, MINUS, NINE, PLUS, POINT, QUOTE, SPACE, ZERO } from '../src/json/codes.ts';
import { all, codeAt, TEXT, VECTOR_BYTES, vectorAt } from './memory.ts';

// Each reader returns the place behind its token, or 0 for bytes that are no such token: no token ends at 0.

// A longer number may have more digits than a double holds. With a longer exponent, it may be infinite or too small.
const SAFE_LENGTH: i32 = 20;
const SAFE_EXPONENT_DIGITS: i32 = 2;
/** A longer whole number may be above 2^53, where doubles have gaps. */
const SAFE_DIGITS: i32 = 15;

// Letters of a word, four at a time.
const NULL: u32 = 0x6c6c756e;
const TRUE: u32 = 0x65757274;
const ALSE: u32 = 0x65736c61;
const LOWER_F: i32 = 0x66;

/** The range with all numbers that JSON.stringify may write differently, such as 1e999 and -0. */
export let oddFrom: i32 = i32.MAX_VALUE;
export let oddTo: i32 = 0;

export function forgetOdd(): void {
  oddFrom = i32.MAX_VALUE;
  oddTo = 0;
}

export function behindSpaces(start: i32): i32 {
  let at = start;
  while (codeAt(at) === SPACE) at += 1;
  return at;
}

/** `start` is the place behind the opening quotation mark. */
export function behindText(start: i32, mayEscape: boolean): i32 {
  let at = start;
  while (true) {
    const bytes = vectorAt(at);
    const quotes = i8x16.eq(bytes, all(QUOTE));
    const escapes = i8x16.eq(bytes, all(BACKSLASH));
    const controls = i8x16.lt_u(bytes, all(SPACE));
    const found = i8x16.bitmask(v128.or(v128.or(quotes, escapes), controls));
    if (found === 0) {
      at += VECTOR_BYTES;
      continue;
    }
    at += ctz(found);
    if (codeAt(at) === QUOTE) return at + 1;
    at = mayEscape && codeAt(at) === BACKSLASH ? behindEscape(at + 1) : 0;
    if (at === 0) return 0;
  }
}

/** `at` is the place behind the backslash. */
function behindEscape(at: i32): i32 {
  switch (codeAt(at)) {
    case QUOTE:
    case BACKSLASH:
    case 0x2f: // /
    case 0x62: // b
    case LOWER_F:
    case 0x6e: // n
    case 0x72: // r
    case 0x74: // t
      return at + 1;
    case 0x75: // u
      for (let digit = 1; digit <= 4; digit += 1) {
        if (!isHexDigit(codeAt(at + digit))) return 0;
      }
      return at + 5;
    default:
      return 0;
  }
}

export function behindNumber(start: i32): i32 {
  const isBelowZero = codeAt(start) === MINUS;
  const whole = isBelowZero ? start + 1 : start;
  let at = behindDigits(whole);
  const startsWithZero = codeAt(whole) === ZERO;
  if (at === whole || (startsWithZero && at > whole + 1)) return 0;
  let isNothing = startsWithZero;
  let isOdd = at - whole > SAFE_DIGITS && codeAt(at) !== POINT;
  if (codeAt(at) === POINT) {
    const fraction = at + 1;
    at = behindDigits(fraction);
    if (at === fraction) return 0;
    isNothing = isNothing && areZeros(fraction, at);
  }
  isOdd = isOdd || at - start > SAFE_LENGTH || (isBelowZero && isNothing);
  if ((codeAt(at) | LOWER_CASE) === EXPONENT) {
    const sign = codeAt(at + 1);
    const exponent = sign === PLUS || sign === MINUS ? at + 2 : at + 1;
    at = behindDigits(exponent);
    if (at === exponent) return 0;
    isOdd = isOdd || at - exponent > SAFE_EXPONENT_DIGITS;
  }
  if (isOdd) {
    oddFrom = min(oddFrom, start);
    oddTo = at;
  }
  return at;
}

function behindDigits(start: i32): i32 {
  let at = start;
  while (true) {
    const aboveZero = i8x16.sub(vectorAt(at), all(ZERO));
    const others = i8x16.bitmask(i8x16.gt_u(aboveZero, all(NINE - ZERO)));
    if (others !== 0) return at + ctz(others);
    at += VECTOR_BYTES;
  }
}

function areZeros(from: i32, to: i32): boolean {
  let at = from;
  while (at < to && codeAt(at) === ZERO) at += 1;
  return at === to;
}

export function behindWord(at: i32): i32 {
  const word = load<u32>(at, TEXT);
  if (word === NULL || word === TRUE) return at + 4;
  return codeAt(at) === LOWER_F && load<u32>(at + 1, TEXT) === ALSE ? at + 5 : 0;
}

export function isDigit(code: i32): boolean {
  return code >= ZERO && code <= NINE;
}

function isHexDigit(code: i32): boolean {
  const lower = code | LOWER_CASE;
  return isDigit(code) || (lower >= 0x61 && lower <= 0x66);
}
