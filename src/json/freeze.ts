/** Freezes an answer that several requests share, so that none can change it for another. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    // Object.values would copy each list, and a footprint is lists within lists.
    for (const member of Array.isArray(value) ? value : Object.values(value)) {
      if (typeof member === 'object') deepFreeze(member);
    }
  }
  return value;
}
