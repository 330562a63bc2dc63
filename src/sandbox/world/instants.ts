/** A moment in whole microseconds since 1970, as fine as Aleph's database keeps it. */
export type Micros = number;

/** Both ends included; an absent end is open. */
export interface Span {
  readonly from: Micros | undefined;
  readonly to: Micros | undefined;
}

const INSTANT = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,12}))?(Z|[+-]\d\d:\d\d))?$/i;

/** Reads RFC 3339, or a bare date as its midnight in UTC. Digits beyond the sixth are cut off. */
export function parseInstant(text: string): Micros | undefined {
  const [, date, time = '00:00:00', fraction = '', zone = 'Z'] = INSTANT.exec(text) ?? [];
  if (date === undefined || !isCalendarDate(date)) return undefined;
  const seconds = Date.parse(`${date}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(seconds) ? undefined : seconds * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}

/** Reads STAC's `datetime`: an instant, or `a/b` with `..` or nothing for one open end. */
export function parseSpan(text: string): Span | undefined {
  const [first = '', second, excess] = text.split('/');
  if (excess !== undefined) return undefined;
  if (second === undefined) {
    const instant = parseInstant(first);
    return instant === undefined ? undefined : { from: instant, to: instant };
  }
  const [from, to] = [parseEnd(first), parseEnd(second)];
  if (from === 'unreadable' || to === 'unreadable') return undefined;
  if (from === undefined && to === undefined) return undefined;
  return from !== undefined && to !== undefined && from > to ? undefined : { from, to };
}

export function spanHolds(span: Span, instant: Micros): boolean {
  return (span.from === undefined || span.from <= instant) && (span.to === undefined || instant <= span.to);
}

/** `2026-02-07T03:35:41.440063` without a zone, so that each service adds its own way to write UTC. */
export function isoMicros(instant: Micros): string {
  const millis = Math.floor(instant / 1000);
  const micros = String(instant - millis * 1000).padStart(3, '0');
  return new Date(millis).toISOString().replace('Z', micros);
}

/** `2026-02-07T03:35:41Z` */
export function isoSeconds(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}

function parseEnd(text: string): Micros | undefined | 'unreadable' {
  if (text === '' || text === '..') return undefined;
  return parseInstant(text) ?? 'unreadable';
}

function isCalendarDate(date: string): boolean {
  const midnight = Date.parse(date);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
}
