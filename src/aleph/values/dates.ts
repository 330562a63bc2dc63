import { badInput } from '../errors.ts';

/** Two days, YYYY-MM-DD, both included. */
export interface DateRange {
  readonly start: string;
  readonly end: string;
}

const LONGEST_YEARS = 10;
const DAY_MS = 86_400_000;

/** The day after a day; undefined behind the last one that has four digits for its year. */
export function dayAfter(day: string): string | undefined {
  const next = new Date(Date.parse(day) + DAY_MS).toJSON();
  return next?.length === 24 ? next.slice(0, 10) : undefined;
}

/** A range that runs forward and spans at most ten years; `at` is its path in the caller's arguments. */
export function checkDateRange({ start, end }: DateRange, at: readonly string[] = ['dates']): DateRange {
  const refuse = (rule: string) => badInput([...at, 'end'], `${[...at, 'end'].join('.')}: ${rule}`);
  if (end < start) throw refuse('the last day must not be before the first.');
  const limit = `${String(Number(start.slice(0, 4)) + LONGEST_YEARS).padStart(4, '0')}${start.slice(4)}`;
  if (end > limit) throw refuse(`a search spans at most ${LONGEST_YEARS} years.`);
  return { start, end };
}

const FIRST_YEAR = 1900;
const LAST_YEAR = 2100;

/** Date rolls 30 February over to March, so a real day is one that comes back as it went in. */
export function isDay(text: string): boolean {
  const year = Number(text.slice(0, 4));
  const isRead = new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
  return isRead && year >= FIRST_YEAR && year <= LAST_YEAR;
}
