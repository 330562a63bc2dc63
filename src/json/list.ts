import { isAscii, isUtf8 } from 'node:buffer';
import { ARRAY, ARRAY_END, behindSpaces, COMMA, OBJECT, OBJECT_END } from './codes.ts';
import { createTape, type JsonTape } from './tape.ts';
import { JsonWalk } from './tokenizer.ts';

/** Rows of a list that stand one after another, on a tape of their own. */
interface Stretch {
  readonly tape: JsonTape;
  readonly rows: readonly number[];
}

/** A JSON text that is a list of many rows, or holds one and little around it. */
export interface TapedList {
  readonly stretches: readonly Stretch[];
  /** The last member of this name beside the list, as JSON.parse makes it. */
  member(name: string): unknown;
}

/** A name under which an envelope may hold its list, and the bytes of it in a text. */
export interface ListName {
  readonly name: string;
  readonly label: Buffer;
}

export function listName(name: string): ListName {
  return { name, label: Buffer.from(`"${name}"`) };
}

/** A row of more bytes than this, or as much around the list, is left to JSON.parse. With a piece behind it, it has to fit into PLACE_BITS. */
const LONGEST_ROW = 1_048_576;

/**
 * The list in a text that came in pieces. A piece is put together with the rest of the one before and no more: one text
 * of megabytes, or one tape of it, takes new memory, and to get that takes longer than all that is done in it.
 *
 * The list is the text itself, or the first of its members that has one of the names and is a list.
 *
 * Undefined for a text that JSON.parse refuses, and for one that is better left to it: with line breaks or tabs, names
 * with escapes or that reach a prototype, more than ten levels, nearly nothing but structure, or more lists than one.
 */
export function tapedListOf(pieces: readonly Buffer[], names: readonly ListName[] = []): TapedList | undefined {
  const reading = new ListReading(pieces, names);
  const isWhole = reading.isWhole();
  JsonWalk.wipe();
  return isWhole ? reading : undefined;
}

class ListReading implements TapedList {
  readonly stretches: Stretch[] = [];
  private readonly around: { readonly tape: JsonTape; readonly node: number }[] = [];
  private readonly left: Buffer[];
  /** Of what is read now; so are the three after it. */
  private walk: JsonWalk;
  private at = 0;
  private rows: number[] = [];
  private members: number[] = [];
  /** Where in what is read now the next piece begins, from its first byte on, where the two were put together. */
  private seam: { readonly at: number; readonly piece: Buffer } | undefined;
  private rowDepth = 1;

  private readonly names: readonly ListName[];

  constructor(pieces: readonly Buffer[], names: readonly ListName[]) {
    this.names = names;
    this.left = pieces.flatMap(inShares).reverse();
    this.walk = new JsonWalk(this.left.pop() ?? Buffer.alloc(0));
  }

  member(name: string): unknown {
    const found = this.around.findLast(({ tape, node }) => tape.isNamed(node, name));
    return found?.tape.value(found.node);
  }

  isWhole(): boolean {
    while (!this.findList()) {
      if (!this.readOn()) return false;
    }
    const isRead = this.readRows() && this.readRest();
    return isRead && !this.around.some(({ tape, node }) => this.names.some(({ name }) => tape.isNamed(node, name)));
  }

  /** Stops at the bracket that opens the list. */
  private findList(): boolean {
    const { walk } = this;
    const members: number[] = [];
    let at = this.gap(0);
    this.rowDepth = walk.bytes[at] === OBJECT ? 2 : 1;
    while (this.rowDepth === 2) {
      const name = this.gap(at + 1);
      const value = walk.behindName(name);
      if (value === 0) return false;
      if (walk.bytes[value] === ARRAY && this.isListName(walk.bytes, name)) {
        at = value;
        break;
      }
      members.push(walk.used);
      at = this.gap(walk.noted(value));
      if (walk.bytes[at] !== COMMA) return false;
    }
    this.members = members;
    this.at = at;
    return walk.bytes[at] === ARRAY;
  }

  private readRows(): boolean {
    this.at += 1;
    let code = this.next();
    while (code !== ARRAY_END) {
      if (!this.readRow()) return false;
      code = this.next();
      if (code !== COMMA && code !== ARRAY_END) return false;
      if (code === COMMA) this.at += 1;
    }
    this.at += 1;
    return true;
  }

