import { ARRAY, ARRAY_END, BACKSLASH, COLON, COMMA, LAST_ASCII, OBJECT, OBJECT_END, QUOTE, SPACE } from './codes.ts';
import { isReordered, namesOf } from './ordered.ts';
import { viewOf } from './target.ts';

/**
 * JSON as bytes, made piece by piece.
 *
 * Bytes go into a page until it is full; then the page joins the list of full ones, and a larger page begins. No page
 * is copied or grown, so a reply of megabytes never needs one piece of memory of its size. Short ranges and short texts
 * are copied in JavaScript, since a call into the platform costs more than they do. Pages are not pooled: the bytes of
 * one caller never lie in a page of another.
 */
export class JsonBytes {
  private readonly count: (bytes: number) => void;
  /** Pages that are full or were taken, in order. */
  private readonly full: Buffer[] = [];
  private bytes: Buffer = Buffer.allocUnsafe(FIRST_BYTES);
  private view = viewOf(this.bytes);
  private length = 0;
  private pageBytes = FIRST_BYTES;

  /** `count` receives the number of bytes added, at least once every 64 KiB. It may throw to end the writing. */
  constructor(count: (bytes: number) => void) {
    this.count = count;
  }

  /** Adds part of a text that is JSON already. */
  addRange(source: DataView, from: number, to: number): void {
    const length = to - from;
    this.withRoomFor(length);
    const { bytes, view, length: start } = this;
    this.length = start + length;
    if (length > LONGEST_BY_HAND) {
      bytes.set(new Uint8Array(source.buffer, source.byteOffset + from, length), start);
      return;
    }
    // Words of four bytes. The last word ends with the range, so it may overlap the one before.
    const last = length - WORD_BYTES;
    if (last >= 0) {
      for (let at = 0; at < last; at += WORD_BYTES) view.setInt32(start + at, source.getInt32(from + at));
      view.setInt32(start + last, source.getInt32(from + last));
      return;
    }
    for (let at = 0; at < length; at += 1) view.setUint8(start + at, source.getUint8(from + at));
  }

  /** Adds punctuation or a name, made once and added often. */
  addBytes(source: DataView): void {
    this.addRange(source, 0, source.byteLength);
  }

  addByte(code: number): void {
    const { bytes } = this.withRoomFor(1);
    bytes[this.length] = code;
    this.length += 1;
  }

  /** Adds a text of ASCII characters alone, e.g. a number. */
  addAscii(text: string): void {
    const { length } = text;
    const { bytes } = this.withRoomFor(length);
    if (length > LONGEST_BY_CODE) bytes.write(text, this.length, 'latin1');
    else for (let index = 0; index < length; index += 1) bytes[this.length + index] = text.charCodeAt(index);
    this.length += length;
  }

  /**
   * Adds any value as JSON.stringify writes it, but for the order of members, which is that of `namesOf`. Null for a
   * value that JSON cannot express.
   */
  addValue(value: unknown): void {
    if (typeof value === 'string') this.addString(value);
    else if (typeof value === 'number') this.addAscii(Number.isFinite(value) ? String(value) : 'null');
    else if (isReordered(value)) this.addTree(value);
    else this.addText(JSON.stringify(value) ?? 'null');
  }

  addString(value: string): void {
    const { length } = value;
    if (length > LONGEST_BY_CODE) {
      this.addLongString(value);
      return;
    }
    const { bytes } = this.withRoomFor(length + 2);
    let at = this.length;
    bytes[at] = QUOTE;
    for (let index = 0; index < length; index += 1) {
      const code = value.charCodeAt(index);
      if (code < SPACE || code === QUOTE || code === BACKSLASH || code > LAST_ASCII) {
        this.addLongString(value);
        return;
      }
      at += 1;
      bytes[at] = code;
    }
    bytes[at + 1] = QUOTE;
    this.length = at + 2;
  }

  /** Adds a plain tree of values in the same way. */
  addTree(value: unknown): void {
    if (typeof value !== 'object' || value === null || 'toJSON' in value) this.addValue(value);
    else if (Array.isArray(value)) this.addList(value);
    else this.addMembers(value);
  }

  private addList(list: readonly unknown[]): void {
    this.addByte(ARRAY);
    for (let index = 0; index < list.length; index += 1) {
      if (index > 0) this.addByte(COMMA);
      this.addTree(list[index]);
    }
    this.addByte(ARRAY_END);
  }

  private addMembers(members: object): void {
    let code = OBJECT;
    for (const name of namesOf(members)) {
      const value = (members as Readonly<Record<string, unknown>>)[name];
      if (value === undefined || typeof value === 'function' || typeof value === 'symbol') continue;
      this.addByte(code);
      this.addString(name);
      this.addByte(COLON);
      this.addTree(value);
      code = COMMA;
    }
    if (code === OBJECT) this.addByte(OBJECT);
    this.addByte(OBJECT_END);
  }

  /** The bytes added since the last call, in order. */
  take(): readonly Buffer[] {
    if (this.length > 0) this.turnPage();
    return this.full.splice(0);
  }

  private addLongString(value: string): void {
    if (ESCAPED.test(value)) {
      this.addText(JSON.stringify(value));
      return;
    }
    this.addByte(QUOTE);
    this.addText(value);
    this.addByte(QUOTE);
  }

  private addText(text: string): void {
    const { bytes } = this.withRoomFor(text.length * MOST_PER_UNIT);
    this.length += bytes.write(text, this.length, 'utf8');
  }

  private withRoomFor(more: number): this {
    if (this.length + more > this.bytes.length) {
      this.turnPage();
      this.pageBytes = Math.min(MOST_BYTES, this.pageBytes * GROW_BY);
      this.openPage(Buffer.allocUnsafe(Math.max(this.pageBytes, more)));
    }
    return this;
  }

  private turnPage(): void {
    const { length } = this;
    if (length > 0) this.full.push(this.bytes.subarray(0, length));
    this.openPage(this.bytes.subarray(length));
    this.count(length);
  }

  private openPage(bytes: Buffer): void {
    this.bytes = bytes;
    this.view = viewOf(bytes);
    this.length = 0;
  }
}

const WORD_BYTES = 4;
const FIRST_BYTES = 2_048;
const GROW_BY = 8;
const MOST_BYTES = 65_536;
/** A unit of UTF-16 takes three bytes of UTF-8 at most; with less room a text would be cut off. */
const MOST_PER_UNIT = 3;
/** Up to these lengths a loop in JavaScript is faster than a call into the platform. */
const LONGEST_BY_HAND = 192;
const LONGEST_BY_CODE = 48;

/** Characters that JSON escapes: quotation marks, backslashes, control characters, halves of surrogate pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern looks for control characters
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;
