import { isDigit, MINUS } from '../json/codes.ts';
import type { Place, Shape } from '../json/shapes.ts';
import type { JsonTape } from '../json/tape.ts';
import type { JsonTarget } from '../json/target.ts';
import { geometryAt } from './values/footprints.ts';
import { writeInstant } from './values/instants.ts';
import { geometryOf } from './values/wire.ts';

/**
 * Hands over what Aleph wrote of a member of a row, if that reads as the member does; else false, and nothing is handed
 * over.
 */
export type Copy = (tape: JsonTape, row: number, target: JsonTarget) => boolean;

/** How a member is copied in rows of a layout where it stands in the row, or in the value at a place. */
export type Copying = (shape: Shape, within?: Place) => Copy;

/** What may have the JSON of its members at hand. */
export interface RawJson {
  /**
   * Hands over the JSON that Aleph wrote for the member at this place in a list, where it may stand in for the member:
   * it reads the same and has no line breaks. False where it may not, and nothing is handed over. What can be told
   * beforehand is told once for a list of members and objects of the same layout, so one list is best used often.
   */
  copyRaw?(members: Members, index: number, target: JsonTarget): boolean;
}

/** Names; undefined for what is not to be copied. */
export type Members = readonly (string | undefined)[];

/** The copies of the members in a list, worked out when another list is asked for than the last time. */
export function copiesOf(copyOf: (member: string) => Copy): (members: Members) => readonly Copy[] {
  let last: Members = [];
  let copies: readonly Copy[] = [];
  return (members) => {
    if (members !== last) {
      copies = members.map((member) => (member === undefined ? copyNothing : copyOf(member)));
      last = members;
    }
    return copies;
  };
}

export function copyNothing(): boolean {
  return false;
}

export function text(name: string): Copying {
  return copying(name, (tape, node) => tape.isString(node));
}

/** `judge` makes nothing of a number that stands for no value. */
export function number(name: string, judge: (value: unknown) => number | undefined): Copying {
  return copying(name, (tape, node) => tape.isNumber(node) && judge(tape.value(node)) !== undefined);
}

export function integer(name: string): Copying {
  return copying(name, isShortInteger);
}

export function instant(name: string): Copying {
  return (shape, within) => {
    const place = shape.placeOf(name, within);
    return place === 0 ? copyNothing : (tape, row, target) => writeInstant(tape, row + place, target);
  };
}

export function geometry(name: string): Copying {
  return (shape, within) => {
    const taped = geometryAt(shape, shape.placeOf(name, within));
    if (!taped.isBare) return copyNothing;
    const isGeometry = (tape: JsonTape, node: number, row: number) =>
      taped.isPlainPolygon(tape, row) || taped.isPlainPoint(tape, row) || geometryOf(tape.value(node)) !== undefined;
    return copyAt(taped.place, isGeometry);
  };
}

function copying(name: string, mayStandIn: (tape: JsonTape, node: number) => boolean): Copying {
  return (shape, within) => copyAt(shape.placeOf(name, within), mayStandIn);
}

/** Numbers that JSON.stringify would write otherwise are not passed on, wherever they stand. */
export function copyAt(place: Place, mayStandIn: (tape: JsonTape, node: number, row: number) => boolean): Copy {
  if (place === 0) return copyNothing;
  return (tape, row, target) => {
    const node = row + place;
    if (!mayStandIn(tape, node, row) || !tape.isFaithful(node)) return false;
    tape.write(node, target);
    return true;
  };
}

const MOST_DIGITS = 9;

/** Of so few digits that it fits into 32 bits, and written as nothing else. */
function isShortInteger(tape: JsonTape, node: number): boolean {
  const { bytes } = tape;
  const to = tape.to(node);
  const from = bytes[tape.from(node)] === MINUS ? tape.from(node) + 1 : tape.from(node);
  if (to === from || to - from > MOST_DIGITS) return false;
  for (let at = from; at < to; at += 1) {
    if (!isDigit(bytes[at] ?? 0)) return false;
  }
  return true;
}
