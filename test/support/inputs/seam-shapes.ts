import fc from 'fast-check';
import type { Geometry, Position } from 'geojson';
import { shapeOf, stars } from '../../aleph/geometry/stars.ts';
import type { Figures } from '../sandbox/brute-force.ts';
import type { Place, Shape } from './shapes.ts';

/** Shapes near the antimeridian, written twice: as GeoJSON has them, and with longitudes that go on beyond 180. */
export interface SeamShapes {
  readonly geometry: Geometry;
  readonly figures: Figures;
  /** Those of the figures that are polygons, each ring without its closing point. */
  readonly polygons: readonly Shape[];
}

type Kind = 'Point' | 'LineString' | 'Polygon';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const longitude = fc.oneof(between(179.96, 180.04), between(176, 184), fc.constantFrom(180));
const place = fc.oneof(
  fc.tuple(longitude, between(-16.85, -16.73)),
  fc.tuple(between(178.3, 181.5), between(-18.3, -16)),
);

const RUNS: Readonly<Record<Kind, fc.Arbitrary<Shape>>> = {
  Point: place.map((point) => [[point]]),
  LineString: fc
    .oneof(
      fc.uniqueArray(place, { minLength: 2, maxLength: 6, selector: String }),
      fc.tuple(fc.tuple(between(100, 180), between(-40, 20)), fc.tuple(between(180, 260), between(-40, 20))),
    )
    .map((line) => [line]),
  Polygon: fc.tuple(place, stars({ width: [0.02, 3], height: [0.02, 2] })).map(([[lon, lat], star]) => {
    const [east, north] = [lon - star.centre[0], lat - star.centre[1]];
    return shapeOf(star).map((ring) => ring.map(([x, y]): Place => [x + east, y + north]));
  }),
};

/** Shapes of one type of GeoJSON. Those of a Multi type lie apart, one above the other. */
export function seamShapes(type: Exclude<Geometry['type'], 'GeometryCollection'>): fc.Arbitrary<SeamShapes> {
  const kind = type.replace('Multi', '') as Kind;
  const parts = kind === type ? RUNS[kind].map((one) => [one]) : fc.array(RUNS[kind], { minLength: 1, maxLength: 3 });
  return parts.map((shapes) => {
    const apart = shapes.map((shape, index) =>
      shape.map((run) =>
        run.map(([lon, lat]): Place => [lon, index === 0 || kind !== 'Polygon' ? lat : lat + 6 * index]),
      ),
    );
    const figures = apart.map((shape) => shape.map((run) => (kind === 'Polygon' ? [...run, ...run.slice(0, 1)] : run)));
    const coordinates = figures.map((shape) => {
      const runs = shape.map((run) => run.map(wrapped));
      return kind === 'Polygon' ? runs : kind === 'LineString' ? runs[0] : runs[0]?.[0];
    });
    const geometry = { type, coordinates: kind === type ? coordinates[0] : coordinates } as Geometry;
    return { geometry, figures, polygons: kind === 'Polygon' ? apart : [] };
  });
}

/** Collections of one to three geometries, which may overlap. */
export const seamCollections: fc.Arbitrary<SeamShapes> = fc
  .array(
    fc.oneof(
      ...(['Point', 'MultiPoint', 'LineString', 'MultiLineString', 'Polygon', 'MultiPolygon'] as const).map(seamShapes),
    ),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((members) => ({
    geometry: { type: 'GeometryCollection', geometries: members.map(({ geometry }) => geometry) },
    figures: members.flatMap(({ figures }) => figures),
    polygons: members.flatMap(({ polygons }) => polygons),
  }));

function wrapped([lon, lat]: Place): Position {
  return [lon > 180 ? lon - 360 : lon, lat];
}
