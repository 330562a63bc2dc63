/** Shared answers meet requests that know nothing of each other: none may change what another one sees. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    // A list of its own members needs no other: footprints are lists of lists.
    for (const member of Array.isArray(value) ? value : Object.values(value)) {
      if (typeof member === 'object') deepFreeze(member);
    }
  }
  return value;
}
