import type { JsonTarget } from '../aleph/json-tape.ts';

/** What may have the JSON of its members at hand. */
interface Written {
  writeAsIs?(member: string, target: JsonTarget): boolean;
}

/** Extensions of a field that exposes this member of its object: they let a reply take over what Aleph wrote. */
export function asWritten(member: string) {
  return asWrittenIn((source: Written) => source, member);
}

/** The same where the member is that of something within the object. */
export function asWrittenIn<S>(holderIn: (source: S) => Written, member: string) {
  return { writeAsIs: (source: S, target: JsonTarget) => holderIn(source).writeAsIs?.(member, target) ?? false };
}
