import type { Geometry } from 'geojson';
import { simpleOf } from '../values/geometries.ts';
import { cutAreasOf, cutGeometry, hasExtent, oneOrMany, polygonal } from './antimeridian.ts';
import { doubledArea, type Point, type Ring, runsOf } from './rings.ts';

const PRECISION = 1e6;
/** In square degrees, doubled. Any ring of rounded points that encloses an area encloses more. */
const NOTHING = 0.5 / PRECISION ** 2;

/**
 * A geometry as RFC 7946 asks: outer rings counter-clockwise, cut at the antimeridian, six decimals (about 10 cm).
 * Heights are dropped, since a map does not show them.
 * Undefined for one with nothing to draw, such as a polygon around a pole.
 */
export function mapReady(geometry: Geometry): Geometry | undefined {
  if (geometry.type === 'GeometryCollection') {
    const geometries = simpleOf(geometry).flatMap((member) => mapReady(member) ?? []);
    return geometries.length > 0 ? { type: geometry.type, geometries } : undefined;
  }
  if (geometry.type === 'Polygon' || geometry.type === 'MultiPolygon') return polygonsOf(geometry);
  if (geometry.type === 'LineString' || geometry.type === 'MultiLineString') return linesOf(geometry);
  // A point on the antimeridian is drawn once.
  const points = runsOf(geometry).flat().map(onMap);
  return points.length > 0 ? oneOrMany('Point', points) : undefined;
}

function linesOf(geometry: Geometry): Geometry | undefined {
  const lines = simpleOf(cutGeometry(geometry))
    .flatMap(runsOf)
    .map((line) => line.map(roundedPoint));
  const extended = lines.filter(hasExtent);
  return extended.length > 0 ? oneOrMany('LineString', extended) : undefined;
}

function polygonsOf(geometry: Geometry): Geometry | undefined {
  const wound = cutAreasOf(geometry).map(({ outer, holes }) => ({
    outer: wind(outer.map(roundedPoint), 1),
    holes: holes.map((hole) => wind(hole.map(roundedPoint), -1)).filter(isSolid),
  }));
  // A cut may leave a piece thinner than six decimals, which is no polygon after rounding.
  const solid = wound.filter(({ outer }) => isSolid(outer));
  return solid.length > 0 ? polygonal(solid) : undefined;
}

function wind(ring: Ring, direction: 1 | -1): Ring {
  return doubledArea(ring) * direction >= 0 ? ring : ring.toReversed();
}

function isSolid(ring: Ring): boolean {
  return Math.abs(doubledArea(ring)) > NOTHING;
}

function onMap([lon, lat]: Point): Point {
  const turns = Math.abs(lon) > 180 ? Math.round(lon / 360) : 0;
  return roundedPoint([lon - 360 * turns, lat]);
}

function roundedPoint([lon, lat]: Point): Point {
  return [Math.round(lon * PRECISION) / PRECISION, Math.round(lat * PRECISION) / PRECISION];
}
