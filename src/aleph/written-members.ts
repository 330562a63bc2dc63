import { isDigit, MINUS } from './json-codes.ts';
import type { JsonTape, JsonTarget } from './json-tape.ts';
import { isBareGeometry, isPlainPolygon } from './tape-footprints.ts';
import { writeInstant } from './tape-instants.ts';
import { geometryOf } from './wire.ts';

/** Hands over what Aleph wrote of a member, if that reads as the member does; else false, and nothing is handed over. */
type WriteAsIs = (tape: JsonTape, node: number | undefined, target: JsonTarget) => boolean;

/** Where Aleph has a member, and how it may be passed on as it is written there. */
export interface WrittenMember {
  readonly name: string;
  readonly writeAsIs: WriteAsIs;
}

export function text(name: string): WrittenMember {
  return { name, writeAsIs: writing((tape, node) => tape.isString(node)) };
}

/** `judge` makes nothing of a number that stands for no value. */
export function number(name: string, judge: (value: unknown) => number | undefined): WrittenMember {
  return { name, writeAsIs: writing((tape, node) => tape.isNumber(node) && judge(tape.value(node)) !== undefined) };
}

export function integer(name: string): WrittenMember {
  return { name, writeAsIs: writing(isShortInteger) };
}

export function instant(name: string): WrittenMember {
  return { name, writeAsIs: writeInstant };
}

export function geometry(name: string): WrittenMember {
  const isGeometry = (tape: JsonTape, node: number) =>
    isBareGeometry(tape, node) && (isPlainPolygon(tape, node) || geometryOf(tape.value(node)) !== undefined);
  return { name, writeAsIs: writing(isGeometry) };
}

/** Numbers that JSON.stringify would write otherwise are not passed on, wherever they stand. */
function writing(mayStandIn: (tape: JsonTape, node: number) => boolean): WriteAsIs {
  return (tape, node, target) => {
    if (node === undefined || !mayStandIn(tape, node) || !tape.isFaithful(node)) return false;
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
