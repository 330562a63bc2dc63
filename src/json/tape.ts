import { CELL, PLACE_BITS, PLACE_MASK } from './cells.ts';
import { ARRAY, EXPONENT, isDigit, LOWER_CASE, MINUS, OBJECT, POINT, QUOTE, ZERO } from './codes.ts';
import { parseJson } from './ordered.ts';
import { type JsonTarget, viewOf } from './target.ts';
import type { Tokenizer } from './tokenizer.ts';

/**
 * A structural index of a JSON text: where each value begins and ends.
 *
 * The tokenizer passes over the text once and notes four ints for each value (`CELL`): its name, its first byte, its
 * end, and the next value that is not inside it. The notes lie one after another in one Int32Array, the tape. A node is
 * an index into it, so a reader steps over a value and all in it by one look-up. A value is made only when it is read,
 * and its bytes can be copied without making it. Values in lists, or deeper than six levels, have no node: they are
 * read with the value around them. Of members with the same name the last one counts, as in JSON.parse.
 */
export interface JsonTape {
  /** The text. */
  readonly bytes: Buffer;
  readonly view: DataView;
  /** The first byte of a value; `to` is the place behind its last byte. */
  from(node: number): number;
  to(node: number): number;
  /** The first member of an object; equal to `after` for an empty one. */
  inside(node: number): number;
  /** The next value outside this one. */
  after(node: number): number;
  nameOf(member: number): string;
  /** The first byte of a name, behind the quotation mark. */
  nameFrom(member: number): number;
  /** `name` has ASCII characters only and fewer than 1,023 of them, here and below. */
  isNamed(member: number, name: string): boolean;
  /** The first row on this tape that surely has the same shape. Rows of one shape may have more than one such row. */
  firstAlike(row: number): number;
  /** Whether a value of another tape has the same names in the same places and the same order. */
  isShapedAs(node: number, other: JsonTape, otherNode: number): boolean;
  isObject(node: number | undefined): node is number;
  isArray(node: number | undefined): node is number;
  isNumber(node: number | undefined): node is number;
  isString(node: number | undefined): node is number;
  /** The last member of this name; undefined also for a node that is no object. */
  member(node: number | undefined, name: string): number | undefined;
  /** Whether the bytes of a value are this text. */
  reads(node: number, text: string): boolean;
  /** A string; undefined for anything else. */
  string(node: number | undefined): string | undefined;
  /** The value as `parseJson` makes it, made anew by each call. */
  value(node: number | undefined): unknown;
  /** Copies a value, or the name of a member, as it stands in the text. */
  write(node: number, target: JsonTarget): void;
  writeName(member: number, target: JsonTarget): void;
  /**
   * Whether every number in a value survives JSON.stringify. Exceptions are numbers such as 1e999 and -0, and those that
   * may have more digits than a double holds.
   */
  isFaithful(node: number): boolean;
}

/** `hasAsciiOnly` lets texts be decoded as latin1, which is faster than UTF-8. */
export function createTape(tokenizer: Tokenizer, hasAsciiOnly: boolean): JsonTape {
  return new Tape(tokenizer, hasAsciiOnly);
}

/** With a larger mantissa, or a power above 10^22, a double is not exact: the last digit would be wrong. */
const MOST_MANTISSA = 900_719_925_474_098;
const POWERS_OF_TEN = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

class Tape implements JsonTape {
  readonly bytes: Buffer;
  readonly view: DataView;
  private readonly hasAsciiOnly: boolean;
  private readonly cells: Int32Array;
  private readonly odd: Tokenizer['odd'];

  constructor(tokenizer: Tokenizer, hasAsciiOnly: boolean) {
    this.bytes = tokenizer.bytes;
    this.view = viewOf(tokenizer.bytes);
    this.hasAsciiOnly = hasAsciiOnly;
    this.cells = tokenizer.cells();
    this.odd = tokenizer.odd;
  }

  from(node: number): number {
    return this.cells[node + 1] ?? 0;
  }

  to(node: number): number {
    return this.cells[node + 2] ?? 0;
  }

  inside(node: number): number {
    return node + CELL;
  }

  after(node: number): number {
    return this.cells[node + 3] ?? 0;
  }

  nameOf(member: number): string {
    return this.slice(this.nameFrom(member), this.nameTo(member));
  }

  nameFrom(member: number): number {
    return (this.cells[member] ?? 0) & PLACE_MASK;
  }

