/** GeoJSON (RFC 7946), longitude first. These types and those of @types/geojson can stand in for each other. */
export type Position = number[];

/** West, south, east, north in degrees. West is greater than east where the box crosses the antimeridian. */
export type BBox = readonly [west: number, south: number, east: number, north: number];

interface Shape<Type extends string, Coordinates> {
  type: Type;
  coordinates: Coordinates;
}

export interface Point extends Shape<'Point', Position> {}
export interface MultiPoint extends Shape<'MultiPoint', Position[]> {}
export interface LineString extends Shape<'LineString', Position[]> {}
export interface MultiLineString extends Shape<'MultiLineString', Position[][]> {}
export interface Polygon extends Shape<'Polygon', Position[][]> {}
export interface MultiPolygon extends Shape<'MultiPolygon', Position[][][]> {}
export interface GeometryCollection {
  type: 'GeometryCollection';
  geometries: Geometry[];
}
export type Geometry = Point | MultiPoint | LineString | MultiLineString | Polygon | MultiPolygon | GeometryCollection;

/** The properties of a row are those that its connection lists under `featureCollection`. */
export interface Feature<Shown extends Geometry | null = Geometry> {
  type: 'Feature';
  id?: string | number | undefined;
  /** In replies it is null where nothing can be drawn; map libraries skip such a feature. */
  geometry: Shown;
  properties: { [name: string]: unknown } | null;
}

export interface FeatureCollection<Shown extends Geometry | null = Geometry> {
  type: 'FeatureCollection';
  features: Feature<Shown>[];
}
