import type { Feature, FeatureCollection, Geometry } from 'geojson';
import { mapReady } from '../aleph/geometry/rfc7946.ts';

/** A row as a GeoJSON feature. */
export interface MapFeature {
  /** Global id of the row. */
  readonly id: string;
  /** Absent for a row without a location. Its feature has a null geometry [RFC 7946 §3.2], as has one not to be drawn. */
  readonly geometry: Geometry | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
}

export function featureCollectionOf(features: readonly MapFeature[]): FeatureCollection<Geometry | null> {
  return { type: 'FeatureCollection', features: features.map(featureOf) };
}

function featureOf({ id, geometry, properties }: MapFeature): Feature<Geometry | null> {
  const values = Object.entries({ id, ...properties }).map(([name, value]) => [name, value ?? null]);
  return {
    type: 'Feature',
    id,
    geometry: (geometry && mapReady(geometry)) ?? null,
    properties: Object.fromEntries(values),
  };
}
