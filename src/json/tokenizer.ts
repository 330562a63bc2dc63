import { readFileSync } from 'node:fs';
import { CELL } from './cells.ts';

/** With more than one value in eight bytes, JSON.parse is faster than the tokenizer, and needs less memory. */
const LEAST_BYTES = 8;
const LEAST_VALUES = 1_000;
/** The depth of members of the text itself. */
const TOP = 1;

/** The exports of assembly/tokenizer.ts, compiled by `npm run tokenizer`. */
interface TokenizerModule {
  readonly memory: WebAssembly.Memory;
  readonly TEXT: WebAssembly.Global;
  begin(length: number, cells: number): void;
  wipe(): void;
  cells(): number;
  used(): number;
  isCrowded(): number;
  firstOdd(): number;
  lastOdd(): number;
  row(at: number, depth: number): number;
  behindName(at: number): number;
  noted(at: number, depth: number): number;
}

const COMPILED = new URL(import.meta.resolve('#root/assets/json-tokenizer.wasm'));

/** Loaded with the first text: a server that reads no list never loads it. */
let loaded: TokenizerModule | undefined;

function load(): TokenizerModule {
  loaded ??= new WebAssembly.Instance(new WebAssembly.Module(readFileSync(COMPILED)))
    .exports as unknown as TokenizerModule;
  return loaded;
}

/**
 * Reads a JSON text once and builds its structural index.
 *
 * The bytes are copied into the memory of a WebAssembly module, which looks at sixteen of them at once. It notes where
 * each value begins and ends, and `cells` copies the notes out for a tape. There is one module and one memory, so only
 * the newest tokenizer is valid. It rejects every text that JSON.parse rejects, and some that JSON.parse reads better.
 * It does not check that the bytes are UTF-8; its caller does.
 *
 * Each method that reads returns the place behind the value, or 0 for bytes that it does not take.
 */
export class Tokenizer {
  readonly bytes: Buffer;
  private readonly module = load();

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    const { module } = this;
    module.begin(bytes.length, CELL * Math.max(LEAST_VALUES, Math.ceil(bytes.length / LEAST_BYTES)));
    new Uint8Array(module.memory.buffer).set(bytes, module.TEXT.value);
  }

  /** How many of the cells are in use. */
  get used(): number {
    return this.module.used();
  }

  /** Whether it stopped because no cells were left. */
  get isCrowded(): boolean {
    return this.module.isCrowded() === 1;
  }

  /** The range that holds all numbers which JSON.stringify may write differently. */
  get odd(): { readonly from: number; readonly to: number } {
    return { from: this.module.firstOdd(), to: this.module.lastOdd() };
  }

  /** A copy of the notes. */
  cells(): Int32Array {
    return new Int32Array(this.module.memory.buffer, this.module.cells(), this.module.used()).slice();
  }

  /** Reads a value and notes it, with all values in it, under the name that was read last. */
  noted(at: number): number {
    return this.module.noted(at, TOP);
  }

  /** The same for a row of a list. It has no name; in that cell stands the first row of the same shape. */
  row(at: number, depth: number): number {
    return this.module.row(at, depth);
  }

  /** Reads a name and the colon behind it. Returns 0 for a name with escapes. */
  behindName(at: number): number {
    return this.module.behindName(at);
  }

  /** Overwrites the memory, so that no text stays in it. */
  static wipe(): void {
    loaded?.wipe();
  }
}
