import type { Losses } from '../../json/losses.ts';
import { listOf, namesOf, objectOf } from '../../json/ordered.ts';
import { type JsonObject, recordOf } from './wire.ts';

/** Limits of an object that is passed on. Beyond them, checking and sending it would take too long. */
export const MOST_MEMBERS = 500;
export const MOST_ENTRIES = 10_000;
const MOST_LEVELS = 10;
const PROTOTYPE = '__proto__';

/** Whether a value is an object within the limits, without keys that reach a prototype. */
export function isPassable(value: unknown): value is JsonObject {
  return recordOf(value) !== undefined && isWithinLimits(value, MOST_LEVELS) && !reachesPrototype(value);
}

/**
 * An object that is passed on; undefined for any other value. A member beyond the limits is left out of it alone, like
 * a key that reaches a prototype. `losses` gets the names of what is left out.
 */
export function passThroughOf(value: unknown, losses?: Losses, name = ''): JsonObject | undefined {
  if (isPassable(value)) return value;
  const source = recordOf(value);
  if (source === undefined) return undefined;
  const leaveOut = (path: string) => losses?.noteValue(name === '' ? path : `${name}.${path}`);
  const copy = copyWithin(source, MOST_LEVELS, leaveOut);
  if (!reachesPrototype(copy)) return copy;
  leaveOut(PROTOTYPE);
  return withoutPrototypeKeys(copy) as JsonObject;
}

function isWithinLimits(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  const inner = Object.values(value);
  const most = Array.isArray(value) ? MOST_ENTRIES : MOST_MEMBERS;
  return levels > 0 && inner.length <= most && inner.every((one) => isWithinLimits(one, levels - 1));
}

/** A copy within the limits. A list is never cut, since the rest of it would seem to be all. */
function copyWithin(source: JsonObject, levels: number, leaveOut: (path: string) => void): JsonObject {
  const kept = namesOf(source).map((key, index): readonly [string, unknown] | undefined => {
    const value = source[key];
    const inner = recordOf(value);
    const isWide = inner !== undefined && Object.keys(inner).length > MOST_MEMBERS;
    if (index < MOST_MEMBERS) {
      if (isWithinLimits(value, levels - 1)) return [key, value];
      if (inner !== undefined && !isWide && levels > 1) {
        return [key, copyWithin(inner, levels - 1, (path) => leaveOut(`${key}.${path}`))];
      }
    }
    leaveOut(key);
    return undefined;
  });
  return objectOf(kept.filter((entry) => entry !== undefined)) as JsonObject;
}

function reachesPrototype(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, PROTOTYPE) || Object.values(value).some(reachesPrototype);
}

function withoutPrototypeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return listOf(value.map(withoutPrototypeKeys));
  const source = recordOf(value);
  if (source === undefined) return value;
  const keys = namesOf(source).filter((key) => key !== PROTOTYPE);
  return objectOf(keys.map((key) => [key, withoutPrototypeKeys(source[key])]));
}
