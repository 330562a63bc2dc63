import { ARRAY, COLON, OBJECT } from './codes.ts';
import type { Place, Shape } from './shapes.ts';
import type { JsonTape } from './tape.ts';

// Of members with the same name the last one counts. So a copy of an object with such members would show more than its
// value does.

/** Whether some object at a place has two members of one name, as far as rows of a shape have nodes for them. */
export function repeatsNames(shape: Shape, place: Place): boolean {
  const members = shape.membersIn(place);
  const areDistinct = new Set(members.map(({ name }) => name)).size === members.length;
  return !areDistinct || members.some((member) => repeatsNames(shape, member.place));
}

/** Whether an object has other objects in it whose members have no nodes: in lists, or very deep. */
export function hidesObjects(tape: JsonTape, object: number): boolean {
  // The node behind a node is the first one inside it, where there is one.
  for (let node = object; node < tape.after(object); node = tape.inside(node)) {
    const code = tape.bytes[tape.from(node)];
    const isBare = code === OBJECT && tape.inside(node) === tape.after(node);
    if ((code === ARRAY || isBare) && hasName(tape, node)) return true;
  }
  return false;
}

/** Whether there is a colon in a list or an object, be it in a string. */
function hasName(tape: JsonTape, node: number): boolean {
  const { bytes } = tape;
  const to = tape.to(node);
  let at = tape.from(node);
  while (at < to && bytes[at] !== COLON) at += 1;
  return at < to;
}
