import type { MultiPolygon, Polygon, Position } from 'geojson';

/** Longitude and latitude; longitudes go on beyond ±180, so that a shape across the antimeridian has no jump. */
export type Place = readonly [lon: number, lat: number];
/** The outer ring and its holes, none of them closed. */
export type Shape = readonly (readonly Place[])[];

const KM_PER_DEGREE = 111.2;

/** Kilometres east and north of a place, as degrees. */
export function around([lon, lat]: Place, ring: readonly (readonly [east: number, north: number])[]): Place[] {
  const widen = 1 / Math.cos((lat * Math.PI) / 180);
  return ring.map(([east, north]) => [lon + (east / KM_PER_DEGREE) * widen, lat + north / KM_PER_DEGREE] as const);
}

/** A square, turned, in kilometres. */
export function square(size: number, [east, north]: readonly [number, number] = [0, 0], degrees = 0) {
  const half = size / 2;
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const corners = [
    [-half, -half],
    [half, -half],
    [half, half],
    [-half, half],
  ] as const;
  return corners.map(([x, y]) => [east + x * cos - y * sin, north + x * sin + y * cos] as const);
}

/** A shape as GeoJSON: rings are closed, and longitudes are within ±180. */
export function polygonOf(shape: Shape): Polygon {
  const wrap = ([lon, lat]: Place): Position => [lon > 180 ? lon - 360 : lon < -180 ? lon + 360 : lon, lat];
  return { type: 'Polygon', coordinates: shape.map((ring) => [...ring, ...ring.slice(0, 1)].map(wrap)) };
}

/** Every polygon of a geometry, as rings. */
export function polygonsIn(geometry: Polygon | MultiPolygon): Position[][][] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
}

/** Positive for a ring that runs counter-clockwise, in square degrees. */
export function signedArea(ring: readonly Position[]): number {
  const steps = ring.slice(1).map(([lon = 0, lat = 0], index) => {
    const [fromLon = 0, fromLat = 0] = ring[index] ?? [];
    return fromLon * lat - lon * fromLat;
  });
  return steps.reduce((sum, step) => sum + step, 0) / 2;
}

/**
 * Percent of `target` that `footprint` covers, by points spread evenly over the sphere. A point in two polygons counts
 * once.
 */
export function sampledCoverage(target: Shape, footprint: Shape, grid = 300): number {
  const lons = target.flat().map(([lon]) => lon);
  const sines = target.flat().map(([, lat]) => Math.sin((lat * Math.PI) / 180));
  const [west, low] = [Math.min(...lons), Math.min(...sines)];
  const [width, height] = [Math.max(...lons) - west, Math.max(...sines) - low];
  let [within, covered] = [0, 0];
  for (let x = 0.5; x < grid; x += 1) {
    for (let y = 0.5; y < grid; y += 1) {
      const place: Place = [west + (x / grid) * width, (Math.asin(low + (y / grid) * height) * 180) / Math.PI];
      if (!holds(target, place)) continue;
      within += 1;
      if (holds(footprint, place)) covered += 1;
    }
  }
  return (covered / within) * 100;
}

/** Whether a point is inside a shape, by the even-odd rule. */
function holds(shape: Shape, [lon, lat]: Place): boolean {
  let isInside = false;
  for (const ring of shape) {
    let before = ring.at(-1) ?? [0, 0];
    for (const after of ring) {
      const [[a, b], [c, d]] = [before, after];
      if (b > lat !== d > lat && lon < a + ((lat - b) / (d - b)) * (c - a)) isInside = !isInside;
      before = after;
    }
  }
  return isInside;
}
