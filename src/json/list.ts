import { isAscii, isUtf8 } from 'node:buffer';
import { ARRAY, ARRAY_END, behindSpaces, COMMA, OBJECT, OBJECT_END } from './codes.ts';
import { createTape, type JsonTape } from './tape.ts';
import { Tokenizer } from './tokenizer.ts';

/** Consecutive rows of a list, on a tape of their own. */
interface Stretch {
  readonly tape: JsonTape;
  readonly rows: readonly number[];
}

/** A list of rows, or an envelope with such a list. */
export type JsonList = TapedList | ParsedList;

interface Envelope {
  /** The last member of this name beside the list, as JSON.parse makes it. */
  member(name: string): unknown;
}

/** A list in a JSON text on tapes. */
export interface TapedList extends Envelope {
  readonly stretches: readonly Stretch[];
}

/** A list in parsed JSON. */
export interface ParsedList extends Envelope {
  readonly rows: readonly unknown[];
}

/** A name under which an envelope may hold its list, and the name's bytes in a text. */
export interface ListName {
  readonly name: string;
  readonly label: Buffer;
}

export function listName(name: string): ListName {
  return { name, label: Buffer.from(`"${name}"`) };
}

/** Limit of one row, and of the text around the list. A longer row and the next piece would not fit into PLACE_BITS. */
const LONGEST_ROW = 1_048_576;

/**
 * The list in a text that came in pieces: the text itself, or the first member that has one of the names and is a list.
 *
 * Pieces stay as they came, and each has a tape of its own. Only a row that two pieces share is joined: its beginning
 * is put before the first bytes of the next piece. Reading then goes on in that piece itself. One text of megabytes,
 * or one tape of it, would need new memory, and new memory costs more time than the tokenizer. Each tape is kept only
 * after its bytes are known to be UTF-8.
 *
 * Undefined for a text that JSON.parse rejects. Undefined too for a text that JSON.parse reads better: with line breaks
 * or tabs, names with escapes, names that reach a prototype, more than ten levels, a value in fewer than eight bytes,
 * or a second list.
 */
export function tapedListOf(pieces: readonly Buffer[], names: readonly ListName[] = []): TapedList | undefined {
  const reading = new ListReading(pieces, names);
  const isWhole = reading.isWhole();
  Tokenizer.wipe();
  return isWhole ? reading : undefined;
}

class ListReading implements TapedList {
  readonly stretches: Stretch[] = [];
  private readonly around: { readonly tape: JsonTape; readonly node: number }[] = [];
  private readonly left: Buffer[];
  /** The tokenizer and the three members below belong to the bytes that are read now. */
  private tokenizer: Tokenizer;
  private at = 0;
  private rows: number[] = [];
  private members: number[] = [];
  /** Where the next piece begins in the bytes that are read now; undefined unless two pieces were joined. */
  private seam: { readonly at: number; readonly piece: Buffer } | undefined;
  private rowDepth = 1;

  private readonly names: readonly ListName[];

