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

/** A day, perhaps a time, and perhaps an offset. Seconds, and the minutes of an offset, may be left out [ISO 8601]. */
const INSTANT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d+))?)?(Z|([+-]\d{2}):?(\d{2})?)?)?$/i;
/** UTC, a day that every year has, and milliseconds or no fraction. Nearly all instants are so, and need no Date. */
const PLAIN_INSTANT =
  /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{3,})?(?:Z|\+00:00)$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const LEAP_SECOND = '60';

/**
 * An instant as RFC 3339 in UTC with milliseconds. It may have nine fractional digits [obs: cass] and any offset.
 * Without an offset it is read as UTC [inferred]. A day is its first instant, and a leap second the first instant of the
 * next minute. Undefined for any other value.
 */
export function instantOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (PLAIN_INSTANT.test(value)) return value[19] === '.' ? `${value.slice(0, 23)}Z` : `${value.slice(0, 19)}.000Z`;
  const [, day = '', time = '00:00', seconds = '00', fraction = '', , hours = '+00', minutes = '00'] =
    INSTANT.exec(value) ?? [];
  const isLeap = seconds === LEAP_SECOND;
  const millis = isLeap ? '000' : fraction.slice(0, 3).padEnd(3, '0');
  const read = new Date(`${day}T${time}:${isLeap ? '59' : seconds}.${millis}${hours}:${minutes}`);
  if (isLeap) read.setTime(read.getTime() + 1_000);
  const instant = read.toJSON();
  // RFC 3339 has no years beyond four digits.
  return instant?.length === 24 && isDayOfCalendar(day) ? instant : undefined;
}

/** The same for the end of an interval: a day is its last instant. */
export function lastInstantOf(value: unknown): string | undefined {
  return instantOf(typeof value === 'string' && DAY.test(value) ? `${value}T23:59:59.999Z` : value);
}

/** The same as `instantOf`, with microseconds, as PostgreSQL keeps them. */
export function microsecondsOf(value: unknown): string | undefined {
  const instant = instantOf(value);
  if (instant === undefined) return undefined;
  const [, fraction = ''] = /:[0-5]\d[.,](\d+)/.exec(String(value)) ?? [];
  return `${instant.slice(0, 20)}${fraction.slice(0, 6).padEnd(6, '0')}Z`;
}

/** The platform's parser rolls 30 February over to March. */
function isDayOfCalendar(day: string): boolean {
  return new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) ?? false;
}

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
