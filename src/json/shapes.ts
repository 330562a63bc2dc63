import type { JsonTape } from './tape.ts';

/** How far behind its row a value stands, wherever the row has the same layout; 0 where there is none. */
export type Place = number;

/** What is the same in all rows that have the same names in the same places. */
export interface Shape {
  /** The last member of this name in a row, or in the value at a place. */
  placeOf(name: string, within?: Place): Place;
  /** All members of the value at a place, in order. */
  membersIn(within: Place): readonly Member[];
  /** Whatever `make` makes for a place, made once for all rows of this shape. */
  once<T>(make: (shape: Shape, place: Place) => T, place?: Place): T;
}

export interface Member {
  readonly name: string;
  readonly place: Place;
}

/** Of more than so many the others are worked out anew for each row: those of a list are seldom of so many kinds. */
const MOST_LAYOUTS = 16;

/** Gives what `make` makes of the layout of a row, once for all rows that have it. For those of one answer. */
export function byShape<T>(make: (shape: Shape) => T): (tape: JsonTape, row: number) => T {
  const found: { readonly tape: JsonTape; readonly row: number; readonly made: T }[] = [];
  function find(tape: JsonTape, row: number): T {
    const alike = found.find((one) => tape.isLaidOutAs(row, one.tape, one.row));
    if (alike !== undefined) return alike.made;
    const made = make(shapeOf(tape, row));
    if (found.length < MOST_LAYOUTS) found.push({ tape, row, made });
    return made;
  }
  // The rows of a tape are asked for one after the other; it tells which of them are alike.
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

/** The place behind a path of names, from a row or the value at a place of it. */
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
