import {
  ARRAY,
  BACKSLASH,
  behindSpaces,
  COLON,
  COMMA,
  EXPONENT,
  isDigit,
  LOWER_CASE,
  MINUS,
  OBJECT,
  PLUS,
  POINT,
  QUOTE,
  SPACE,
  ZERO,
} from './json-codes.ts';

/** Ints for each value: its name, where it begins and ends, and where those begin that stand behind all in it. */
export const CELL = 4;
/** A name is where it begins, and behind so many bits how long it is: most are told apart without a look at the text. */
export const PLACE_BITS = 21;
export const PLACE_MASK = (1 << PLACE_BITS) - 1;
/** As long as a name is told to be; no longer one is asked for. */
const LONGEST_NAME = 1_023;
/** Deep enough for the members of an asset of an item of a list. Values further down, and in lists, are looked over. */
const NOTED_DEPTH = 6;
/** Containers within each other; a collection of multipolygons in an item of a list has as many. */
const MOST_LEVELS = 10;
/** A text with more values than one in so many bytes is read faster by JSON.parse, and into less memory. */
const LEAST_BYTES = 8;
const LEAST_VALUES = 1_000;
/** No number of so many digits is too large for a double. */
const SAFE_BYTES = 300;

/** From the code of an opening bracket to that of its closing one, of either kind. */
const TO_CLOSING = 2;
const NULL = Buffer.from('null');
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const PROTOTYPE_NAME = Buffer.from('"__proto__"');
/** What may stand behind a backslash alone; a `u` wants four digits more. */
const ESCAPES = new Set(Buffer.from('"\\/bfnrt'));
const UNICODE_ESCAPE = 0x75;

/** Where a walk notes: one at a time does, from its beginning to when its cells are taken. */
let scratch = new Int32Array(0);

/**
 * Walks through a JSON text once and notes where its values stand. Refuses what JSON.parse refuses, and some of what is
 * better left to it; trusts that the bytes are UTF-8, and that no control character is among them.
 */