  constructor(pieces: readonly Buffer[], names: readonly ListName[]) {
    this.names = names;
    this.left = pieces.flatMap(inShares).reverse();
    this.tokenizer = new Tokenizer(this.left.pop() ?? Buffer.alloc(0));
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
    const { tokenizer } = this;
    const members: number[] = [];
    let at = this.gap(0);
    this.rowDepth = tokenizer.bytes[at] === OBJECT ? 2 : 1;
    while (this.rowDepth === 2) {
      const name = this.gap(at + 1);
      const value = tokenizer.behindName(name);
      if (value === 0) return false;
      if (tokenizer.bytes[value] === ARRAY && this.isListName(tokenizer.bytes, name)) {
        at = value;
        break;
      }
      members.push(tokenizer.used);
      at = this.gap(tokenizer.noted(value));
      if (tokenizer.bytes[at] !== COMMA) return false;
    }
    this.members = members;
    this.at = at;
    return tokenizer.bytes[at] === ARRAY;
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
      const { tokenizer } = this;
      const row = tokenizer.used;
      const end = tokenizer.row(this.at, this.rowDepth);
      // A row that ends with the bytes may go on in the next piece.
      if (end > 0 && (end < tokenizer.bytes.length || this.left.length === 0)) {
        this.rows.push(row);
        this.at = end;
        return this.seam === undefined || this.crossSeam(this.seam);
      }
      if (!this.readOn()) return false;
    }
  }

  /** Reads all bytes behind the list, joined. */
  private readRest(): boolean {
    const rest = [this.tokenizer.bytes.subarray(this.at), ...this.left.splice(0).reverse()];
    if (rest.reduce((sum, { length }) => sum + length, 0) > LONGEST_ROW || !this.keep()) return false;
    this.begin(Buffer.concat(rest));
    const { tokenizer } = this;
    let at = this.gap(0);
    while (this.rowDepth === 2 && tokenizer.bytes[at] !== OBJECT_END) {
      const name = this.gap(at + 1);
      const value = tokenizer.bytes[at] === COMMA ? tokenizer.behindName(name) : 0;
      this.members.push(tokenizer.used);
      const end = value && tokenizer.noted(value);
      if (end === 0) return false;
      at = this.gap(end);
    }
    this.at = this.rowDepth === 2 ? this.gap(at + 1) : at;
    return this.at === tokenizer.bytes.length && this.keep();
  }

  private isListName(bytes: Buffer, at: number): boolean {
    return this.names.some(({ label }) => label.equals(bytes.subarray(at, at + label.length)));
  }

  private gap(at: number): number {
    return behindSpaces(this.tokenizer.bytes, at);
  }

  /** The code of the next character that is no space; 0 at the end. */
  private next(): number {
    for (;;) {
      const { tokenizer } = this;
      this.at = this.gap(this.at);
      if (this.at < tokenizer.bytes.length) return tokenizer.bytes[this.at] ?? 0;
      if (!this.readOn()) return 0;
    }
  }

  /**
   * Goes on with the unread bytes and the beginning of the next piece, since the rest of a row is seldom long. False
   * when no piece is left, the row is too long, or the tokenizer ran out of cells.
   */
  private readOn(): boolean {
    const rest = this.tokenizer.bytes.subarray(this.at);
    const piece = rest.length > LONGEST_ROW || this.tokenizer.isCrowded ? undefined : this.left.pop();
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

  /** Leaves the joined bytes once the row is read, and goes on in the second piece itself. */
  private crossSeam({ at, piece }: { readonly at: number; readonly piece: Buffer }): boolean {
    if (this.at < at) return true;
    if (this.tokenizer.bytes.length - at < piece.length) this.left.pop();
    const behind = this.at - at;
    if (!this.keep()) return false;
    this.begin(piece.subarray(behind));
    return true;
  }

  private begin(bytes: Buffer): void {
    this.tokenizer = new Tokenizer(bytes);
    this.at = 0;
    this.rows = [];
    this.members = [];
    this.seam = undefined;
  }

  /** Puts the bytes read so far on a tape. False for bytes that are no UTF-8. */
  private keep(): boolean {
    const { tokenizer, rows, members } = this;
    const read = tokenizer.bytes.subarray(0, this.at);
    const hasAsciiOnly = isAscii(read);
    if (!hasAsciiOnly && !isUtf8(read)) return false;
    const tape = createTape(tokenizer, hasAsciiOnly);
    if (rows.length > 0) this.stretches.push({ tape, rows });
    for (const node of members) this.around.push({ tape, node });
    return true;
  }
}

/** Bytes of the next piece that are joined to the rest of a row. Fewer would often not hold the end of the row. */
const ENOUGH_FOR_A_ROW = 8_192;
/** A longer share needs new memory for its text and its tape, which is slow to get. */
const MOST_AT_ONCE = 65_536;

/** A long piece as several views of the same memory. */
function inShares(piece: Buffer): readonly Buffer[] {
  if (piece.length <= MOST_AT_ONCE) return [piece];
  const shares: Buffer[] = [];
  for (let at = 0; at < piece.length; at += MOST_AT_ONCE) shares.push(piece.subarray(at, at + MOST_AT_ONCE));
  return shares;
}
