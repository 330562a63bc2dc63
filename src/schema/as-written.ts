import type { RawJson } from '../aleph/written-members.ts';

/** Extensions of a field that exposes this member of its object: they let a reply take over what Aleph wrote. */
export function asWritten(member: string) {
  return asWrittenIn((source: RawJson) => source, member);
}

/** The same where the member is that of something within the object; all fields of a type have the same in mind. */
export function asWrittenIn<S>(holderIn: (source: S) => RawJson, member: string) {
  return { written: { holderIn, member } };
}
