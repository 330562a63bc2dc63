import { badInput } from './errors.ts';

/** Two days, YYYY-MM-DD, both included. */
export interface DateRange {
  readonly start: string;
  readonly end: string;
}

const LONGEST_YEARS = 10;

/** A range that runs forward and is not longer than ten years. */
export function checkDateRange({ start, end }: DateRange): DateRange {
  if (end < start) throw badInput(['dates', 'end'], 'dates.end: the last day must not be before the first.');
  const limit = `${String(Number(start.slice(0, 4)) + LONGEST_YEARS).padStart(4, '0')}${start.slice(4)}`;
  if (end > limit) throw badInput(['dates', 'end'], `dates.end: a search spans at most ${LONGEST_YEARS} years.`);
  return { start, end };
}
