import type { BBox } from './wire.ts';

/** In degrees, ten turns of the globe. A number beyond is no longitude. */
const FURTHEST = 3_600;

/**
 * A box out of four numbers, or of six with heights, in the form that this server takes as input: latitudes in order,
 * longitudes wrapped into [-180, 180]. A box as wide as the globe is all of it. Undefined for any other value.
 */
export function bboxOf(value: unknown): BBox | undefined {
  if (!Array.isArray(value) || !value.every(Number.isFinite) || (value.length !== 4 && value.length !== 6)) {
    return undefined;
  }
  const half = value.length / 2;
  const [west, east]: [number, number] = [value[0], value[half]];
  const [south, north] = [Math.min(value[1], value[half + 1]), Math.max(value[1], value[half + 1])];
  if (south < -90 || north > 90 || Math.abs(west) > FURTHEST || Math.abs(east) > FURTHEST) return undefined;
  if (Math.abs(west) <= 180 && Math.abs(east) <= 180) return [west, south, east, north];
  if (east - west >= 360) return [-180, south, 180, north];
  // A west side on the antimeridian is -180 and an east side 180, so the box keeps its width.
  const turns = { west: Math.floor((west + 180) / 360), east: Math.ceil((east - 180) / 360) };
  return [turned(west, turns.west), south, turned(east, turns.east), north];
}

/** Whether a value is a box already. */
export function isBBox(value: unknown): value is BBox {
  const box = bboxOf(value);
  return box !== undefined && Array.isArray(value) && value.length === 4 && box.every((side, at) => side === value[at]);
}

/** The rule that a box of a caller breaks, if any. */
export function flawOfBox(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length !== 4 || !value.every(Number.isFinite)) {
    return 'expected four finite numbers: west, south, east, north.';
  }
  const [west, south, east, north] = value as unknown as BBox;
  if (Math.abs(west) > 180 || Math.abs(east) > 180) return 'west and east must be in [-180, 180].';
  const isUpright = south >= -90 && north <= 90 && south <= north;
  return isUpright ? undefined : 'south and north must be in [-90, 90], south <= north.';
}

/** Subtracting turns leaves wrong digits at the end; nine decimals are a tenth of a millimetre. */
function turned(lon: number, turns: number): number {
  return turns === 0 ? lon : Math.round((lon - 360 * turns) * 1e9) / 1e9;
}