  private readRow(): boolean {
    for (;;) {
      this.next();
      const { walk } = this;
      const row = walk.used;
      const end = walk.row(this.at, this.rowDepth);
      // What ends with the text may go on in the next piece.
      if (end > 0 && (end < walk.bytes.length || this.left.length === 0)) {
        this.rows.push(row);
        this.at = end;
        return this.seam === undefined || this.crossSeam(this.seam);
      }
      if (!this.readOn()) return false;
    }
  }

  /** All behind the list, as one. */
  private readRest(): boolean {
    const rest = [this.walk.bytes.subarray(this.at), ...this.left.splice(0).reverse()];
    if (rest.reduce((sum, { length }) => sum + length, 0) > LONGEST_ROW || !this.keep()) return false;
    this.begin(Buffer.concat(rest));
    const { walk } = this;
    let at = this.gap(0);
    while (this.rowDepth === 2 && walk.bytes[at] !== OBJECT_END) {
      const name = this.gap(at + 1);
      const value = walk.bytes[at] === COMMA ? walk.behindName(name) : 0;
      this.members.push(walk.used);
      const end = value && walk.noted(value);
      if (end === 0) return false;
      at = this.gap(end);
    }
    this.at = this.rowDepth === 2 ? this.gap(at + 1) : at;
    return this.at === walk.bytes.length && this.keep();
  }

  private isListName(bytes: Buffer, at: number): boolean {
    return this.names.some(({ label }) => label.equals(bytes.subarray(at, at + label.length)));
  }

  private gap(at: number): number {
    return behindSpaces(this.walk.bytes, at);
  }

  /** The code of what comes next, gaps aside; 0 at the end. */
  private next(): number {
    for (;;) {
      const { walk } = this;
      this.at = this.gap(this.at);
      if (this.at < walk.bytes.length) return walk.bytes[this.at] ?? 0;
      if (!this.readOn()) return 0;
    }
  }

  /**
   * Goes on with what is not read yet and the next piece, or the first of it: the rest of a row is seldom long. False
   * when there is none, or no use in it.
   */
  private readOn(): boolean {
    const rest = this.walk.bytes.subarray(this.at);
    const piece = rest.length > LONGEST_ROW || this.walk.isCrowded ? undefined : this.left.pop();
    if (piece === undefined || !this.keep()) return false;
    if (rest.length === 0) {
      this.begin(piece);
      return true;
    }
    const seam = { at: rest.length, piece };
    const share = Math.max(rest.length, ENOUGH_FOR_A_ROW);
    if (share < piece.length) this.left.push(piece.subarray(share));
    this.begin(Buffer.concat([rest, piece.subarray(0, share)]));
    this.seam = seam;
    return true;
  }

  /** Behind the row that was in two pieces, where the second of them stands by itself. */
  private crossSeam({ at, piece }: { readonly at: number; readonly piece: Buffer }): boolean {
    if (this.at < at) return true;
    if (this.walk.bytes.length - at < piece.length) this.left.pop();
    const behind = this.at - at;
    if (!this.keep()) return false;
    this.begin(piece.subarray(behind));
    return true;
  }

  private begin(bytes: Buffer): void {
    this.walk = new JsonWalk(bytes);
    this.at = 0;
    this.rows = [];
    this.members = [];
    this.seam = undefined;
  }

  /** Keeps what was read so far, if it is fit to be passed on. */
  private keep(): boolean {
    const { walk, rows, members } = this;
    const read = walk.bytes.subarray(0, this.at);
    const hasAsciiOnly = isAscii(read);
    if (!hasAsciiOnly && !isUtf8(read)) return false;
    const tape = createTape(walk, hasAsciiOnly);
    if (rows.length > 0) this.stretches.push({ tape, rows });
    for (const node of members) this.around.push({ tape, node });
    return true;
  }
}

/** Of the next piece, what is put together with the rest of the one before. */
const ENOUGH_FOR_A_ROW = 8_192;
const MOST_AT_ONCE = 65_536;

/** A long piece as several, at the same place in memory. */
function inShares(piece: Buffer): readonly Buffer[] {
  if (piece.length <= MOST_AT_ONCE) return [piece];
  const shares: Buffer[] = [];
  for (let at = 0; at < piece.length; at += MOST_AT_ONCE) shares.push(piece.subarray(at, at + MOST_AT_ONCE));
  return shares;
}
