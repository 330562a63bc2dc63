import { readFileSync } from 'node:fs';
import { CELL } from './cells.ts';

/** A text with more values than one in so many bytes is read faster by JSON.parse, and into less memory. */
const LEAST_BYTES = 8;
const LEAST_VALUES = 1_000;
/** The depth of what stands in the text itself. */
const TOP = 1;

/** What assembly/tokenizer.ts exports, compiled by `npm run tokenizer`. */
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

/** Loaded with the first text: a server that has nothing to read does without it. */
let loaded: TokenizerModule | undefined;

function load(): TokenizerModule {
  loaded ??= new WebAssembly.Instance(new WebAssembly.Module(readFileSync(COMPILED)))
    .exports as unknown as TokenizerModule;
  return loaded;
}

/**
 * Walks through a JSON text once and notes where its values stand. Refuses what JSON.parse refuses, and some of what is
 * better left to it; trusts that the bytes are UTF-8. One at a time does: a walk that begins later ends those before.
 *
 * What reads something answers where that ends, and 0 where it is not to be read.
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

  /** Whether it ended for want of cells. */
  get isCrowded(): boolean {
    return this.module.isCrowded() === 1;
  }

  /** Where all numbers stand that JSON.stringify may write otherwise than they read. */
  get odd(): { readonly from: number; readonly to: number } {
    return { from: this.module.firstOdd(), to: this.module.lastOdd() };
  }

  /** What was noted. */
  cells(): Int32Array {
    return new Int32Array(this.module.memory.buffer, this.module.cells(), this.module.used()).slice();
  }

  /** A value that is noted, with all in it, under the name that was read last. */
  noted(at: number): number {
    return this.module.noted(at, TOP);
  }

  /** The same for a row of a list, which has no name: in its place it has the first row with the same layout. */
  row(at: number, depth: number): number {
    return this.module.row(at, depth);
  }

  /** A name, and the colon behind it. Names with escapes are not read. */
  behindName(at: number): number {
    return this.module.behindName(at);
  }

  /** Leaves nothing of any text behind. */
  static wipe(): void {
    loaded?.wipe();
  }
}
