import type { Geometry, Position } from 'geojson';
import { crosses, cutAreasOf, polygonal } from './antimeridian.ts';
import { areasOf, type Ring } from './rings.ts';

const PRECISION = 1e6;

/** A geometry as RFC 7946 wants it: outer rings to the left, cut at the antimeridian, six decimals (about 10 cm). */
export function mapReady(geometry: Geometry): Geometry {
  const areas = areasOf(geometry);
  if (areas.length === 0) return withCoordinates(geometry, rounded);
  const cut = areas.some(({ outer }) => crosses(outer)) ? cutAreasOf(geometry) : areas;
  const wound = cut.map(({ outer, holes }) => ({ outer: wind(outer, 1), holes: holes.map((hole) => wind(hole, -1)) }));
  return withCoordinates(polygonal(wound), rounded);
}

function wind(ring: Ring, direction: 1 | -1): Ring {
  const doubled = ring.reduce((sum, [lon, lat], index) => {
    const next = ring[(index + 1) % ring.length] ?? [lon, lat];
    return sum + lon * next[1] - next[0] * lat;
  }, 0);
  return doubled * direction >= 0 ? ring : ring.toReversed();
}

/** Height is dropped with the digits: a map does not show it. */
function rounded([lon = 0, lat = 0]: Position): Position {
  return [Math.round(lon * PRECISION) / PRECISION, Math.round(lat * PRECISION) / PRECISION];
}

function withCoordinates(geometry: Geometry, change: (position: Position) => Position): Geometry {
  if (geometry.type === 'GeometryCollection') return geometry;
  return { type: geometry.type, coordinates: deep(geometry.coordinates, change) } as Geometry;
}

function deep(coordinates: unknown, change: (position: Position) => Position): unknown {
  if (!Array.isArray(coordinates)) return coordinates;
  return typeof coordinates[0] === 'number' ? change(coordinates) : coordinates.map((inner) => deep(inner, change));
}
