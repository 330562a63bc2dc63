import { fromLonLat, toLonLat } from 'ol/proj.js';
import type { Path, Position } from '../data/parts.ts';
import type { Bounds } from '../data/spans.ts';

/** Mercator has no poles. What lies beyond is drawn at this latitude. */
const NORTHMOST = 89.5;
/** Where maps of the world usually end. */
const USUAL_END = 85;

export type Extent = [west: number, south: number, east: number, north: number];

export function toMap([longitude, latitude]: Position): [number, number] {
  const [x = 0, y = 0] = fromLonLat([longitude, Math.min(NORTHMOST, Math.max(-NORTHMOST, latitude))]);
  return [x, y];
}

export function pathToMap(path: Path): [number, number][] {
  return path.map(toMap);
}

/** Degrees of a place on the map; the longitude stays in its copy of the world. */
export function toDegrees(coordinate: readonly number[]): Position {
  const [x = 0, y = 0] = coordinate;
  const [longitude = 0, latitude = 0] = toLonLat([0, y]);
  return [longitude + (x / WORLD_WIDTH) * 360, latitude];
}

/** Data around a pole are shown whole; a box of the whole globe ends where maps usually do. */
export function extentOf({ west, south, east, north }: Bounds): Extent {
  const isPolar = south > USUAL_END || north < -USUAL_END;
  const [bottom, top] = isPolar ? [south, north] : [Math.max(south, -USUAL_END), Math.min(north, USUAL_END)];
  return [...toMap([west, bottom]), ...toMap([east, top])];
}

/** Metres around the equator of a Mercator map. */
export const WORLD_WIDTH = 2 * Math.PI * 6_378_137;