  isNamed(member: number, name: string): boolean {
    const held = this.cells[member] ?? 0;
    return held >> PLACE_BITS === name.length && this.isAt(held & PLACE_MASK, name);
  }

  firstAlike(row: number): number {
    return this.cells[row] ?? row;
  }

  isShapedAs(node: number, other: JsonTape, otherNode: number): boolean {
    const away = otherNode - node;
    const end = this.after(node);
    if (other.after(otherNode) !== end + away) return false;
    for (let at = this.inside(node); at < end; at += CELL) {
      if (other.after(at + away) !== this.after(at) + away || !this.isNamedAs(at, other, at + away)) return false;
    }
    return true;
  }

  isObject(node: number | undefined): node is number {
    return this.firstOf(node) === OBJECT;
  }

  isArray(node: number | undefined): node is number {
    return this.firstOf(node) === ARRAY;
  }

  isNumber(node: number | undefined): node is number {
    const code = this.firstOf(node);
    return code === MINUS || isDigit(code);
  }

  isString(node: number | undefined): node is number {
    return this.firstOf(node) === QUOTE;
  }

  member(node: number | undefined, name: string): number | undefined {
    if (!this.isObject(node)) return undefined;
    const end = this.after(node);
    let found: number | undefined;
    for (let at = this.inside(node); at < end; at = this.after(at)) {
      if (this.isNamed(at, name)) found = at;
    }
    return found;
  }

  reads(node: number, text: string): boolean {
    const { length } = text;
    return this.to(node) - this.from(node) === length && this.isAt(this.from(node), text);
  }

  string(node: number | undefined): string | undefined {
    if (!this.isString(node)) return undefined;
    const text = this.slice(this.from(node) + 1, this.to(node) - 1);
    return text.includes('\\') ? JSON.parse(`"${text}"`) : text;
  }

  value(node: number | undefined): unknown {
    if (node === undefined) return undefined;
    if (this.isNumber(node)) return this.number(node);
    return this.string(node) ?? parseJson(this.slice(this.from(node), this.to(node)));
  }

  write(node: number, target: JsonTarget): void {
    target.addRange(this.view, this.from(node), this.to(node));
  }

  writeName(member: number, target: JsonTarget): void {
    target.addRange(this.view, this.nameFrom(member) - 1, this.nameTo(member) + 1);
  }

  isFaithful(node: number): boolean {
    return this.to(node) <= this.odd.from || this.from(node) >= this.odd.to;
  }

  /** Reads digits itself where that is exact: dividing two whole numbers that a double holds rounds only once. */
  private number(node: number): number {
    const { bytes } = this;
    const to = this.to(node);
    const isBelowZero = bytes[this.from(node)] === MINUS;
    let mantissa = 0;
    let point = to;
    for (let at = this.from(node) + (isBelowZero ? 1 : 0); at < to; at += 1) {
      const code = bytes[at] ?? 0;
      if (code === POINT) point = at + 1;
      else if ((code | LOWER_CASE) === EXPONENT || mantissa > MOST_MANTISSA)
        return Number(this.slice(this.from(node), to));
      else mantissa = mantissa * 10 + (code - ZERO);
    }
    const power = POWERS_OF_TEN[to - point];
    if (power === undefined) return Number(this.slice(this.from(node), to));
    return (isBelowZero ? -mantissa : mantissa) / power;
  }

  private nameTo(member: number): number {
    const { bytes } = this;
    let at = this.nameFrom(member);
    while (bytes[at] !== QUOTE) at += 1;
    return at;
  }

  private isAt(from: number, text: string): boolean {
    const { bytes } = this;
    for (let index = 0; index < text.length; index += 1) {
      if (bytes[from + index] !== text.charCodeAt(index)) return false;
    }
    return true;
  }

  /** Compares both names up to their closing quotation marks. */
  private isNamedAs(member: number, other: JsonTape, otherMember: number): boolean {
    const { bytes } = this;
    const { bytes: otherBytes } = other;
    let at = this.nameFrom(member);
    let otherAt = other.nameFrom(otherMember);
    while (bytes[at] === otherBytes[otherAt]) {
      if (bytes[at] === QUOTE) return true;
      at += 1;
      otherAt += 1;
    }
    return false;
  }

  private slice(from: number, to: number): string {
    return this.bytes.toString(this.hasAsciiOnly ? 'latin1' : 'utf8', from, to);
  }

  private firstOf(node: number | undefined): number {
    return node === undefined ? 0 : (this.bytes[this.from(node)] ?? 0);
  }
}
