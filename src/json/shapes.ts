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
  once<T>(make: (shape: Shape, place: Place) => T, place?: Place): T;
}

export interface Member {
  readonly name: string;
  readonly place: Place;
}

/** Further shapes are not kept. Each row is compared with all kept shapes, so more would slow down odd lists. */
const MOST_SHAPES = 16;

/**
 * The result of `make` for the shape of a row, made once for all rows of one answer that have this shape.
 *
 * Rows of a list mostly have the same names in the same order. So a member stands at the same distance from each row on
 * the tape. That structure is a shape, as hidden classes are in V8. Places, readers and copies are worked out once per
 * shape, and a row then reads a member without comparing names. The tokenizer already marks, for each row, the first
 * row of the same shape on its tape. Only that first row is compared with the shapes of earlier tapes.
 */
export function byShape<T>(make: (shape: Shape) => T): (tape: JsonTape, row: number) => T {
  const found: { readonly tape: JsonTape; readonly row: number; readonly made: T }[] = [];
  function find(tape: JsonTape, row: number): T {
    const alike = found.find((one) => tape.isShapedAs(row, one.tape, one.row));
    if (alike !== undefined) return alike.made;
    const made = make(shapeOf(tape, row));
    if (found.length < MOST_SHAPES) found.push({ tape, row, made });
    return made;
  }
  // Rows come tape by tape, so the results of one tape are enough.
  let last: JsonTape | undefined;
  let madeOfFirst = new Map<number, T>();
  return (tape, row) => {
    if (tape !== last) madeOfFirst = new Map();
    last = tape;
    const first = tape.firstAlike(row);
    const known = madeOfFirst.get(first);
    if (known !== undefined) return known;
    const made = find(tape, first);
    madeOfFirst.set(first, made);
    return made;
  };
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

function shapeOf(tape: JsonTape, row: number): Shape {
  const madeBy = new Map<unknown, Map<Place, unknown>>();
  return {
    once<T>(make: (shape: Shape, place: Place) => T, place = 0) {
      const made = madeBy.get(make) ?? new Map<Place, unknown>();
      madeBy.set(make, made);
      if (!made.has(place)) made.set(place, make(this, place));
      return made.get(place) as T;
    },
    placeOf(name, within) {
      const found = within === 0 ? undefined : tape.member(row + (within ?? 0), name);
      return found === undefined ? 0 : found - row;
    },
    membersIn(within) {
      const holder = row + within;
      const members: Member[] = [];
      if (within === 0 || !tape.isObject(holder)) return members;
      for (let at = tape.inside(holder); at < tape.after(holder); at = tape.after(at)) {
        members.push({ name: tape.nameOf(at), place: at - row });
      }
      return members;
    },
  };
}
