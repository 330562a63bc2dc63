import { BACKSLASH, behindSpaces, COMMA, isDigit, MINUS, QUOTE } from './codes.ts';
import type { Losses } from './losses.ts';
import type { Place, Shape } from './shapes.ts';
import type { JsonTape } from './tape.ts';
import type { JsonTarget } from './target.ts';

/**
 * One kind of value: the meaning of a JSON value, and the condition under which raw JSON may stand in for it.
 *
 * Its functions are made once and get all they need as arguments. Those made for one answer would be compiled anew for
 * each, since V8 forgets what it compiled for a function that is gone.
 */
export interface Kind<T> {
  /** Whether values are objects or lists. A record makes such a value once, and freezes it. */
  readonly isObject?: boolean;
  /**
   * The meaning of a parsed value; undefined for a value of another kind. A part that has to be left out is noted in
   * `losses`, below the name of the member.
   */
  of(value: unknown, losses?: Losses, name?: string): T | undefined;
  /** What is known beforehand of values at one place of a shape. The functions below get it as `known`. */
  knownAt?(shape: Shape, place: Place): unknown;
  /** The same as `of` for a value on a tape. Absent where values have to be parsed first. */
  read?(tape: JsonTape, node: number, known: unknown): T | undefined;
  /** Whether a value on a tape has a meaning. Absent where the value has to be made to know. */
  isAt?(tape: JsonTape, node: number): boolean;
  /**
   * Copies the bytes of a value. False, and nothing copied, where the bytes do not read as the value does. Absent where
   * they never do.
   */
  copy?(tape: JsonTape, node: number, target: JsonTarget, known: unknown): boolean;
}

type Test = (tape: JsonTape, node: number, known: never) => boolean;
type Sooner<T> = Pick<Kind<T>, 'isObject' | 'knownAt' | 'read' | 'isAt'>;

/** `isSame` says whether the bytes of a value on a tape are the JSON of its meaning. Without it none are. */
export function kind<T>(of: Kind<T>['of'], isSame?: Test, sooner: Sooner<T> = {}): Kind<T> {
  return isSame === undefined ? { of, ...sooner } : { of, ...sooner, copy: copyWhere(isSame) };
}

/** Whether a value on a tape is one of a kind. */
export function isOfKind({ of, isAt }: Kind<unknown>, tape: JsonTape, node: number): boolean {
  return isAt === undefined ? of(tape.value(node)) !== undefined : isAt(tape, node);
}

/**
 * Copies where `isSame` holds. Exception: a value with a number that JSON.stringify writes differently is not copied.
 */
function copyWhere(isSame: Test): NonNullable<Kind<unknown>['copy']> {
  return (tape, node, target, known) => {
    if (!isSame(tape, node, known as never) || !tape.isFaithful(node)) return false;
    tape.write(node, target);
    return true;
  };
}

const isString = (tape: JsonTape, node: number) => tape.isString(node);

export const text = kind<string>((value) => (typeof value === 'string' ? value : undefined), isString, {
  read: (tape, node) => tape.string(node),
  isAt: isString,
});

/** A whole number of 32 bits, also one that is written as a text. */
export const int32 = kind<number>((value) => {
  const number = typeof value === 'string' && INTEGER.test(value) ? Number(value) : value;
  return typeof number === 'number' && (number | 0) === number ? number : undefined;
}, isShortInteger);

const INTEGER = /^-?\d{1,10}$/;

/** An identifier: a non-empty text, or a whole number, which reads as its digits. */
export const identifier = kind<string>(
  (value) => (Number.isSafeInteger(value) ? String(value) : typeof value === 'string' && value ? value : undefined),
  (tape, node) => tape.isString(node) && tape.to(node) - tape.from(node) > EMPTY_TEXT,
);

/** Characters of an empty text in JSON. */
const EMPTY_TEXT = 2;

/** A number from `low` to `high`, both included. */
export function numberWithin(low: number, high: number): Kind<number> {
  const of = (value: unknown) => (typeof value === 'number' && value >= low && value <= high ? value : undefined);
  return kind(of, (tape, node) => tape.isNumber(node) && of(tape.value(node)) !== undefined);
}

/** A list of values of one kind; entries without a meaning are left out and noted. */
export function listOf<T>({ of }: Pick<Kind<T>, 'of'>, isSame?: Test): Kind<readonly T[]> {
  const entriesIn: Kind<readonly T[]>['of'] = (value, losses, name = '') => {
    if (!Array.isArray(value)) return undefined;
    const entries = value.map((entry) => of(entry)).filter((entry) => entry !== undefined);
    if (entries.length < value.length) losses?.noteValue(name);
    return entries;
  };
  return kind(entriesIn, isSame, { isObject: true });
}

/** The texts in a list. */
export const texts = listOf(text, isListOfStrings);

/** A number of ten digits may be larger than 32 bits. */
const MOST_DIGITS = 9;

/** Whether a value is surely a whole number of 32 bits: at most nine digits, without point or exponent. */
function isShortInteger(tape: JsonTape, node: number): boolean {
  const { bytes } = tape;
  const to = tape.to(node);
  const from = bytes[tape.from(node)] === MINUS ? tape.from(node) + 1 : tape.from(node);
  if (to === from || to - from > MOST_DIGITS) return false;
  for (let at = from; at < to; at += 1) {
    if (!isDigit(bytes[at] ?? 0)) return false;
  }
  return true;
}

/** Whether a value is surely a list of strings; false also for a string with escapes. */
function isListOfStrings(tape: JsonTape, list: number): boolean {
  if (!tape.isArray(list)) return false;
  const { bytes } = tape;
  const end = tape.to(list) - 1;
  let at = behindSpaces(bytes, tape.from(list) + 1);
  while (bytes[at] === QUOTE) {
    at += 1;
    while (bytes[at] !== QUOTE && bytes[at] !== BACKSLASH) at += 1;
    if (bytes[at] === BACKSLASH) return false;
    at = behindSpaces(bytes, at + 1);
    if (bytes[at] === COMMA) at = behindSpaces(bytes, at + 1);
  }
  return at === end;
}
