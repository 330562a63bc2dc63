import { ARRAY, isDigit, MINUS, OBJECT, QUOTE } from './json-codes.ts';
import { CELL, JsonWalk } from './json-walk.ts';

/** Line breaks between values as well: nobody sends them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON.parse refuses them within strings
const NOT_PLAIN = /[\u0000-\u001f]/;

/**
 * Where each value of a JSON text begins and ends, so that what is needed of it can be read, and the rest passed by.
 * Values have numbers as handles, the outermost 0; those deeper than six levels have none, and are read with what they
 * stand in. Of members with the same name the last one counts, as in JSON.parse.
 */
export interface JsonTape {
  readonly source: string;
  /** Where a value stands in the source. */
  from(node: number): number;
  to(node: number): number;
  /** The first value in an object or array; `after` it when it is empty. */
  inside(node: number): number;
  /** The value behind this one and all in it. */
  after(node: number): number;
  /** How many values are directly in an object or array. */
  countIn(node: number): number;
  nameOf(member: number): string;
  isNamed(member: number, name: string): boolean;
  isObject(node: number | undefined): node is number;
  isArray(node: number | undefined): node is number;
  isNumber(node: number | undefined): node is number;
  /** The last member of this name; undefined also when there is no such object. */
  member(node: number | undefined, name: string): number | undefined;
  /** A string; undefined for anything else. */
  string(node: number | undefined): string | undefined;
  /** As JSON.parse makes it, each time anew. */
  value(node: number | undefined): unknown;
  /** The value as it was written. */
  text(node: number): string;
  /** Whether JSON.stringify would write every number within as one that reads the same: not so 1e999 and -0. */
  isFaithful(node: number): boolean;
}

/**
 * The tape of a text that JSON.parse reads as well; undefined for one that it refuses, and for one that is better left
 * to it: with escapes, controls, line breaks, names that reach a prototype, more than ten levels, or nearly nothing but
 * structure. The text must have come from bytes: it has no halves of characters.
 */
export function tapeOf(text: string): JsonTape | undefined {
  if (text.includes('\\') || NOT_PLAIN.test(text)) return undefined;
  const walk = new JsonWalk(text);
  return walk.isWhole() ? new Tape(walk) : undefined;
}

class Tape implements JsonTape {
  readonly source: string;
  private readonly cells: Int32Array;
  private readonly oddFrom: number;
  private readonly oddTo: number;

  constructor({ source, cells, oddFrom, oddTo }: JsonWalk) {
    this.source = source;
    this.cells = cells;
    this.oddFrom = oddFrom;
    this.oddTo = oddTo;
  }

  from(node: number): number {
    return this.cells[node + 2] ?? 0;
  }

  to(node: number): number {
    return this.cells[node + 3] ?? 0;
  }

  inside(node: number): number {
    return node + CELL;
  }

  after(node: number): number {
    return this.cells[node + 4] ?? 0;
  }

  countIn(node: number): number {
    let count = 0;
    for (let at = this.inside(node); at < this.after(node); at = this.after(at)) count += 1;
    return count;
  }

  nameOf(member: number): string {
    return this.source.slice(this.cells[member], this.cells[member + 1]);
  }

  isNamed(member: number, name: string): boolean {
    const from = this.cells[member] ?? 0;
    return (this.cells[member + 1] ?? 0) - from === name.length && this.source.startsWith(name, from);
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

  member(node: number | undefined, name: string): number | undefined {
    if (!this.isObject(node)) return undefined;
    const end = this.after(node);
    let found: number | undefined;
    for (let at = this.inside(node); at < end; at = this.after(at)) {
      if (this.isNamed(at, name)) found = at;
    }
    return found;
  }

  string(node: number | undefined): string | undefined {
    if (node === undefined || this.firstOf(node) !== QUOTE) return undefined;
    return this.source.slice(this.from(node) + 1, this.to(node) - 1);
  }

  value(node: number | undefined): unknown {
    if (node === undefined) return undefined;
    if (this.isNumber(node)) return Number(this.text(node));
    return this.string(node) ?? JSON.parse(this.text(node));
  }

  text(node: number): string {
    return this.source.slice(this.from(node), this.to(node));
  }

  isFaithful(node: number): boolean {
    return this.to(node) <= this.oddFrom || this.from(node) >= this.oddTo;
  }

  private firstOf(node: number | undefined): number {
    return node === undefined ? 0 : this.source.charCodeAt(this.from(node));
  }
}
