import type { Geometry } from 'geojson';
import { flawOfTarget } from '../geometry/validity.ts';
import { secondsOfDuration } from './durations.ts';
import { type UserError, userError } from './user-errors.ts';

type Path = readonly string[];

/** An input whose names may be missing, as in a check that places nothing. */
export type PerhapsNamed<T> = Omit<T, 'name' | 'projectName'> & {
  readonly name?: string | undefined;
  readonly projectName?: string | undefined;
};

const LONGEST_NAME = 200;
const UNPRINTABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Aleph may trim a name, and then a lost answer would never be found again by it. */
function checkName(name: string, field: Path): readonly UserError[] {
  const isFit = name.length >= 1 && [...name].length <= LONGEST_NAME && name.trim() === name && !UNPRINTABLE.test(name);
  const rule = `expected 1 to ${LONGEST_NAME} characters, no control characters, and no space at either end.`;
  return isFit ? [] : [userError('INVALID_NAME', field, rule)];
}

/** The mistakes in both names, as far as they are given. */
export function checkNames({ name, projectName }: PerhapsNamed<object>): readonly UserError[] {
  return Object.entries({ name, projectName }).flatMap(([field, text]) =>
    text === undefined ? [] : checkName(text, [field]),
  );
}

/** `wanted` is the type that the product takes; undefined where both will do. */
export function checkTarget(
  geometry: Geometry,
  wanted: 'Point' | 'Polygon' | undefined,
  field: Path,
): readonly UserError[] {
  const flaw = flawOfTarget(geometry);
  if (flaw !== undefined) return [userError('INVALID_GEOMETRY', field, flaw)];
  if (wanted === undefined || geometry.type === wanted) return [];
  return [userError('TARGET_TYPE_MISMATCH', field, `expected a ${wanted} here.`)];
}

/** Instants in UTC; `now` in milliseconds since 1970. */
export function checkWindow(start: string, end: string, now: number, field: Path): readonly UserError[] {
  if (Date.parse(end) <= Date.parse(start)) {
    return [userError('INVALID_WINDOW', field, 'the end must come after the start.')];
  }
  return Date.parse(end) <= now ? [userError('INVALID_WINDOW', field, 'the end must not be in the past.')] : [];
}

export function checkDuration(duration: string | undefined, field: Path): readonly UserError[] {
  if (duration === undefined || (secondsOfDuration(duration) ?? 0) > 0) return [];
  const rule = 'expected days to seconds, e.g. P7D or PT12H: months and years have no fixed length.';
  return [userError('INVALID_VALUE', field, rule)];
}

export function checkRange(
  value: number | undefined,
  [low, high]: readonly [number, number],
  field: Path,
): readonly UserError[] {
  if (value === undefined || (value >= low && value <= high)) return [];
  return [userError('INVALID_VALUE', field, `expected ${low} to ${high}.`)];
}