export class JsonWalk {
  readonly bytes: Buffer;
  private readonly mostCells: number;
  /** The stretch in which all numbers stand that JSON.stringify writes otherwise than they read. */
  oddFrom = Number.POSITIVE_INFINITY;
  oddTo = 0;
  /** How many of the cells are in use. */
  used = 0;
  /** That of the member which was read last. */
  name = 0;
  /** Whether it ended for want of cells. */
  isCrowded = false;
  private readonly hasEscapes: boolean;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.hasEscapes = bytes.includes(BACKSLASH);
    this.mostCells = CELL * Math.max(LEAST_VALUES, Math.ceil(bytes.length / LEAST_BYTES));
    if (scratch.length < this.mostCells) scratch = new Int32Array(this.mostCells);
  }

  /** What was noted, for as long as it is needed: a walk that begins later notes over it. */
  cells(): Int32Array {
    return scratch.slice(0, this.used);
  }

  // Each of these answers where what it reads ends, and 0 where it is not to be read: nothing ends there. Gaps are rare,
  // so one is looked for before it is skipped: a call for each token takes a fifth of the time. Behind the end there is
  // nothing but zeros, which stand for nothing in JSON.

  private container(start: number, opening: number, depth: number, mayNote: boolean): number {
    const { bytes } = this;
    const closing = opening + TO_CLOSING;
    const isNoted = mayNote && opening === OBJECT && depth <= NOTED_DEPTH;
    let at = this.gap(start + 1);
    if (bytes[at] === closing) return at + 1;
    for (;;) {
      if (opening === OBJECT) at = this.behindName(at);
      if (at === 0) return 0;
      at = isNoted ? this.noted(at, depth, this.name) : this.value(at, depth, false);
      if (at === 0) return 0;
      if (bytes[at] === SPACE) at = this.gap(at);
      const code = bytes[at] ?? 0;
      if (code === closing) return at + 1;
      if (code !== COMMA) return 0;
      at += 1;
      if (bytes[at] === SPACE) at = this.gap(at);
    }
  }

  /** Behind the colon as well: where the value begins. Names with escapes are not compared here, so there are none. */
  behindName(at: number): number {
    const { bytes } = this;
    if (bytes[at] !== QUOTE) return 0;
    let colon = bytes.indexOf(QUOTE, at + 1) + 1;
    this.name = (at + 1) | (Math.min(LONGEST_NAME, colon - at - 2) << PLACE_BITS);
    if (colon === 0 || (this.hasEscapes && bytes.subarray(at, colon).includes(BACKSLASH))) return 0;
    // JSON.parse makes members of this name as well, which copies then lose.
    if (colon === at + PROTOTYPE_NAME.length && this.reads(PROTOTYPE_NAME, at)) return 0;
    if (bytes[colon] === SPACE) colon = this.gap(colon);
    if (bytes[colon] !== COLON) return 0;
    return bytes[colon + 1] === SPACE ? this.gap(colon + 1) : colon + 1;
  }

  noted(at: number, depth: number, name: number): number {
    const cell = this.used;
    this.isCrowded = cell + CELL > this.mostCells;
    if (this.isCrowded) return 0;
    this.used = cell + CELL;
    // Most values are strings, and most texts without escapes: those are not worth a call.
    const isPlain = this.bytes[at] === QUOTE && !this.hasEscapes;
    const end = isPlain ? this.bytes.indexOf(QUOTE, at + 1) + 1 : this.value(at, depth, true);
    scratch[cell] = name;
    scratch[cell + 1] = at;
    scratch[cell + 2] = end;
    scratch[cell + 3] = this.used;
    return end;
  }

  private value(at: number, depth: number, mayNote: boolean): number {
    const code = this.bytes[at] ?? 0;
    if (code === QUOTE) return this.string(at);
    if (code === MINUS || isDigit(code)) return this.number(at, code);
    if (code === OBJECT || code === ARRAY)
      return depth < MOST_LEVELS ? this.container(at, code, depth + 1, mayNote) : 0;
    if (this.reads(NULL, at) || this.reads(TRUE, at)) return at + NULL.length;
    return this.reads(FALSE, at) ? at + FALSE.length : 0;
  }

  private string(start: number): number {
    let end = this.bytes.indexOf(QUOTE, start + 1);
    if (!this.hasEscapes) return end + 1;
    for (let at = start + 1; end !== -1; at += 1) {
      at = this.bytes.indexOf(BACKSLASH, at);
      if (at === -1 || at > end) return end + 1;
      at = this.escape(at + 1);
      if (at === 0) return 0;
      if (at >= end) end = this.bytes.indexOf(QUOTE, at + 1);
    }
    return 0;
  }

  /** The last byte of what stands behind a backslash. */
  private escape(at: number): number {
    const { bytes } = this;
    const code = bytes[at] ?? 0;
    if (code !== UNICODE_ESCAPE) return ESCAPES.has(code) ? at : 0;
    for (let digit = 1; digit <= 4; digit += 1) {
      if (!isHexDigit(bytes[at + digit] ?? 0)) return 0;
    }
    return at + 4;
  }

  private number(start: number, first: number): number {
    const { bytes } = this;
    let at = first === MINUS ? start + 1 : start;
    const leading = bytes[at] ?? 0;
    if (!isDigit(leading)) return 0;
    let code = bytes[++at] ?? 0;
    while (isDigit(code) && leading !== ZERO) code = bytes[++at] ?? 0;
    if (code === POINT) {
      code = bytes[++at] ?? 0;
      if (!isDigit(code)) return 0;
      do code = bytes[++at] ?? 0;
      while (isDigit(code));
    }
    if ((code | LOWER_CASE) === EXPONENT) return this.exponent(start, at);
    if (at - start > SAFE_BYTES || (leading === ZERO && first === MINUS)) this.judge(start, at);
    return at;
  }

  private exponent(start: number, e: number): number {
    const { bytes } = this;
    const sign = bytes[e + 1];
    let at = sign === PLUS || sign === MINUS ? e + 2 : e + 1;
    if (!isDigit(bytes[at] ?? 0)) return 0;
    while (isDigit(bytes[at] ?? 0)) at += 1;
    this.judge(start, at);
    return at;
  }

  private judge(start: number, end: number): void {
    const number = Number(this.bytes.toString('latin1', start, end));
    if (Number.isFinite(number) && !Object.is(number, -0)) return;
    this.oddFrom = Math.min(this.oddFrom, start);
    this.oddTo = end;
  }

  gap(start: number): number {
    return behindSpaces(this.bytes, start);
  }

  private reads(word: Uint8Array, at: number): boolean {
    const { bytes } = this;
    for (let index = 0; index < word.length; index += 1) {
      if (bytes[at + index] !== word[index]) return false;
    }
    return true;
  }
}

function isHexDigit(code: number): boolean {
  const lower = code | LOWER_CASE;
  return isDigit(code) || (lower >= 0x61 && lower <= 0x66);
}
