import type { Geometry, Position } from 'geojson';
import { simpleOf } from '../values/geometries.ts';
import type { Ring } from './rings.ts';

const RADIANS = Math.PI / 180;

/**
 * Area of a ring on the unit sphere, in steradians. Edges are straight in longitude and latitude, as in GeoJSON
 * [RFC 7946 §3.1.1]. So the integral of sin(latitude) along each edge has a closed form, and nothing is approximated.
 */
export function areaOnSphere(ring: Ring): number {
  let sum = 0;
  let previous = ring.at(-1);
  for (const point of ring) {
    if (previous !== undefined) sum += underEdge(previous[0], previous[1], point[0], point[1]);
    previous = point;
  }
  return Math.abs(sum);
}

function underEdge(lonA: number, latA: number, lonB: number, latB: number): number {
  const middle = ((latA + latB) / 2) * RADIANS;
  const half = ((latB - latA) / 2) * RADIANS;
  // The mean of sin over the latitudes of the edge. A difference of cosines would lose its digits in a flat edge.
  return (lonB - lonA) * RADIANS * Math.sin(middle) * (half === 0 ? 1 : Math.sin(half) / half);
}

/** An upper bound of the area of a geometry on the unit sphere: the box around it, as if it lay at the equator. */
export function boundOf(geometry: Geometry): number {
  const box = { west: 180, south: 90, east: -180, north: -90 };
  for (const { coordinates } of simpleOf(geometry)) widen(box, coordinates);
  return Math.max(0, box.east - box.west) * RADIANS * Math.max(0, box.north - box.south) * RADIANS;
}

interface Extent {
  west: number;
  south: number;
  east: number;
  north: number;
}

function widen(box: Extent, coordinates: Position | readonly unknown[]): void {
  const [lon, lat] = coordinates;
  if (typeof lon !== 'number' || typeof lat !== 'number') {
    for (const inner of coordinates) if (Array.isArray(inner)) widen(box, inner);
    return;
  }
  if (lon < box.west) box.west = lon;
  if (lon > box.east) box.east = lon;
  if (lat < box.south) box.south = lat;
  if (lat > box.north) box.north = lat;
}
