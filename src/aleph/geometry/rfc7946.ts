import type { Geometry, Position } from 'geojson';
import { type SimpleGeometry, simpleOf } from '../values/geometries.ts';
import { cutAreasOf, polygonal } from './antimeridian.ts';
import { doubledArea, type Point, type Ring } from './rings.ts';

const PRECISION = 1e6;
/** In square degrees, doubled. Any ring of rounded points that encloses an area encloses more. */
const NOTHING = 0.5 / PRECISION ** 2;

/** A geometry as RFC 7946 asks: outer rings counter-clockwise, cut at the antimeridian, six decimals (about 10 cm). */
export function mapReady(geometry: Geometry): Geometry {
  if (geometry.type === 'GeometryCollection') {
    return { type: geometry.type, geometries: simpleOf(geometry).map(mapReady) };
  }
  const areas = cutAreasOf(geometry);
  if (areas.length === 0) return withCoordinates(geometry, rounded);
  const wound = areas.map(({ outer, holes }) => ({
    outer: wind(outer.map(roundedPoint), 1),
    holes: holes.map((hole) => wind(hole.map(roundedPoint), -1)).filter(isSolid),
  }));
  // A cut may leave a piece thinner than six decimals, which is no polygon after rounding.
  const solid = wound.filter(({ outer }) => isSolid(outer));
  return polygonal(solid.length > 0 ? solid : wound);
}

function wind(ring: Ring, direction: 1 | -1): Ring {
  return doubledArea(ring) * direction >= 0 ? ring : ring.toReversed();
}

function isSolid(ring: Ring): boolean {
  return Math.abs(doubledArea(ring)) > NOTHING;
}

/** The height is dropped, since a map does not show it. */
function rounded([lon = 0, lat = 0]: Position): Position {
  return [...roundedPoint([lon, lat])];
}

function roundedPoint([lon, lat]: Point): Point {
  return [Math.round(lon * PRECISION) / PRECISION, Math.round(lat * PRECISION) / PRECISION];
}

function withCoordinates(geometry: SimpleGeometry, change: (position: Position) => Position): Geometry {
  return { type: geometry.type, coordinates: deep(geometry.coordinates, change) } as Geometry;
}

function deep(coordinates: unknown, change: (position: Position) => Position): unknown {
  if (!Array.isArray(coordinates)) return coordinates;
  return typeof coordinates[0] === 'number' ? change(coordinates) : coordinates.map((inner) => deep(inner, change));
}
