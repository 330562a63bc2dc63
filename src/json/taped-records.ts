import { deepFreeze } from './freeze.ts';
import type { TapedList } from './list.ts';
import type { Losses } from './losses.ts';
import { type ChildRows, childrenIn, noteLost, type Part, type Parts } from './record-parts.ts';
import { type Names, RecordShape } from './record-shapes.ts';
import { byNames, byShape } from './shapes.ts';
import type { JsonTape } from './tape.ts';
import type { JsonTarget } from './target.ts';

/** A row that can copy the raw JSON of its own members. */
export interface RawJson {
  /**
   * Copies the raw JSON of the member at this index in a list of names. The copy reads the same as the member and has
   * no line breaks. False, and nothing copied, where raw JSON may not stand in. Pass the same list object again and
   * again: the copies are worked out once for a list and a shape.
   */
  copyRaw?(names: Names, index: number, target: JsonTarget): boolean;
}

/** Makes the rows of one answer; undefined for a row that lacks a required member. */
type RowMaker = (tape: JsonTape, row: number) => object | undefined;

/** Readers of one record on tapes. */
export interface TapedRows extends Pick<ChildRows, 'shapesIn' | 'readOnTape'> {
  makerFor(shared: object, losses?: Losses): RowMaker;
  /** The rows of a list, in order. */
  listOf(shared: object, list: TapedList, losses?: Losses): readonly (object | undefined)[];
}

/** The parts of a record that rows on a tape need. */
export interface TapedRecord {
  readonly parts: Parts;
  readonly derived: Readonly<Record<string, (row: never) => unknown>>;
  readonly shared: readonly string[];
  /** Whether a row may be a bare text. */
  readonly mayBeBare: boolean;
  readonly read: ChildRows['read'];
}

const TRIED = 1;
const OPEN = 2;

/**
 * Rows that read a member on first use.
 *
 * A page holds thousands of rows, and most replies need few of their members, or copy their bytes. A row is therefore
 * one small object: its shape, its tape, its place on it, and the values it keeps. Getters stand on a prototype that is made once
 * per record, without a closure per row, and V8 keeps one hidden class for all rows. A gate is tested on first
 * use, and two bits remember its result. A row keeps ids and objects. Objects are frozen, since requests share rows. A row holds on
 * to its tape, and with it to the whole piece of the answer.
 */
export function tapedRows(record: TapedRecord): TapedRows {
  const { parts, mayBeBare } = record;
  const Row = classFor(record);

  function rowAt(shape: RecordShape, tape: JsonTape, row: number, parent?: object) {
    const made = tape.isObject(row) ? new Row(shape, tape, row, parent) : undefined;
    const missing = made && TapedRow.missingIn(made);
    if (made !== undefined && missing === undefined) return made;
    const { losses } = shape;
    const origin = { shared: shape.sharedOf(parent), ownName: parent && tape.nameOf(row), parent, losses };
    return mayBeBare && tape.isString(row) ? record.read(origin, tape.string(row)) : noteLost(origin, missing);
  }

  function shapesFor(shared: object, losses: Losses | undefined) {
    return byShape((shape) => new RecordShape(parts, { sharedOf: () => shared, losses }, shape));
  }

  return {
    makerFor(shared, losses) {
      const shapes = shapesFor(shared, losses);
      return (tape, row) => rowAt(shapes.at(tape, row), tape, row);
    },
    listOf(shared, { stretches }, losses) {
      const shapes = shapesFor(shared, losses);
      const made: (object | undefined)[] = [];
      for (const { tape, rows } of stretches) {
        for (const row of rows) made.push(rowAt(shapes.at(tape, row), tape, row));
      }
      return made;
    },
    shapesIn: (surroundings) => byNames((shape) => new RecordShape(parts, surroundings, shape)),
    readOnTape: (shape, tape, row, parent) => rowAt(shape as RecordShape, tape, row, parent),
  };
}

/** A row of any record. */
class TapedRow implements RawJson {
  readonly #shape: RecordShape;
  readonly #tape: JsonTape;
  readonly #row: number;
  readonly #parent: object | undefined;
  /** Two bits per gate: whether it was tested, and whether it is open. */
  #gates = 0;
  #kept: unknown[] | undefined;

