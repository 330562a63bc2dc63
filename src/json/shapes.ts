import type { JsonTape } from './tape.ts';

/** The distance of a value from its row on the tape, equal in all rows of one shape; 0 for a missing value. */
export type Place = number;

/** The structure that rows share when they have the same names in the same places. */
export interface Shape {
  /** The last member of this name in a row, or in the value at a place. */
  placeOf(name: string, within?: Place): Place;
  /** All members of the value at a place, in order. */
  membersIn(within: Place): readonly Member[];
  /** The result of `make` for a place, made once for all rows of this shape. */
  once<T>(make: (shape: Shape, place: Place) => T, place: Place): T;
  /** The result of `make`, made once for all rows of one answer. */
  inAnswer<T>(key: object, make: () => T): T;
  /** What is made for the shape of the value at a place, in the first row of this shape. */
  inFirst<T>(place: Place, shapes: Shapes<T>): T;
}

export interface Member {
  readonly name: string;
  readonly place: Place;
}

/** Further shapes are not kept. Each row is compared with all kept shapes, so more would slow down odd lists. */
const MOST_SHAPES = 16;

/** What was made for each shape of one answer. */
export interface Shapes<T> {
  at(tape: JsonTape, object: number): T;
}

/** The result of `make` for the shape of an object, made once for all objects of one answer that have this shape. */
export function byNames<T>(make: (shape: Shape) => T): Shapes<T> {
  return new ShapesByNames(make);
}

/**
 * The same for rows of a list, in their order.
 *
 * Rows of a list mostly have the same names in the same order. So a member stands at the same distance from each row on
 * the tape. That structure is a shape, as hidden classes are in V8. Places, readers and copies are worked out once per
 * shape, and a row then reads a member without comparing names. The tokenizer already marks, for each row, the first
 * row of the same shape on its tape. Only that first row is compared with the shapes of earlier tapes.
 */
export function byShape<T>(make: (shape: Shape) => T): Shapes<T> {
  return new ShapesOfRows(make);
}

class ShapesByNames<T> implements Shapes<T> {
  private readonly make: (shape: Shape) => T;
  private readonly found: { readonly tape: JsonTape; readonly object: number; readonly made: T }[] = [];
  private readonly answer = new Map<object, unknown>();

  constructor(make: (shape: Shape) => T) {
    this.make = make;
  }

  at(tape: JsonTape, object: number): T {
    for (const one of this.found) {
      if (tape.isShapedAs(object, one.tape, one.object)) return one.made;
    }
    const made = this.make(new TapedShape(tape, object, this.answer));
    if (this.found.length < MOST_SHAPES) this.found.push({ tape, object, made });
    return made;
  }
}

class ShapesOfRows<T> implements Shapes<T> {
  private readonly shapes: Shapes<T>;
  /** Rows come tape by tape, so the results of one tape are enough. */
  private last: JsonTape | undefined;
  private madeOfFirst = new Map<number, T>();

  constructor(make: (shape: Shape) => T) {
    this.shapes = new ShapesByNames(make);
  }

  at(tape: JsonTape, row: number): T {
    if (tape !== this.last) this.madeOfFirst = new Map();
    this.last = tape;
    const first = tape.firstAlike(row);
    const known = this.madeOfFirst.get(first);
    if (known !== undefined) return known;
    const made = this.shapes.at(tape, first);
    this.madeOfFirst.set(first, made);
    return made;
  }
}

/** The place at the end of a path of names, from a row or from a value in it. */
export function placeIn(shape: Shape, path: readonly string[], within?: Place): Place {
  let place = within;
  for (const name of path) {
    place = shape.placeOf(name, place);
    if (place === 0) return 0;
  }
  return place ?? 0;
}

class TapedShape implements Shape {
  private readonly tape: JsonTape;
  private readonly row: number;
  private readonly answer: Map<object, unknown>;
  /** One or two results, so a search is quicker than a Map. */
  private known: readonly { readonly make: unknown; readonly place: Place; readonly made: unknown }[] = [];

  constructor(tape: JsonTape, row: number, answer: Map<object, unknown>) {
    this.tape = tape;
    this.row = row;
    this.answer = answer;
  }

  once<T>(make: (shape: Shape, place: Place) => T, place: Place): T {
    const found = this.known.find((one) => one.make === make && one.place === place);
    if (found !== undefined) return found.made as T;
    const made = make(this, place);
    this.known = [...this.known, { make, place, made }];
    return made;
  }

  inAnswer<T>(key: object, make: () => T): T {
    const { answer } = this;
    if (!answer.has(key)) answer.set(key, make());
    return answer.get(key) as T;
  }

  inFirst<T>(place: Place, shapes: Shapes<T>): T {
    return shapes.at(this.tape, this.row + place);
  }

  placeOf(name: string, within?: Place): Place {
    const found = within === 0 ? undefined : this.tape.member(this.row + (within ?? 0), name);
    return found === undefined ? 0 : found - this.row;
  }

  membersIn(within: Place): readonly Member[] {
    const { tape, row } = this;
    const holder = row + within;
    const members: Member[] = [];
    if (within === 0 || !tape.isObject(holder)) return members;
    for (let at = tape.inside(holder); at < tape.after(holder); at = tape.after(at)) {
      members.push({ name: tape.nameOf(at), place: at - row });
    }
    return members;
  }
}
