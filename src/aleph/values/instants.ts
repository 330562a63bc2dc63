import { COLON, isDigit, MINUS, PLUS, POINT, QUOTE, ZERO } from '../../json/codes.ts';
import type { JsonTape } from '../../json/tape.ts';
import { type JsonTarget, textView } from '../../json/target.ts';

const T = 0x54;
const Z = 0x5a;
/** Length of "2026-02-07T03:35:41". */
const SECONDS_LENGTH = 19;
const MILLIS_LENGTH = 4;
const NO_MILLIS = textView('.000');
const END = textView('Z"');
/** Every month has this day. Later days need a calendar, so `instantOf` reads them. */
const LAST_PLAIN_DAY = 28;

/** Copies an ordinary instant in UTC, in the form of `instantOf`. False, and nothing copied, for any other value. */
export function writeInstant(tape: JsonTape, node: number | undefined, target: JsonTarget): boolean {
  if (!tape.isString(node)) return false;
  const { bytes, view } = tape;
  const from = tape.from(node) + 1;
  const end = tape.to(node) - 1;
  if (!isDayAndTime(bytes, from)) return false;
  const zone = behindFraction(bytes, from + SECONDS_LENGTH);
  if (zone === 0 || !isUtc(bytes, zone, end)) return false;
  target.addRange(view, from - 1, from + SECONDS_LENGTH);
  if (zone === from + SECONDS_LENGTH) target.addRange(NO_MILLIS, 0, MILLIS_LENGTH);
  else target.addRange(view, from + SECONDS_LENGTH, from + SECONDS_LENGTH + MILLIS_LENGTH);
  target.addRange(END, 0, END.byteLength);
  return true;
}

/** Whether YYYY-MM-DDThh:mm:ss stands at `at`. A shorter text fails, since its closing quotation mark is no digit. */
function isDayAndTime(bytes: Buffer, at: number): boolean {
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  return (
    twoDigits(bytes, at) >= 0 &&
    twoDigits(bytes, at + 2) >= 0 &&
    bytes[at + 4] === MINUS &&
    month >= 1 &&
    month <= 12 &&
    bytes[at + 7] === MINUS &&
    day >= 1 &&
    day <= LAST_PLAIN_DAY &&
    bytes[at + 10] === T &&
    isBelow(24, twoDigits(bytes, at + 11)) &&
    bytes[at + 13] === COLON &&
    isBelow(60, twoDigits(bytes, at + 14)) &&
    bytes[at + 16] === COLON &&
    isBelow(60, twoDigits(bytes, at + 17))
  );
}

/** The end of a fraction with at least three digits; `at` without a fraction, 0 for a shorter one. */
function behindFraction(bytes: Buffer, at: number): number {
  if (bytes[at] !== POINT) return at;
  let end = at + 1;
  while (isDigit(bytes[end] ?? 0)) end += 1;
  return end - at < MILLIS_LENGTH ? 0 : end;
}

/** Whether Z or +00:00 stands at `at`, and the text ends behind it. */
function isUtc(bytes: Buffer, at: number, end: number): boolean {
  if (bytes[at] === Z) return at + 1 === end;
  const isZero = bytes[at] === PLUS && twoDigits(bytes, at + 1) === 0 && twoDigits(bytes, at + 4) === 0;
  return isZero && bytes[at + 3] === COLON && bytes[at + 6] === QUOTE && at + 6 === end;
}

/** Two digits as a number; -1 for other characters. */
function twoDigits(bytes: Buffer, at: number): number {
  const tens = bytes[at] ?? 0;
  const ones = bytes[at + 1] ?? 0;
  return isDigit(tens) && isDigit(ones) ? (tens - ZERO) * 10 + ones - ZERO : -1;
}

function isBelow(limit: number, value: number): boolean {
  return value >= 0 && value < limit;
}
