import type { Box } from './boxes.ts';
import { project, unproject } from './utm.ts';

/** A square of Satellogic's imagery grid: whole kilometres in one UTM zone. */
export interface Tile {
  readonly zone: number;
  readonly south: boolean;
  /** Easting of the left edge, km. */
  readonly x: number;
  /** Northing of the lower edge, km; counted from 10,000 km down in the south. */
  readonly y: number;
  readonly sizeKm: number;
}

/** Longitude, latitude. */
export type Position = readonly [number, number];

export type Geometry =
  | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly Position[])[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Position[])[][] };

const SOUTHERN_ORIGIN = 10_000_000;

/** The tile that holds this position, on a grid of even kilometres. */
export function tileAt(lon: number, lat: number, sizeKm: number): Tile {
  const zone = Math.min(60, Math.floor((lon + 180) / 6) + 1);
  const [easting, northing] = project(zone, [lon, lat]);
  const snap = (metres: number) => Math.floor(metres / 1000 / sizeKm) * sizeKm;
  const south = lat < 0;
  return {
    zone,
    south,
    x: snap(easting),
    y: snap(south ? northing + SOUTHERN_ORIGIN : northing),
    sizeKm,
  };
}

/** `49N_566_1818` */
export function gridCell(tile: Tile): string {
  return `${tile.zone}${tile.south ? 'S' : 'N'}_${tile.x}_${tile.y}`;
}

/** `SATL-2KM-49N_566_1818` */
export function gridCode(tile: Tile): string {
  return `SATL-${tile.sizeKm}KM-${gridCell(tile)}`;
}

export function epsgOf(tile: Tile): number {
  return (tile.south ? 32700 : 32600) + tile.zone;
}

/**
 * The rectangle from one tile's lower left corner to another's upper right one: its corners from the
 * north-east one clockwise, closed. Longitudes may pass ±180.
 */
export function ringOf(first: Tile, last = first): Position[] {
  const [west, south] = [first.x * 1000, first.y * 1000];
  const [east, north] = [(last.x + last.sizeKm) * 1000, (last.y + last.sizeKm) * 1000];
  const corner = (easting: number, northing: number): Position => {
    const fromEquator = first.south ? northing - SOUTHERN_ORIGIN : northing;
    const [lon, lat] = unproject(first.zone, [easting, fromEquator]);
    return [tidy(lon), tidy(lat)];
  };
  const northEast = corner(east, north);
  return [northEast, corner(east, south), corner(west, south), corner(west, north), northEast];
}

/** The box around a ring; its west is above its east where the ring passes the 180th meridian. */
export function boxOf(ring: readonly Position[]): Box {
  const lons = ring.map(([lon]) => lon);
  const lats = ring.map(([, lat]) => lat);
  const [west, east] = [Math.min(...lons), Math.max(...lons)];
  return [wrap(west), Math.min(...lats), wrap(east), Math.max(...lats)];
}

/** The ring as GeoJSON wants it: cut in two where it passes the 180th meridian. */
export function geometryOf(ring: readonly Position[]): Geometry {
  const lons = ring.map(([lon]) => lon);
  const meridian = Math.max(...lons) > 180 ? 180 : -180;
  const [below, above] = [Math.min(...lons) < meridian, Math.max(...lons) > meridian];
  if (!below || !above) return { type: 'Polygon', coordinates: [shift(ring)] };
  const halves = [cut(ring, meridian, -1), cut(ring, meridian, 1)];
  return { type: 'MultiPolygon', coordinates: halves.map((half) => [shift(half)]) };
}

/** Keeps the part of a convex ring on one side of a meridian. */
function cut(ring: readonly Position[], meridian: number, side: 1 | -1): Position[] {
  const inside = ([lon]: Position) => (lon - meridian) * side >= 0;
  const kept = ring.slice(1).flatMap((end, index) => {
    const start = ring[index] ?? end;
    if (inside(start) === inside(end)) return inside(end) ? [end] : [];
    const share = (meridian - start[0]) / (end[0] - start[0]);
    const crossing: Position = [meridian, start[1] + share * (end[1] - start[1])];
    return inside(end) ? [crossing, end] : [crossing];
  });
  return [...kept, ...kept.slice(0, 1)];
}

/** Moves a ring that lies beyond ±180 back into the map, as a whole. */
function shift(ring: readonly Position[]): Position[] {
  const lons = ring.map(([lon]) => lon);
  const turn = Math.max(...lons) > 180 ? -360 : Math.min(...lons) < -180 ? 360 : 0;
  return ring.map(([lon, lat]) => [tidy(lon + turn), lat]);
}

const wrap = (lon: number) => tidy(lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon);
const tidy = (degrees: number) => Math.round(degrees * 1e9) / 1e9;