  constructor(shape: RecordShape, tape: JsonTape, row: number, parent: object | undefined) {
    this.#shape = shape;
    this.#tape = tape;
    this.#row = row;
    this.#parent = parent;
  }

  copyRaw(names: Names, index: number, target: JsonTarget): boolean {
    const { copier, gate } = this.#shape.copyAt(names, index);
    return (gate === -1 || this.#isOpen(gate)) && copier.copy(this.#tape, this.#row, target);
  }

  static sharedOf(row: TapedRow): object {
    return row.#shape.sharedOf(row.#parent);
  }

  /** The first required member without a value. */
  static missingIn(row: TapedRow): Part | undefined {
    const { required, members } = row.#shape.parts;
    for (let at = 0; at < required.length; at += 1) {
      const index = required[at] as number;
      const part = members[index] as Part;
      const isKept = part.slot !== -1;
      const has = isKept ? TapedRow.memberOf(row, index) !== undefined : row.#shape.has(index, row.#tape, row.#row);
      if (!has) return part;
    }
    return undefined;
  }

  static ownNameOf(row: TapedRow): string {
    return row.#tape.nameOf(row.#row);
  }

  static childrenOf(row: TapedRow, index: number): readonly object[] {
    const shape = row.#shape;
    const { children } = shape.parts.members[index] as Part;
    if (children === undefined) return [];
    const places = shape.childrenAt(index);
    if (places === null) {
      const json = row.#tape.value(row.#row + shape.placeOf(index));
      return childrenIn(children, row, json, shape.losses);
    }
    // Made as long as it can be: a list that grows by itself makes room for seventeen.
    const found = new Array<object>(places.length);
    let count = 0;
    for (const { place, shape } of places) {
      const child = children.record.readOnTape(shape, row.#tape, row.#row + place, row);
      if (child !== undefined) found[count++] = child;
    }
    return count === places.length ? found : found.slice(0, count);
  }

  static memberOf(row: TapedRow, index: number): unknown {
    const { members, slots } = row.#shape.parts;
    const { gate, instead, otherwise, slot } = members[index] as Part;
    const kept = slot === -1 ? undefined : row.#kept?.[slot];
    if (kept !== undefined) return kept;
    const isOpen = gate === -1 || row.#isOpen(gate);
    const read = isOpen ? row.#shape.read(index, row.#tape, row.#row) : undefined;
    const value = read ?? instead?.(row.#tape.value(row.#row), row.#parent);
    if (value === undefined) return otherwise;
    if (slot === -1) return value;
    row.#kept ??= new Array<unknown>(slots);
    row.#kept[slot] = deepFreeze(value);
    return value;
  }

  #isOpen(gate: number): boolean {
    const known = this.#gates >> (2 * gate);
    if ((known & TRIED) !== 0) return (known & OPEN) !== 0;
    const isOpen = this.#shape.isOpen(gate, this.#tape, this.#row);
    this.#gates |= (isOpen ? TRIED | OPEN : TRIED) << (2 * gate);
    return isOpen;
  }
}

/** A class with a getter for each member, and `toJSON`, since JSON.stringify skips getters of a prototype. */
function classFor({ parts, derived, shared }: TapedRecord): typeof TapedRow {
  class Row extends TapedRow {}
  const names: string[] = [];
  const getter = (name: string, read: (row: TapedRow) => unknown) => {
    names.push(name);
    const get = function (this: TapedRow) {
      return read(this);
    };
    Object.defineProperty(Row.prototype, name, { get, enumerable: true });
  };
  for (const name of shared) getter(name, (row) => Reflect.get(TapedRow.sharedOf(row), name));
  parts.members.forEach((part, index) => {
    if (part.children !== undefined) getter(part.name, (row) => TapedRow.childrenOf(row, index));
    else if (part.paths.length === 0) getter(part.name, TapedRow.ownNameOf);
    else getter(part.name, (row) => TapedRow.memberOf(row, index));
  });
  for (const [name, derive] of Object.entries(derived)) getter(name, (row) => derive(row as never));
  Object.defineProperty(Row.prototype, 'toJSON', {
    value(this: object) {
      return Object.fromEntries(names.map((name) => [name, Reflect.get(this, name)]));
    },
  });
  return Row;
}
