import type { Part, Path } from './parts.ts';

/** West and east in degrees, west in ±180. An east of over 180 lies behind the antimeridian. */
export interface Span {
  readonly west: number;
  readonly east: number;
}

export interface Bounds extends Span {
  readonly south: number;
  readonly north: number;
}

/**
 * The shortest span around all of them: the globe without its widest gap. Spans are sorted by their west ends, and the
 * gap before each is measured from the farthest east end so far.
 */
export function shortestSpan(spans: readonly Span[]): Span | undefined {
  const sorted = spans.map(wrapped).sort((one, other) => one.west - other.west);
  const [first] = sorted;
  if (first === undefined) return undefined;
  let farthest = sorted.reduce((most, { east }) => Math.max(most, east - 360), Number.NEGATIVE_INFINITY);
  let widest = { gap: Number.NEGATIVE_INFINITY, before: first.west, from: farthest };
  for (const { west, east } of sorted) {
    const gap = west - farthest;
    if (gap > widest.gap) widest = { gap, before: west, from: farthest };
    farthest = Math.max(farthest, east);
  }
  if (widest.gap <= 0) return { west: -180, east: 180 };
  return { west: widest.before, east: widest.from + 360 };
}

/** Bounds of all of them; undefined for none. */
export function boundsAround(bounds: readonly Bounds[]): Bounds | undefined {
  const span = shortestSpan(bounds);
  if (span === undefined) return undefined;
  const south = bounds.reduce((least, one) => Math.min(least, one.south), 90);
  const north = bounds.reduce((most, one) => Math.max(most, one.north), -90);
  return { ...span, south, north };
}

/** Bounds of a part whose longitudes are unrolled. */
export function boundsOfPart(part: Part): Bounds {
  if (part.kind === 'area') return boundsOfPath(part.rings[0] ?? []);
  return boundsOfPath(part.kind === 'line' ? part.path : [part.at]);
}

export function centreOf({ west, south, east, north }: Bounds): readonly [number, number] {
  return [wrap((west + east) / 2), (south + north) / 2];
}

/** The same longitude from -180 to 180; both ends stay. */
export function wrap(longitude: number): number {
  if (longitude >= -180 && longitude <= 180) return longitude;
  return ((((longitude + 180) % 360) + 360) % 360) - 180;
}

function boundsOfPath(path: Path): Bounds {
  let [west, south, east, north] = [Number.POSITIVE_INFINITY, 90, Number.NEGATIVE_INFINITY, -90];
  for (const [longitude, latitude] of path) {
    west = Math.min(west, longitude);
    east = Math.max(east, longitude);
    south = Math.min(south, latitude);
    north = Math.max(north, latitude);
  }
  return { west, south, east, north };
}

function wrapped({ west, east }: Span): Span {
  const from = wrap(west);
  return { west: from, east: from + Math.min(east - west, 360) };
}
