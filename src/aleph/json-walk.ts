import {
  ARRAY,
  COLON,
  COMMA,
  EXPONENT,
  isDigit,
  MINUS,
  OBJECT,
  PLUS,
  POINT,
  QUOTE,
  SPACE,
  ZERO,
} from './json-codes.ts';

/** Ints for each value: its name from and to, itself from and to, and where those begin that stand behind all in it. */
export const CELL = 5;
/** Deep enough for the role of an asset of an item of a list. Values further down are looked over, not noted. */
const NOTED_DEPTH = 6;
/** Containers within each other; a collection of multipolygons in an item of a list has as many. */
const MOST_LEVELS = 10;
/** A text with more values than one in so many characters is read faster by JSON.parse, and into less memory. */
const LEAST_CHARACTERS = 8;
const USUAL_CHARACTERS = 32;
const LEAST_VALUES = 1_000;
/** No number of so many characters is too large for a double. */
const SAFE_CHARACTERS = 300;

/** From the code of an opening bracket to that of its closing one, of either kind. */
const TO_CLOSING = 2;

/**
 * Walks through a JSON text once and notes where its values stand. Refuses what JSON.parse refuses, and some of what is
 * better left to it; trusts that the text has no backslash and no control character.
 */
export class JsonWalk {
  readonly source: string;
  cells: Int32Array;
  /** The stretch in which all numbers stand that JSON.stringify writes otherwise than they read. */
  oddFrom = Number.POSITIVE_INFINITY;
  oddTo = 0;
  private used = 0;
  private nameTo = 0;

  constructor(source: string) {
    this.source = source;
    this.cells = new Int32Array(CELL * Math.max(LEAST_VALUES, Math.ceil(source.length / USUAL_CHARACTERS)));
  }

  isWhole(): boolean {
    const end = this.noted(this.gap(0), 0, 0);
    return end > 0 && this.gap(end) === this.source.length;
  }

  // Each of these answers where what it reads ends, and 0 where it is not to be read: nothing ends there. Gaps are rare,
  // so one is looked for before it is skipped: a call for each token takes a fifth of the time.

  private container(start: number, opening: number, depth: number): number {
    const { source } = this;
    const closing = opening + TO_CLOSING;
    let at = this.gap(start + 1);
    if (source.charCodeAt(at) === closing) return at + 1;
    for (;;) {
      const name = at;
      if (opening === OBJECT) at = this.behindName(at);
      if (at === 0) return 0;
      const end = depth > NOTED_DEPTH ? this.value(at, depth) : this.noted(at, depth, name);
      if (end === 0) return 0;
      at = end;
      let code = source.charCodeAt(at);
      if (code === SPACE) {
        at = this.gap(at);
        code = source.charCodeAt(at);
      }
      if (code === closing) return at + 1;
      if (code !== COMMA) return 0;
      at += 1;
      if (source.charCodeAt(at) === SPACE) at = this.gap(at);
    }
  }

  /** Behind the colon as well: where the value begins. */
  private behindName(at: number): number {
    const { source } = this;
    if (source.charCodeAt(at) !== QUOTE) return 0;
    const end = source.indexOf('"', at + 1);
    let colon = end + 1;
    if (source.charCodeAt(colon) === SPACE) colon = this.gap(colon);
    if (end === -1 || source.charCodeAt(colon) !== COLON) return 0;
    // JSON.parse makes members of this name as well, which copies then lose.
    if (end === at + 10 && source.startsWith('__proto__', at + 1)) return 0;
    this.nameTo = end;
    return source.charCodeAt(colon + 1) === SPACE ? this.gap(colon + 1) : colon + 1;
  }

  private noted(at: number, depth: number, name: number): number {
    const cell = this.used;
    const { nameTo } = this;
    if (cell === this.cells.length && !this.grow(at)) return 0;
    this.used = cell + CELL;
    const end = this.value(at, depth);
    const { cells } = this;
    cells[cell] = name + 1;
    cells[cell + 1] = nameTo;
    cells[cell + 2] = at;
    cells[cell + 3] = end;
    cells[cell + 4] = this.used;
    return end;
  }

  private value(at: number, depth: number): number {
    const code = this.source.charCodeAt(at);
    if (code === QUOTE) return this.source.indexOf('"', at + 1) + 1;
    if (code === MINUS || isDigit(code)) return this.number(at, code);
    if (code === OBJECT || code === ARRAY) return depth < MOST_LEVELS ? this.container(at, code, depth + 1) : 0;
    if (this.source.startsWith('null', at) || this.source.startsWith('true', at)) return at + 4;
    return this.source.startsWith('false', at) ? at + 5 : 0;
  }

  private number(start: number, first: number): number {
    const { source } = this;
    let at = first === MINUS ? start + 1 : start;
    let code = source.charCodeAt(at);
    const leading = code;
    if (!isDigit(code)) return 0;
    do code = source.charCodeAt(++at);
    while (isDigit(code) && leading !== ZERO);
    if (code === POINT) {
      code = source.charCodeAt(++at);
      if (!isDigit(code)) return 0;
      do code = source.charCodeAt(++at);
      while (isDigit(code));
    }
    if ((code | SPACE) === EXPONENT) return this.exponent(start, at);
    if (at - start > SAFE_CHARACTERS || (leading === ZERO && first === MINUS)) this.judge(start, at);
    return at;
  }

  private exponent(start: number, e: number): number {
    const { source } = this;
    const sign = source.charCodeAt(e + 1);
    let at = sign === PLUS || sign === MINUS ? e + 2 : e + 1;
    if (!isDigit(source.charCodeAt(at))) return 0;
    while (isDigit(source.charCodeAt(at))) at += 1;
    this.judge(start, at);
    return at;
  }

  private judge(start: number, end: number): void {
    const number = Number(this.source.slice(start, end));
    if (Number.isFinite(number) && !Object.is(number, -0)) return;
    this.oddFrom = Math.min(this.oddFrom, start);
    this.oddTo = end;
  }

  private gap(start: number): number {
    const { source } = this;
    let at = start;
    while (source.charCodeAt(at) === SPACE) at += 1;
    return at;
  }

  private grow(at: number): boolean {
    const { length } = this.cells;
    if ((length / CELL) * LEAST_CHARACTERS > at) return false;
    const grown = new Int32Array(length * 2);
    grown.set(this.cells);
    this.cells = grown;
    return true;
  }
}
